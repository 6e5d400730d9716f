"""The user's own words on one entry: put there, changed, or taken away.

Decides only how they are asked for; where they are kept and shown is for the transcript.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TextArea

from smtpwb.smtp.visible import visible_text
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.inert import inert

_WHERE = "Your own words. They stand below the entry, and in every copy."


class Words(TextArea):
    """A few lines; Enter is done with them."""

    async def _on_key(self, event: events.Key) -> None:
        """TextArea would take Enter for a line end."""
        if event.key not in ("enter", "ctrl+j"):
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            await self.run_action("screen.keep")
        else:
            self.insert("\n")

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.replace("\n".join(map(visible_text, lines)), *self.selection)


class NoteScreen(Framed[str | None]):
    """Asks for a note; the result is its text, empty to take it away, or None to leave it as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", show=False),
        Binding("enter", "keep", "Keep", show=False),
    ]
    DEFAULT_CSS = """
    NoteScreen {
        & > Vertical {
            width: 76; height: auto; max-height: 100%; padding: 0 1;
        }
        & Static { height: 1; margin-top: 1; color: $remark; text-wrap: nowrap; text-overflow: ellipsis; }
        & Words, & Words:focus { height: 5; border: none; padding: 0 1; margin: 1 0; background: $panel; }
    }
    """

    def __init__(self, about: str, text: str) -> None:
        """`about`: the entry, as visible text; `text`: the note as it is."""
        super().__init__()
        self._about, self._text = about, text

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Change your note" if self._text else "A note of yours"
            empty = " · empty takes it away" if self._text else ""
            frame.border_subtitle = Content(f"Enter keep · ^j new line{empty} · Esc back")
            yield inert(Content(self._about))
            words = Words(
                "\n".join(map(visible_text, self._text.splitlines())), soft_wrap=True, placeholder=_WHERE
            )
            words.cursor_blink = False
            yield words

    def on_mount(self) -> None:
        words = self.query_one(Words)
        words.move_cursor(words.document.end)
        words.focus()

    def action_keep(self) -> None:
        self.dismiss(self.query_one(Words).text.strip())
