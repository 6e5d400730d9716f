"""Paste anything: a reply, log lines, a transcript, a bounce message; every reply in it is explained.

What is found is for `transcript.pasted`, what it means for `reference.explain`. Pasted text is drawn as
visible text, so that nothing in it reaches the terminal (law 3).
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from smtpwb.smtp.visible import unvisible, visible, visible_text
from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.found import Found
from smtpwb.tui.widgets.reply_panel import explained as drawn

MOST = 20
"""So many replies of one paste are explained; the rest are counted."""
_QUIET = 0.15
"""Seconds without a key after which the text is read."""
_ASK = "Paste a reply, log lines, a transcript or a bounce message above; what it means is told here."
_NOTHING = (
    "No reply in this text. A reply begins with three digits, such as 550 5.1.1 no such user; log lines of "
    "the usual servers, transcripts and bounce messages are read, too."
)


def shown(text: str) -> str:
    """Pasted text, safe to draw: its lines stay, everything else that could be obeyed is a tag."""
    return "\n".join(visible_text(line) for line in text.replace("\r\n", "\n").split("\n"))


def octets(text: str) -> bytes:
    """What was pasted, back from what is shown."""
    return b"\r\n".join(unvisible(line) for line in text.split("\n"))


class Pasted(TextArea):
    """Takes what is pasted as visible text."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace(shown(event.text), *self.selection)


class DecodeScreen(ModalScreen[None]):
    """Text above, its explanation below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f12", "dismiss", "Back", show=False),
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
    DecodeScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    DecodeScreen Static { width: 1fr; height: auto; }
    """

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Decode"
            frame.border_subtitle = "Tab to the answers · ^l clear · Esc back"
            yield Pasted(soft_wrap=True)
            with VerticalScroll(can_focus=True):
                yield Static(_ASK, markup=False)

    def on_mount(self) -> None:
        self._pause = self.set_interval(_QUIET, self._answer, pause=True)
        field = self.query_one(Pasted)
        field.cursor_blink = False
        field.tab_behavior = "focus"
        field.focus()

    def action_clear(self) -> None:
        self.query_one(Pasted).clear()
        self.query_one(Pasted).focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._pause.reset()  # a paste or a fast typist is answered once
        self._pause.resume()

    def _answer(self) -> None:
        self._pause.pause()
        text = self.query_one(Pasted).text
        answer = Content(_ASK) if not text.strip() else answers(find(octets(text)), self._width)
        self.query_one(VerticalScroll).query_one(Static).update(answer)

    @property
    def _width(self) -> int:
        return max(40, min(98, self.size.width) - 6)


def answers(found: tuple[Found, ...], width: int) -> Content:
    """Every reply, and what it means."""
    if not found:
        return Content.styled(_NOTHING, "$reply-4yz")
    blocks: list[Content] = []
    for one in found[:MOST]:
        words = "\n".join(visible(line.raw.removesuffix(b"\r\n")) for line in one.reply.lines)
        where = f"{one.said_in}, line {one.line}" + (
            f", for {visible_text(one.recipient)}" if one.recipient else ""
        )
        blocks.append(Content.assemble((words, "$server bold"), "\n", (where, "$remark")))
        blocks += [*drawn(explained(one), True, width), Content("")]
    if len(found) > MOST:
        blocks.append(Content.styled(f"… {len(found) - MOST} more replies", "$remark"))
    return Content("\n").join(blocks)
