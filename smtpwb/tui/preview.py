"""The making of a copy: in a thread, for it may take seconds, and given up where nobody wants it any more.

Decides how often one hears of it, and how much of a line is shown. What stands in a copy is `tui.sharing`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic

import msgspec

from smtpwb.transcript.events import Event, Read
from smtpwb.transcript.transcript import Transcript
from smtpwb.transcript.watching import watched
from smtpwb.tui import sharing
from smtpwb.tui.sharing import Wanted

BEGINNING = 500
"""Lines that are shown before all are made; and between two looks at whether they are still wanted."""
_WIDEST = 20_000
"""Characters of a line that are drawn."""
_PACE = 0.25
"""Seconds between two words on how far it is."""


class Dialogue(msgspec.Struct, frozen=True):
    """What is shared, as it stands when the screen opens."""

    events: Sequence[Event]
    index: int
    """The entry pointed at."""
    theme: Mapping[str, str] = {}
    """The colours here, for a page or a picture."""
    dark: bool = True
    read: Read | None = None
    """Gives the octets of events that are spooled."""


class Made(msgspec.Struct, frozen=True):
    """A copy, and how it is shown."""

    text: str
    shown: list[str]
    """A row for each of its lines."""
    octets: int


class _Unwanted(Exception):
    """Nobody waits for it any more."""


class Making:
    """Makes one copy; to be run in a thread."""

    def __init__(
        self,
        wanted: Callable[[], bool],
        far: Callable[[str], None],
        begun: Callable[[list[str]], None],
    ) -> None:
        """`wanted`: whether it still is; `far` hears how far it is, `begun` its first lines."""
        self._wanted, self._far, self._begun = wanted, far, begun
        self._due = monotonic() + _PACE

    def make(self, about: Dialogue, wanted: Wanted) -> Made | None:
        """The copy; None: it was given up."""
        try:
            lines = self._lines(about, wanted)
        except _Unwanted:
            return None
        text = "".join(lines)
        return Made(text, _shown(lines), len(text.encode()))

    def _lines(self, about: Dialogue, wanted: Wanted) -> list[str]:
        transcript = Transcript(watched(about.events, "reading the dialogue", self._watch), about.read)
        lines: list[str] = []
        for line in sharing.lines(
            transcript, wanted, about.index, about.theme, about.dark, watch=self._watch
        ):
            lines.append(line)
            if len(lines) == BEGINNING:
                self._begun(_shown(lines))
                self._due = 0
            if not len(lines) % BEGINNING:
                self._tell(f"{len(lines):,} lines so far …")
        self._tell("")
        return lines

    def _watch(self, what: str, done: float) -> None:
        self._tell(f"{what}, {done:.0%} …")

    def _tell(self, words: str) -> None:
        """Say it, unless something was said just now. Raises _Unwanted."""
        if not self._wanted():
            raise _Unwanted
        now = monotonic()
        if words and now >= self._due:
            self._due = now + _PACE
            self._far(words)


def _shown(lines: Sequence[str]) -> list[str]:
    return [_clipped(line.removesuffix("\n")) for line in lines]


def _clipped(line: str) -> str:
    """A line as it is shown; one that holds a whole message would take too long to draw."""
    if len(line) <= _WIDEST:
        return line
    return f"{line[:_WIDEST]} … and {len(line) - _WIDEST:,} more characters, which go along"
