"""The plain mode: the same screens for who has them read aloud, or printed on paper.

No boxes, rails or bars are drawn; what is elsewhere a mark or a colour is said in words; panels stand below
each other, and the newest line is said once more at the bottom. Decides which words, and what takes the
place of a drawn character. The styles under `-plain` decide where things stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rich.segment import Segment
from textual.color import Color
from textual.dom import DOMNode
from textual.filter import LineFilter

from smtpwb.transcript import wording
from smtpwb.transcript.aside import aside
from smtpwb.transcript.entry import Entry

PLAIN = "-plain"
"""The app's class in this mode."""

_DRAWN = re.compile("[\u2500-\u259f]")
"""Box drawing and block elements."""
_INSTEAD: Mapping[str, str] = {"▌": "*", "│": " ", "└": "-"}
"""The bar beside what is pointed at is said; all else only parts one thing from another."""


def is_plain(node: DOMNode) -> bool:
    """Whether this is shown plainly."""
    return node.app.has_class(PLAIN)


def undrawn(text: str) -> str:
    """The text without a drawn character, as wide as before."""
    return _DRAWN.sub(lambda found: _INSTEAD.get(found[0], " "), text)


class Undrawn(LineFilter):
    """Nothing that is drawn reaches the terminal, whichever widget drew it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(undrawn(text), style, control) for text, style, control in segments]


def said(entries: Sequence[Entry], index: int) -> str:
    """What is said beside the entry at `index`: what its marks and colours say, and what is said anyway."""
    return " · ".join(filter(None, (*_marks(entries[index]), aside(entries, index))))


def _marks(entry: Entry) -> tuple[str, ...]:
    reply = entry.reply
    if reply is None:
        return ()
    return (
        {"4": "refused for now", "5": "refused"}.get(reply.code[:1], ""),
        "nobody asked for it" if entry.unsolicited else "",
        "malformed" if reply.defects else "",
    )


def newest(entries: Sequence[Entry]) -> str:
    """The newest entry in one line: what is said of it, should the line be long, and its last line."""
    if not entries:
        return ""
    entry = entries[-1]
    *_, line = wording.lines(entry)
    words = said(entries, len(entries) - 1), "waiting" if entry.waiting else ""
    return " · ".join(filter(None, (*words, f"{wording.mark(entry)} {line}".strip())))
