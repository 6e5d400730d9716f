"""The making of a copy: in a thread, for it may take seconds, and given up where nobody wants it any more.

Decides how often one hears of it, and how much of a line is shown. What stands in a copy is `tui.sharing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from time import monotonic
from typing import NamedTuple

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


class Hearer(NamedTuple):
    """Whoever waits for a copy; called in the thread that makes it."""

    wanted: Callable[[], bool]
    """Whether it still is."""
    far: Callable[[str], None]
    """Hears how far it is."""
    begun: Callable[[list[str]], None]
    """Hears its first lines."""


class Making:
    """Makes copies of one dialogue, which is read once; to be run in a thread."""

    def __init__(self, about: Dialogue) -> None:
        self._about = about
        self._transcript: Transcript | None = None

    def make(self, wanted: Wanted, hearer: Hearer) -> Made | None:
        """The copy; None: it was given up."""
        try:
            lines = list(self._lines(wanted, _Watcher(hearer)))
        except _Unwanted:
            return None
        text = "".join(lines)
        return Made(text, _shown(lines), len(text.encode()))

    def _lines(self, wanted: Wanted, watcher: _Watcher) -> Iterator[str]:
        about, transcript = self._about, self._transcript
        if transcript is None:
            events = watched(about.events, "reading the dialogue", watcher.watch)
            transcript = self._transcript = Transcript(events, about.read)
        return watcher.lines(
            sharing.lines(transcript, wanted, about.index, about.theme, about.dark, watch=watcher.watch)
        )


class _Watcher:
    """Tells how far one copy is, and gives it up."""

    def __init__(self, hearer: Hearer) -> None:
        self._hearer = hearer
        self._due = monotonic() + _PACE

    def watch(self, what: str, done: float) -> None:
        self._tell(f"{what}, {done:.0%} …")

    def lines(self, made: Iterable[str]) -> Iterator[str]:
        """The lines, as they are made."""
        first: list[str] = []
        for number, line in enumerate(made, 1):
            if number <= BEGINNING:
                first.append(line)
            if number == BEGINNING:
                self._hearer.begun(_shown(first))
                self._due = 0
            if not number % BEGINNING:
                self._tell(f"{number:,} lines so far …")
            yield line
        self._tell("")

    def _tell(self, words: str) -> None:
        """Say it, unless something was said just now. Raises _Unwanted."""
        if not self._hearer.wanted():
            raise _Unwanted
        now = monotonic()
        if words and now >= self._due:
            self._due = now + _PACE
            self._hearer.far(words)


def _shown(lines: Sequence[str]) -> list[str]:
    return [_clipped(line.removesuffix("\n")) for line in lines]


def _clipped(line: str) -> str:
    """A line as it is shown; one that holds a whole message would take too long to draw."""
    if len(line) <= _WIDEST:
        return line
    return f"{line[:_WIDEST]} … and {len(line) - _WIDEST:,} more characters, which go along"
