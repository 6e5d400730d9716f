"""The Lessons tab: a list of lessons, drills and practice servers, and a sheet of what is pointed at.

Decides how the two are shown and what the keys do; what the rows are is `lesson_rows`, what Enter on them
does is the app's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from smtpwb.lessons import loading, progress
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.progress import Kept
from smtpwb.tui.widgets.lesson_rows import Row, rows
from smtpwb.tui.widgets.row_list import Item, RowList
from smtpwb.tui.widgets.sheet import Block, Sheet

ASK_SECONDS = 5
"""How long `r` waits for the second `r`."""


class LessonList(RowList):
    """Rows under headings; a heading is never pointed at."""

    def __init__(self) -> None:
        super().__init__(id="lesson-list")
        self._heads: frozenset[int] = frozenset()

    def show_rows(self, shown: Sequence[Row], cursor: int) -> None:
        """Show rows, with the one at `cursor` pointed at, or the next below it that is no heading."""
        self._heads = frozenset(index for index, row in enumerate(shown) if row.head)
        self.show([row.item for row in shown], cursor)
        self.cursor = cursor
        self._show_head()

    def validate_cursor(self, cursor: int) -> int:
        cursor = super().validate_cursor(cursor)
        below, above = range(cursor, len(self._items)), range(cursor, -1, -1)
        ahead = (*below, *above) if cursor >= self.cursor else (*above, *below)
        return next((index for index in ahead if index not in self._heads), cursor)

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        self._show_head()

    def _show_head(self) -> None:
        """The heading right above the cursor is in view with it."""
        above = self.cursor - 1
        if above in self._heads and above < self.scroll_offset.y:
            self.scroll_to(y=above, animate=False, immediate=True, force=True)

    def _strip(self, item: Item, hot: bool, width: int) -> Strip:
        if item.key or hot:
            return super()._strip(item, hot, width)
        base, key, _, _ = self._styles
        text = Segment(f" {item.text}", key + Style(bold=True))
        return Strip([text]).adjust_cell_length(width, base)


class LessonsPane(Vertical):
    """The list and the sheet. `Start`, `Open` and `Forgotten` tell the app what was asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "forget", "Forget how far this lesson came", show=False),
        Binding("R", "forget(True)", "Forget how far every lesson came", show=False),
        Binding("enter", "choose", "Begin", show=False),
    ]
    SCOPED_CSS = False
    DEFAULT_CSS = """
    LessonsPane {
        & > Horizontal { height: 1fr; }
        & RowList { width: 2fr; height: 1fr; }
        & Sheet { width: 3fr; height: 1fr; }
        & RowList, & Sheet { border: solid $rail-next; border-title-color: $foreground; }
        & RowList:focus, & Sheet:focus { border: solid $client; }
    }
    .-narrow LessonsPane {
        & > Horizontal { layout: vertical; }
        & RowList, & Sheet { width: 1fr; border: none; border-top: solid $rail-next; }
        & RowList:focus, & Sheet:focus { border: none; border-top: solid $client; }
    }
    """

    class Start(Message):
        """The user wants to begin this lesson, or go on with it."""

        def __init__(self, lesson: Lesson) -> None:
            super().__init__()
            self.lesson = lesson

    class Open(Message):
        """The user wants the app's action, or the order to connect to be offered."""

        def __init__(self, action: str, order: str) -> None:
            super().__init__()
            self.action, self.order = action, order

    class Forgotten(Message):
        """The progress of a lesson was forgotten; of an empty id, that of all."""

        def __init__(self, lesson_id: str) -> None:
            super().__init__()
            self.lesson_id = lesson_id

    def __init__(self) -> None:
        super().__init__(id="lessons")
        self._rows: Sequence[Row] = ()
        self._kept: Mapping[str, Kept] = {}
        self._asked = ""
        self._opened = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            listed = LessonList()
            listed.border_title = "Lessons, drills, practice servers"
            yield listed
            yield Sheet(id="lesson-about")

    def on_mount(self) -> None:
        self.refresh_lessons()

    @property
    def rows(self) -> LessonList:
        return self.query_one(LessonList)

    @property
    def row(self) -> Row:
        """The row pointed at."""
        return self._rows[self.rows.cursor]

    def focus_first(self) -> None:
        """Where the keyboard goes when the tab is opened; what was done meanwhile is shown. The first time
        that is the lesson under way."""
        self.refresh_lessons()
        if not self._opened:
            self._opened = True
            self._point_at(progress.latest(self._kept))
        self.screen.set_focus(self.rows)

    def _point_at(self, lesson_id: str) -> None:
        """The cursor goes to a lesson, if it is there."""
        for index, row in enumerate(self._rows):
            if row.lesson is not None and row.lesson.id == lesson_id:
                self.rows.show_rows(self._rows, index)

    def refresh_lessons(self) -> None:
        """Read again which lessons there are and how far each came, and show it."""
        self._kept = progress.load()
        self._rows = rows(loading.shelf(), self._kept)
        self.rows.show_rows(self._rows, self.rows.cursor)

    @on(RowList.Pointed)
    def _pointed(self, event: RowList.Pointed) -> None:
        event.stop()
        self._asked = ""
        self._show_sheet()

    def _show_sheet(self) -> None:
        question: tuple[Block, ...] = ()
        if self._asked:
            question = (
                Content.styled(f"Forget {self._asked}? The same key again does it.", "bold $reply-4yz"),
                "",
            )
        self.query_one("#lesson-about", Sheet).show((*question, *self.row.blocks))

    # What is done

    @on(RowList.Chosen)
    def action_choose(self) -> None:
        """Begin what is pointed at, or open it."""
        row = self.row
        if row.lesson is not None:
            self.post_message(self.Start(row.lesson))
        elif row.action or row.order:
            self.post_message(self.Open(row.action, row.order))

    def action_forget(self, whole: bool = False) -> None:
        """Forget how far this lesson came, or all of them, when asked twice."""
        lesson = self.row.lesson
        if not whole and lesson is None:
            return
        id = "" if whole or lesson is None else lesson.id
        what = f"how far {lesson.title!r} came" if id and lesson is not None else "how far every lesson came"
        if not (id in self._kept if id else self._kept):
            self.notify("There is nothing to forget yet.", markup=False)
        elif self._asked != what:
            self._asked = what
            self._show_sheet()
            self.set_timer(ASK_SECONDS, self._keep)
        else:
            self._forget(id)

    def _forget(self, id: str) -> None:
        self._asked = ""
        if fault := progress.reset(id):
            self.notify(fault, severity="warning", markup=False)
        self.refresh_lessons()
        self.post_message(self.Forgotten(id))

    def _keep(self) -> None:
        """Nobody answered: nothing is forgotten."""
        if self._asked:
            self._asked = ""
            self._show_sheet()
