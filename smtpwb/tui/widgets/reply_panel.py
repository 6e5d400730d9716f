"""The Reply panel: what the entry under the cursor means.

Draws what `transcript.notes` says of it, as much as there is room for. Nothing here knows a rule of SMTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.transcript.idle import pause
from smtpwb.tui.plain import is_plain
from smtpwb.tui.widgets import beside, speaking
from smtpwb.tui.widgets.explained import LABEL, Room, explained, row
from smtpwb.tui.widgets.inert import inert
from smtpwb.tui.widgets.shaken import shaken

if TYPE_CHECKING:
    from smtpwb.reference.speaker import Speaker
    from smtpwb.transcript.notes import EntryNote

NOTHING_YET = (
    "Not connected. Every reply that comes will be taken apart here: what each digit says, "
    "what it means after your command, and what you may say next."
)

_BAR = 2
"""Columns at the right that are left to a scrollbar, whether it is there or not, so that no line jumps."""
_FOLD = 12
"""Columns that may be lost where a line is folded: a word."""


def noted(
    note: EntryNote, room: Room, width: int, speaker: Speaker | None = None, plain: bool = False
) -> Content:
    """The whole panel for one entry; `speaker`: with the signs by which one knows who speaks."""
    lines = [row("Your note", text, width) for text in note.noted[:1]]
    lines += [row("", text, width) for text in note.noted[1:]]
    if note.explanation is not None:
        lines += explained(note.explanation, room, width, _beside(note, room, width), plain)
    if note.handshake is not None:
        lines += shaken(note, room, width)
    else:
        lines += [Content(text) for text in note.texts]
    lines += [
        Content.assemble((f"{lint.text} ", "$reply-4yz"), (lint.source, "$remark")) for lint in note.lints
    ]
    if note.content:
        lines += _content(note.content, room, width)
    if note.idle is not None:
        lines.append(Content(f"After {pause(note.idle)}: nothing went over the wire, in neither direction."))
    if note.sources:
        lines.append(Content.styled(" · ".join(note.sources), "$remark"))
    if speaker is not None and speaker.clues:
        lines.append(Content(""))
        lines += [row(label, text, width) for label, text in speaking.in_full(speaker)]
    return Content("\n").join(lines)


_CONTENT_LINES = {Room.LINES: 0, Room.SIDE: 16, Room.ALL: 200}
"""How many lines of a message are shown."""


def _content(lines: Sequence[str], room: Room, width: int) -> list[Content]:
    """The beginning of a message, a row a line."""
    return [
        Content.styled(line, "$client").truncate(width, ellipsis=True)
        for line in lines[: _CONTENT_LINES[room]]
    ]


def _beside(note: EntryNote, room: Room, width: int) -> tuple[beside.Row, ...]:
    match room:
        case Room.LINES:
            refused = note.explanation is not None and note.explanation.diagnosis is not None
            lines = 1 if refused else 2  # a refusal needs the others
            return beside.one_row(note, lines * (width - LABEL) - (lines - 1) * _FOLD)
        case Room.SIDE:
            return beside.in_short(note)
        case Room.ALL:
            return beside.in_full(note)


class ReplyPanel(VerticalScroll, can_focus=True):
    """Shows one entry's note; scrolls where it is longer than the panel."""

    DEFAULT_CSS = """
    ReplyPanel { padding: 0 1; scrollbar-size-vertical: 1; }
    ReplyPanel > Static { width: 1fr; height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.border_title = "Reply"
        self._note: EntryNote | None = None
        self._room = Room.SIDE
        self._speaker: Speaker | None = None
        self._drawn_at = 0

    def compose(self) -> ComposeResult:
        yield inert(NOTHING_YET)

    def show(self, note: EntryNote, room: Room, speaker: Speaker | None = None) -> None:
        """Show a note; the same note again costs nothing."""
        if (note, room, speaker) == (self._note, self._room, self._speaker):
            return
        self._note, self._room, self._speaker = note, room, speaker
        self._draw()
        self.scroll_home(animate=False, immediate=True)

    def offer(self, text: str) -> None:
        """Say something else while there is nothing to take apart."""
        if self._note is None:
            self.query_one(Static).update(Content.assemble(NOTHING_YET, "\n", (text, "$reply-4yz")))

    @property
    def more(self) -> bool:
        """Whether a refusal is shown without the evidence for its cause, or a handshake without its chain."""
        if self._note is not None and self._note.handshake is not None:
            return self._room is not Room.ALL
        about = self._note.explanation if self._note is not None else None
        return self._room is not Room.ALL and about is not None and about.diagnosis is not None

    def page(self, by: int) -> None:
        """Scroll by pages; a line of the old page stays in view."""
        height = self.scrollable_content_region.height
        self.scroll_relative(y=by * max(1, height - 1), animate=False, immediate=True)

    def head(self, hint: str) -> None:
        """Name what is shown, and which key shows more of it (empty: none does)."""
        if self._note is not None:
            title = f"{self._note.title} · {hint}" if hint else self._note.title
            if title != self.border_title:  # each assignment repaints the border
                self.border_title = title

    def _draw(self) -> None:
        width = self.content_region.width - _BAR
        self._drawn_at = max(0, width)  # 0: hidden, to be drawn when it is shown again
        if self._note is not None and width > 0:
            text = noted(self._note, self._room, width, self._speaker, is_plain(self))
            self.query_one(Static).update(text)

    def on_resize(self) -> None:
        if self.content_region.width - _BAR != self._drawn_at:
            self._draw()
