"""The line in which one searches the dialogue: what is searched for, and which of how many one looks at.

    find  5.1.1▁                                       3 of 17   ↑ ↓ · Esc

Where it is found is the view's.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from smtpwb.tui.widgets.dialogue_search import Found
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.field import Field

KEYS = "  ↑ ↓ · Esc"


class FindLine(Horizontal):
    """Searches a view as one types; goes away with Escape, and the focus back to where it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Match above", show=False),
        Binding("down", "step(1)", "Match below", show=False),
        Binding("escape", "leave", "End the search", show=False),
    ]
    DEFAULT_CSS = """
    FindLine {
        height: 1; background: $panel;
        & > #find-label { width: 6; color: $remark; }
        & > #find-count { width: 32; text-align: right; padding: 0 1 0 0; }
    }
    """

    def __init__(self, view: DialogueView, back: Widget | None) -> None:
        """`back` has the focus afterwards."""
        super().__init__(id="find")
        self._view = view
        self._back = back
        self._origin = view.cursor

    def compose(self) -> ComposeResult:
        yield Static(Content("find"), id="find-label")
        yield Field(id="find-words")
        yield Static(Content(""), id="find-count")

    def on_mount(self) -> None:
        self._view.searched = self._tell
        self._tell()
        self.begin()

    def on_unmount(self) -> None:
        self._view.searched = lambda: None

    def begin(self) -> None:
        """Let one type."""
        field = self.query_one(Field)
        self.screen.set_focus(field)  # at once: keys are on their way
        field.action_select_all()

    def end(self) -> None:
        """Nothing is searched for any more."""
        self._view.seek("", 0)
        self.remove()

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self._view.seek(event.value, self._view.lines.known if self._origin is None else self._origin)
        if not event.value:
            self._view.cursor = self._origin

    @on(Field.Submitted)
    def _again(self, event: Field.Submitted) -> None:
        event.stop()
        self.action_step(-1)

    def action_step(self, by: int) -> None:
        self._view.seek_on(by)

    def action_leave(self) -> None:
        self.end()
        if self._back is not None and self._back.is_attached:
            self.screen.set_focus(self._back)

    def _tell(self) -> None:
        self.query_one("#find-count", Static).update(told(self._view.found))


def told(found: Found) -> Content:
    """How many places there are, and which one looks at."""
    if not found.words:
        return Content.styled(f"say what{KEYS}", "$remark")
    if found.at is None:
        return Content.assemble(("not found", "$reply-5yz"), (KEYS, "$remark"))
    return Content.assemble(f"{found.at + 1:,} of {len(found.places):,}", (KEYS, "$remark"))
