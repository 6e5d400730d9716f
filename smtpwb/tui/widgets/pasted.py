"""What pasted text means: each reply found in it, with the same explanation as for a live one.

Decides how a found reply is headed and how many are drawn. What is found is for `transcript.pasted`. Pasted
text is drawn as visible text, so that nothing in it reaches the terminal (law 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.smtp.visible import unvisible, visible, visible_text
from smtpwb.transcript.pasted.overview import overview, refuses
from smtpwb.tui.plain import is_plain
from smtpwb.tui.widgets.explained import Room
from smtpwb.tui.widgets.explained import explained as drawn
from smtpwb.tui.widgets.inert import inert

if TYPE_CHECKING:
    from smtpwb.transcript.pasted.found import Found

_BAR = 2
"""Columns at the right that are left to a scrollbar, whether it is there or not."""
MOST = 20
"""So many replies of one paste are explained below each other; the rest are counted."""
NOTHING = (
    "No reply in this text. A reply begins with three digits, such as 550 5.1.1 no such user; log lines of "
    "the usual servers, transcripts and bounce messages are read, too."
)


def shown(text: str) -> str:
    """Pasted text, safe to draw: its lines stay, everything else that could be obeyed is a tag.

    A lone CR ends a line: terminals paste so what had LF.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(visible_text, lines))


def octets(text: str) -> bytes:
    """What was pasted, back from what is shown."""
    return b"\r\n".join(unvisible(line) for line in text.split("\n"))


def words(found: Found) -> str:
    """The reply itself, line by line, safe to show."""
    return "\n".join(visible(line.raw.removesuffix(b"\r\n")) for line in found.reply.lines)


def where(found: Found) -> str:
    """Where it stands, and of whom it speaks: `log line of Postfix, line 3, for a@example.net`."""
    whom = f", for {visible_text(found.recipient)}" if found.recipient else ""
    return f"{found.said_in}, line {found.line}{whom}"


def told_one(found: Found, room: Room, width: int, plain: bool = False) -> list[Content]:
    """One reply, and what it means."""
    from smtpwb.transcript.pasted.explained import explained

    head = Content.assemble((words(found), "$server bold"), "\n", (where(found), "$remark"))
    return [head, *drawn(explained(found), room, width, plain=plain)]


def told(found: Sequence[Found], width: int, plain: bool = False) -> Content:
    """Every reply and what it means: one in full, of several what helps to go on, below an overview."""
    return Content("\n").join(parts(found, width, plain))


def parts(found: Sequence[Found], width: int, plain: bool = False) -> list[Content]:
    """The same, part by part: of several the overview, then each of `in_turn`, then how many are left."""
    if not found:
        return [Content.styled(NOTHING, "$reply-4yz")]
    room = Room.ALL if len(found) == 1 else Room.LINES
    told = [
        Content("\n").join([*told_one(one, room, width, plain), Content("")]) for one in in_turn(found)[:MOST]
    ]
    if len(found) > MOST:
        told.append(Content.styled(f"… {len(found) - MOST} more replies", "$remark"))
    return [_overview(found), *told] if len(found) > 1 else told


def in_turn(found: Sequence[Found]) -> list[Found]:
    """The refusals first, for they are what one looks for; each group as it stands in the text."""
    return sorted(found, key=lambda one: not refuses(one))


def _overview(found: Sequence[Found]) -> Content:
    from smtpwb.transcript.pasted.explained import explained

    heading, lines = overview([(one, explained(one)) for one in found])
    return Content("\n").join(
        [Content.styled(heading, "bold"), *(Content(f"  {line}") for line in lines), Content("")]
    )


class PastedReplies(VerticalScroll, can_focus=True):
    """Shows what pasted text means; scrolls where that is longer than the panel."""

    DEFAULT_CSS = """
    PastedReplies { padding: 0 1; scrollbar-size-vertical: 1; }
    PastedReplies:focus { background: $panel; }
    PastedReplies > Static { width: 1fr; height: auto; }
    """

    def __init__(self, invitation: str = "", *, id: str | None = None) -> None:
        """`invitation` stands here until there is something to explain."""
        super().__init__(id=id)
        self._invitation = invitation
        self._found: Sequence[Found] | None = None
        self._width = 0
        self._at = -1
        """Which refusal was gone to; -1: none yet."""

    def compose(self) -> ComposeResult:
        yield inert(self._invitation)

    def show(self, found: Sequence[Found] | None) -> None:
        """Explain replies, or none (empty: there is no reply; None: nothing was asked)."""
        self._found, self._at = found, -1
        self._draw()
        self.scroll_home(animate=False, immediate=True)

    def turn(self, by: int) -> Found | None:
        """Go to the next refusal, or the one before; it, or None where there is none."""
        refused = sum(map(refuses, in_turn(self._found or ())[:MOST]))
        if not refused:
            return None
        self._at = min(max(0, self._at + by), refused - 1)
        drawn = parts(self._found or (), self._width, is_plain(self))
        before = drawn[: self._at + 1] if len(drawn) > 1 else []
        rows = sum(
            len(line.wrap(self._width)) for part in before for line in part.split("\n", allow_blank=True)
        )
        self.scroll_to(y=rows, animate=False, immediate=True)
        return in_turn(self._found or ())[self._at]

    def _draw(self) -> None:
        self._width = self.content_region.width - _BAR
        text = self.query_one(Static)
        if self._found is None:
            text.update(self._invitation)
        elif self._width > 0:
            text.update(told(self._found, self._width, is_plain(self)))

    def on_resize(self) -> None:
        if self._found is not None and self.content_region.width - _BAR != self._width:
            self._draw()
