"""A message in chunks: which BDAT commands it takes, and which octets stand behind each (RFC 3030 §2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import msgspec

CHUNK = 1 << 20
"""Octets of a chunk where nobody says otherwise."""


class Chunk(msgspec.Struct, frozen=True):
    """Octets from one place of the message up to another, and whether they are its last."""

    begin: int
    end: int
    last: bool

    @property
    def command(self) -> str:
        """The line that announces it, without CRLF."""
        return f"BDAT {self.end - self.begin}{' LAST' if self.last else ''}"


class Chunks(Sequence[Chunk]):
    """The chunks of a message of so many octets, each of `most` at most; of an empty one, one chunk."""

    def __init__(self, octets: int, most: int) -> None:
        """Raises ValueError where `most` is no positive number."""
        if most < 1:
            raise ValueError(most)
        self._octets, self._most = octets, most

    def __len__(self) -> int:
        return max(1, -(-self._octets // self._most))

    @overload
    def __getitem__(self, index: int) -> Chunk: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Chunk]: ...
    def __getitem__(self, index: int | slice) -> Chunk | Sequence[Chunk]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        begin = index * self._most
        return Chunk(begin, min(begin + self._most, self._octets), index == len(self) - 1)
