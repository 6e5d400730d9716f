"""Paste anything: a reply, log lines, a transcript, a bounce message; every reply in it is explained.

Decides how the text is taken and when it is read; what it means is drawn by `widgets.pasted`.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.found import Found
from smtpwb.tui.screens.frame import InFront
from smtpwb.tui.widgets.pasted import PastedReplies, octets, shown

_QUIET = 0.15
"""Seconds without a key after which the text is read."""
_ASK = "Paste a reply, log lines, a transcript or a bounce message above; what it means is told here."


class Pasted(TextArea):
    """Takes what is pasted as visible text."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(shown(event.text), *self.selection)


class DecodeScreen(InFront[None]):
    """Text above, its explanation below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f12", "dismiss", "Back", show=False),
        Binding("shift+down", "refusal(1)", "Next refusal", show=False, priority=True),
        Binding("shift+up", "refusal(-1)", "Refusal before", show=False, priority=True),
        Binding("ctrl+l", "clear", "Clear", show=False),
    ]
    DEFAULT_CSS = """
    DecodeScreen { align: center middle; }
    DecodeScreen > Vertical {
        width: 100; max-width: 100%; height: 100%; border: round $rail-next; background: $background;
        border-title-color: $foreground; border-subtitle-color: $remark;
    }
    DecodeScreen Pasted, DecodeScreen Pasted:focus {
        height: 30%; min-height: 4; border: none; border-bottom: solid $rail-next; padding: 0 1;
    }
    DecodeScreen PastedReplies { height: 1fr; }
    """

    def __init__(self, text: bytes = b"") -> None:
        """`text`: what stands there to begin with."""
        super().__init__()
        self._begins_with = shown(text.decode("utf-8", "surrogateescape"))

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Decode"
            frame.border_subtitle = "Shift+↓ next refusal · Tab to the answers · ^l clear · Esc back"
            yield Pasted(soft_wrap=True)
            yield PastedReplies(_ASK)

    def on_mount(self) -> None:
        self._pause = self.set_interval(_QUIET, self._answer, pause=True)
        field = self.query_one(Pasted)
        field.cursor_blink = False
        field.tab_behavior = "focus"
        field.load_text(self._begins_with)
        field.focus()

    def action_clear(self) -> None:
        self.query_one(Pasted).clear()
        self.query_one(Pasted).focus()

    def action_refusal(self, by: int) -> None:
        """Go to a refusal; the text above shows where it stands."""
        if (found := self.query_one(PastedReplies).turn(by)) is not None:
            self._point(found)

    def _point(self, found: Found) -> None:
        field = self.query_one(Pasted)
        line = min(found.line, field.document.line_count) - 1
        row = field.wrapped_document.location_to_offset((line, 0)).y
        field.scroll_to(y=row, animate=False, immediate=True)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._pause.reset()  # a paste or a fast typist is answered once
        self._pause.resume()

    def _answer(self) -> None:
        self._pause.pause()
        text = self.query_one(Pasted).text
        found = find(octets(text)) if text.strip() else None
        self.query_one(PastedReplies).show(found)
