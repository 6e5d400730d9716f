"""The composer: one line to type, and under it how that line reads and what is doubtful about it.

Decides how a line is edited: history, completion (ghost text, Tab), masking of secrets. What the line
means comes from `smtp.reading`, `smtp.lint` and `smtp.completion`; what is done with it, from the app.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input, Static

from smtpwb.smtp.sasl import Ranges
from smtpwb.transcript.wording import BULLET
from smtpwb.tui.chords import is_chord
from smtpwb.tui.typed import Told
from smtpwb.tui.widgets.inert import inert

_UNSEEN = "¿"
"""Stands for a character that is not drawn as it is; the row below names it."""

REMEMBERED = 5_000
"""Lines of the history: more than anyone goes back through."""
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
"""Where a paste is cut, and nowhere else: Unicode's other line ends are data here."""

Secrets = Callable[[str], Ranges]
"""Which characters of a typed line are secret."""


class Line(Input):
    """The input line. Secret characters are drawn as bullets from the first keystroke (law 4)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "order", "Send", show=False),
        Binding("tab", "complete", "Complete", show=False),
        Binding("up", "history(-1)", "Earlier line", show=False),
        Binding("down", "history(1)", "Later line", show=False),
        Binding("ctrl+y", "app.copy", "Copy", show=False),
        Binding("ctrl+d", "end_of_input", "Half-close", show=False),
    ]
    DEFAULT_CSS = """
    Line, Line:focus { border: none; width: 1fr; height: 1; padding: 0; background: transparent; }
    Line, Line:focus { scrollbar-size: 0 0; }
    """

    def __init__(self) -> None:
        super().__init__(select_on_focus=False, compact=True)
        self.cursor_blink = False  # a blinking cursor costs 157 KB a minute over ssh
        self.secrets: Secrets = lambda _: ()
        self.order: Callable[[str], None] = lambda _: None
        self.read: Callable[[], None] = lambda: None
        """Reads the line as it stands now, and so offers a completion."""
        self.step: Callable[[int], bool] = lambda _: False
        """Goes to another field of the form that the line is part of, if it is."""
        self.fill_in: Callable[[], bool] = lambda: False
        """Opens a form that fills in what the line wants, if there is one."""
        self.pressed: Callable[[], None] = lambda: None
        """Hears of every key, before anything is done with it."""
        self.take_back: Callable[[], bool] = lambda: False
        """Takes back the newest line of the queue, if there is one."""
        self.end: Callable[[], bool] = lambda: False
        """Closes our side of the connection, if that is what the key means now."""
        self.history: list[str] = []
        self._place: int | None = None
        self._kept = ""
        self.queued: list[str] = []
        """Further lines of a paste: offered one by one, as each is sent."""

    @property
    def _masked(self) -> str:
        """The line, with a bullet for each secret character."""
        shown = list(self.value)
        for begin, end in self.secrets(self.value):
            shown[begin:end] = BULLET * (end - begin)
        return "".join(shown)

    @property
    def _value(self) -> Text:
        drawn = "".join(character if character.isprintable() else _UNSEEN for character in self._masked)
        return Text(drawn, no_wrap=True, overflow="ignore", end="")

    @property
    def content_width(self) -> int:
        """Never less than the room there is: else each key would have the whole screen laid out anew."""
        return max(super().content_width, self.scrollable_content_region.width)

    @property
    def selected_text(self) -> str:
        """What is copied and cut: as it is drawn, where it is secret."""
        begin, end = sorted(self.selection)
        return self._masked[begin:end]

    @property
    def ghost(self) -> str:
        """The whole line that Tab would make, or empty."""
        return self._suggestion

    def offer(self, line: str) -> None:
        """Show `line` as ghost text behind what is typed. A line with anything in it that cannot be
        drawn is not offered: it may come from what a server said (law 3)."""
        line = line if line.isprintable() else ""
        self._suggestion = line if self.cursor_at_end else ""
        if not self.value:
            self.placeholder = line

    def action_complete(self) -> None:
        """Take the completion that is shown; with none, open a form for the rest, or move the focus."""
        if self.step(1):
            return
        self.read()  # letters typed just before may not have been read yet
        line = self._suggestion if self.value else self.placeholder
        if line and line != self.value and self.cursor_at_end:
            self.value = line
            self.cursor_position = len(line)
        elif not self.fill_in():
            self.screen.focus_next()

    async def _on_key(self, event: events.Key) -> None:
        """What a key orders is done by its binding, in turn (`tui.in_turn`); a chord types no letter."""
        self.pressed()
        if is_chord(event):
            event.prevent_default()
        else:
            await super()._on_key(event)

    def action_order(self) -> None:
        self.order(self.value)

    def action_delete_left(self) -> None:
        if self.value or not self.take_back():
            super().action_delete_left()

    def action_end_of_input(self) -> None:
        if not self.end():
            self.action_delete_right()

    def action_cursor_right(self, select: bool = False) -> None:
        if not self.value and self.placeholder and not select:
            self.action_complete()
        else:
            super().action_cursor_right(select)

    def action_history(self, by: int) -> None:
        """Older or newer lines that were sent, and what was being typed; in a form, other fields."""
        if self.step(by):
            return
        if not self.history:
            return
        if self._place is None:
            if by > 0:
                return
            self._kept, self._place = self._open_part(self.value), len(self.history)
        self._place += by
        if self._place >= len(self.history):
            self._place, text = None, self._kept
        else:
            self._place = max(0, self._place)
            text = self.history[self._place]
        self.value = text
        self.cursor_position = len(text)

    def _open_part(self, line: str) -> str:
        """Of a line with a secret, what stands before it: what is kept may be shown where it is none."""
        return line[: min((begin for begin, _ in self.secrets(line)), default=len(line))]

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's own cursor belongs; Textual has it one further behind the last character."""
        return super().cursor_screen_offset - (int(self.cursor_at_end), 0)

    def remember(self, line: str) -> None:
        """Keep a line for the history; of a line with a secret, only what stands before it."""
        line = self._open_part(line)
        if line.strip() and (not self.history or self.history[-1] != line):
            self.history.append(line)
            del self.history[:-REMEMBERED]
        self._place = None

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self._insert(event.text)

    def action_paste(self) -> None:
        """What smtpwb itself copied last, as any other paste: one line at a time."""
        self._insert(self.app.clipboard)

    def _insert(self, text: str) -> None:
        first, *rest = _LINE_ENDS.split(text)
        if rest and not rest[-1]:
            rest.pop()  # the end of the last line begins no other
        self.replace(first, *sorted(self.selection))
        self.queued += rest


