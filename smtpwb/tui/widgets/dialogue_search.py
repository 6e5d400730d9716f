"""Searching a dialogue: which lines of which entries say something, those folded away included.

Words are found in what is shown, whatever the case; how they are set off is the drawing's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from smtpwb.tui.widgets.dialogue_layout import Layout

Place = tuple[int, int]
"""A line that was found: its entry, and which of the entry's lines it is, all shown."""


class Found(NamedTuple):
    """What came of a search."""

    words: str = ""
    places: tuple[Place, ...] = ()
    at: int | None = None
    """Which of them one looks at."""

    @property
    def here(self) -> Place | None:
        return None if self.at is None else self.places[self.at]

    def nearest(self, entry: int) -> Found:
        """The last place in that entry or above, or else the first one below."""
        if not self.places:
            return self
        return self._replace(at=max(0, bisect_right(self.places, (entry, 1 << 60)) - 1))

    def step(self, by: int) -> Found:
        """The place above or below; behind the last comes the first."""
        if not self.places:
            return self
        return self._replace(
            at=((self.at if self.at is not None else len(self.places)) + by) % len(self.places)
        )


def pattern(words: str) -> re.Pattern[str]:
    """What finds the words in a line."""
    return re.compile(re.escape(words), re.IGNORECASE)


def search(layout: Layout, words: str) -> Found:
    """Every line that says the words, in order; at none of them yet."""
    if not words:
        return Found()
    needle, folded, owner, first = words.lower(), layout.folded, layout.owner, layout.first
    lines = [line for line, text in enumerate(layout.texts) if needle in text.lower()]
    places = [(index := owner[line], line - first[index]) for line in lines]
    if folded:
        places = [place for place in places if place[0] not in folded]
        places += [
            (index, line)
            for index in folded
            for line, text in enumerate(layout.all_lines(index))
            if needle in text.lower()
        ]
        places.sort()
    return Found(words, tuple(places))


def again(layout: Layout, found: Found) -> Found:
    """The same search, of a dialogue that has grown; at the same place."""
    anew = search(layout, found.words)
    if found.here is None:
        return anew
    at = bisect_left(anew.places, found.here)
    return anew._replace(at=min(at, len(anew.places) - 1) if anew.places else None)
