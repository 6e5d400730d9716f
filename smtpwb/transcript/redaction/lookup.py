"""Whether and where any of very many names stands in octets, in a time that does not grow with their number.

Decides where a name begins and ends. A name is looked up by its beginning and its lengths: an alternation of
fifty thousand names would be tried one by one at each octet. Names are in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

_BEGINNING = re.compile(rb"[a-z0-9]++|.", re.DOTALL)
"""The first word of a name, or its first octet where that is no letter or digit."""
_HEAD = 4
"""Octets that are the beginning of a name where words do not count."""
_NEVER = re.compile(rb"(?!)")


class AsWords:
    """Finds names where no letter or digit is next to them."""

    def __init__(self, names: Iterable[bytes]) -> None:
        """`names`: none is empty."""
        self._names = frozenset(names)
        self._lengths = _lengths(self._names, _beginning)
        first = b"".join(re.escape(name[:1]) for name in sorted({name[:1] for name in self._names}))
        self._may_begin = re.compile(rb"(?<![a-z0-9])[%b]" % first) if first else _NEVER

    def spans(self, octets: bytes, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Where they stand in that range, which begins and ends with a line, in order, without overlaps; of
        those that begin at one place the longest."""
        lower, place = octets[begin:end].lower(), 0
        while found := self._may_begin.search(lower, place):
            first = found.start()
            last = self._longest(lower, first)
            if last:
                yield begin + first, begin + last
            place = last or first + 1

    def _longest(self, lower: bytes, begin: int) -> int:
        for length in self._lengths.get(_beginning(lower, begin), ()):
            end = begin + length
            if end <= len(lower) and lower[begin:end] in self._names and not lower[end : end + 1].isalnum():
                return end
        return 0


class Anywhere:
    """Tells whether names of at least four octets stand in octets, inside words too."""

    def __init__(self, names: Iterable[bytes]) -> None:
        self._names = frozenset(names)
        self._lengths = _lengths(self._names, lambda name: name[:_HEAD])

    def met(self, octets: bytes) -> bool:
        """Whether any of them stands there."""
        lower, names, lengths = octets.lower(), self._names, self._lengths
        return any(
            lower[at : at + length] in names
            for at in range(len(lower) - _HEAD + 1)
            for length in lengths.get(lower[at : at + _HEAD], ())
        )


def _beginning(octets: bytes, at: int = 0) -> bytes:
    found = _BEGINNING.match(octets, at)
    assert found is not None  # there is an octet
    return found[0]


def _lengths(names: Iterable[bytes], beginning: Callable[[bytes], bytes]) -> Mapping[bytes, tuple[int, ...]]:
    """How long the names of each beginning are, the longest first."""
    found: dict[bytes, set[int]] = {}
    for name in names:
        found.setdefault(beginning(name), set()).add(len(name))
    return {key: tuple(sorted(lengths, reverse=True)) for key, lengths in found.items()}