_INSET = 5
"""Columns that the two rows under the line are set in, and the margin."""


def _in_two_rows(doubt: Content, width: int) -> tuple[Content, Content]:
    """What is doubtful, over both rows: how the line reads matters less then."""
    blank = doubt.plain.rfind(" ", 0, width)
    end, begin = (blank, blank + 1) if blank > 0 else (width, width)
    return doubt[:end], doubt[begin:]


class Composer(Vertical):
    """The line, its prompt, and the row that reads it."""

    DEFAULT_CSS = """
    Composer {
        height: 4; border-top: solid $rail-next; background: $surface; padding: 0 1;
        border-title-color: $foreground;
        &:focus-within { border-top: solid $client; }
        & > Horizontal { height: 1; }
        & #prompt { width: 3; color: $client; text-style: bold; }
        & #batch { height: auto; padding-left: 3; text-wrap: nowrap; text-overflow: ellipsis; display: none; }
        & #batch.-some { display: block; }
        & #reading, & #lint {
            height: 1; color: $remark; text-overflow: ellipsis; text-wrap: nowrap; padding-left: 3;
        }
    }
    """

    class Edited(Message):
        """The line changed."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Content] = {}
        self._prompt_width = 3
        self.queue_key = "^j"

    def compose(self) -> ComposeResult:
        yield inert(id="batch")
        with Horizontal():
            yield Static("C:", id="prompt", markup=False)
            yield Line()
        for name in ("reading", "lint"):
            yield inert(id=name)

    @property
    def line(self) -> Line:
        return self.query_one(Line)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Edited(event.value))

    def sent(self, line: str) -> None:
        """The line went out: keep it, and make room for the next (of a paste, the next line)."""
        field = self.line
        field.remember(line)
        field.value = field.queued.pop(0) if field.queued else ""
        field.cursor_position = len(field.value)

    def fill(self, line: str) -> None:
        """Put a line into the composer, to be sent or changed."""
        self.line.value = line
        self.line.cursor_position = len(line)

    def give_back(self, line: str) -> None:
        """Put back a line that came to nothing, unless something else has been typed since."""
        if not self.line.value:
            self.fill(line)

    def show_batch(self, rows: Content, count: int) -> None:
        """Show the queue above the line: so many rows."""
        if self._shown.get("batch", Content("")) == rows:
            return
        self._shown["batch"] = rows
        batch = self.query_one("#batch", Static)
        batch.set_class(bool(count), "-some")
        batch.update(rows)
        self.styles.height = 4 + count

    @property
    def row_width(self) -> int:
        """Columns of a row under the line."""
        return max(20, self.size.width - _INSET)

    def _with_queue(self, reading: Content) -> Content:
        """Of a paste, how many lines are still to come."""
        count = len(self.line.queued)
        if not count:
            return reading
        lines = f"{count} more line{'s' if count > 1 else ''}"
        more = f"{lines}: Enter sends one, {self.queue_key} queues all, Esc drops them · "
        return Content.assemble((more, "$reply-3yz"), reading)

    def show(self, told: Told) -> None:
        """Show how the line reads, what is doubtful about it, and offer the first completion."""
        reading, doubt = self._with_queue(told.reading), told.doubt
        if doubt.cell_length > self.row_width:
            reading, doubt = _in_two_rows(doubt, self.row_width)
        self._frame(told)
        for name, content in (("prompt", Content(told.prompt)), ("reading", reading), ("lint", doubt)):
            if self._shown.get(name) != content:
                self._shown[name] = content
                self.query_one(f"#{name}", Static).update(content, layout=False)
        offers = () if self.line.queued else told.offers  # of lines that are given nothing is to be guessed
        self.line.offer(offers[0] if offers else "")

    def _frame(self, told: Told) -> None:
        """The title, and as much room for the prompt as it needs."""
        title = Content(told.title)
        if self._shown.get("title", Content("")) != title:
            self._shown["title"] = title
            self.border_title = title  # Content: a str would be read as markup
        width = max(3, cell_len(told.prompt) + 1)
        if self._prompt_width != width:
            self._prompt_width = width
            self.query_one("#prompt").styles.width = width
