"""Long work that is watched: how far it is, and a way to end it.

Decides how often whoever watches hears of it. What raises there ends the work; nothing here catches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

Watch: TypeAlias = Callable[[str, float], None]
"""Hears what is being done, and how much of it is done, from 0 to 1; every few milliseconds."""
Item = TypeVar("Item")
_EVERY = 500
"""Items between two words."""
_CHUNK = 1 << 14
"""Octets between two words; a line is not cut."""


def nobody(what: str, done: float) -> None:
    """Watches nothing."""


class Pace:
    """How far one piece of work is, of which the whole is known."""

    def __init__(self, watch: Watch = nobody, what: str = "", whole: int = 0) -> None:
        self._watch, self._what, self._whole, self._done = watch, what, max(1, whole), 0

    def on(self, amount: int) -> None:
        """So much more is done."""
        self._done += amount
        self._watch(self._what, min(1.0, self._done / self._whole))

    def chunks(self, octets: bytes) -> Iterator[tuple[int, int]]:
        """Where to take them apart, behind line ends; what was taken is done when the next is asked for."""
        begin = 0
        while begin < len(octets):
            end = octets.find(b"\n", begin + _CHUNK) + 1 or len(octets)
            yield begin, end
            self.on(end - begin)
            begin = end


def watched(items: Sequence[Item], what: str, watch: Watch) -> Iterator[Item]:
    """The items, one by one."""
    pace = Pace(watch, what, len(items))
    for number, item in enumerate(items):
        if not number % _EVERY:
            pace.on(_EVERY if number else 0)
        yield item
