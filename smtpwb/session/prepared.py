"""What will go, octet for octet, laid down before it is ordered (law 1).

A message is written to a file without a name as it would go, dots and end included; what is previewed is read
from there, and what is sent, too, so that the two cannot differ, whatever becomes of the files that it was
made from. A message of any length takes little memory. Decides nothing about what a message should be.
"""

from __future__ import annotations

import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import IO

import msgspec

from smtpwb.errors import DataFileError
from smtpwb.smtp.message import for_data
from smtpwb.smtp.scan import Facts, Scan, scanned

ROW = 512
"""Octets of a row at most: a longer line is several."""
_PIECE = 1 << 17
_STRIDE = 64
"""Rows from one that is known by its place to the next."""


class Row(msgspec.Struct, frozen=True):
    """A line, or a part of a long one."""

    octets: bytes
    """With its line end."""
    begins_line: bool
    """CRLF stands before it, or nothing."""


class Prepared:
    """Octets at rest, for as long as somebody holds them."""

    def __init__(self, file: IO[bytes], facts: Facts, size: int, rows: _Rows, *, stuffed: bool) -> None:
        self.facts = facts
        """Of the message, before its dots were doubled."""
        self.size = size
        """Octets that go."""
        self.stuffed = stuffed
        """Dots at the head of lines are doubled, and the end of the message follows."""
        self._file, self._rows = file, rows
        weakref.finalize(self, file.close)

    @classmethod
    def lay(cls, message: Iterable[bytes], *, stuffed: bool) -> Prepared:
        """Lay down a message: `stuffed` as it goes behind a 354 (RFC 5321 §4.5.2), else just its octets.

        Raises DataFileError where the disk takes no more, or what the pieces raise.
        """
        scan, rows, size = Scan(), _Rows(), 0
        pieces = scanned(message, scan)
        file = tempfile.TemporaryFile("w+b", buffering=0)  # noqa: SIM115 -- it goes with what holds it
        try:
            for piece in for_data(pieces) if stuffed else pieces:
                _write(file, piece)
                rows.feed(piece)
                size += len(piece)
        except OSError as error:
            file.close()
            raise DataFileError(f"the message cannot be laid down ({error.strerror})", "make room") from None
        except BaseException:
            file.close()
            raise
        rows.finish()
        return cls(file, scan.facts(), size, rows, stuffed=stuffed)

    @property
    def row_count(self) -> int:
        return self._rows.count

    @property
    def widest(self) -> int:
        """Octets of the longest row."""
        return self._rows.widest

    def pieces(self, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The octets from one place up to another."""
        end = self.size if end is None else min(end, self.size)
        while begin < end:
            piece = self._read(begin, min(_PIECE, end - begin))
            if not piece:
                raise DataFileError("what was laid down is there no more", "make the preview again")
            begin += len(piece)
            yield piece

    def rows(self, first: int, count: int) -> list[Row]:
        """So many rows from one on; fewer where they end."""
        if first >= self.row_count:
            return []
        known = first // _STRIDE
        place = self._rows.places[known]
        skip = first - known * _STRIDE
        octets = self._read(max(0, place - 2), 2 + (skip + count) * ROW)
        before = octets[: min(2, place)]
        return _cut(octets[len(before) :], before or b"\r\n", skip + count, self._at_end(place, octets))[
            skip:
        ]

    def _at_end(self, place: int, octets: bytes) -> bool:
        return max(0, place - 2) + len(octets) >= self.size

    def _read(self, place: int, octets: int) -> bytes:
        self._file.seek(place)
        return self._file.read(octets)


class _Rows:
    """Where the rows begin: each stretch of them by the place of its first."""

    def __init__(self) -> None:
        self.count = 0
        self.widest = 0
        self.places = array("Q")
        self._begin = self._place = 0

    def feed(self, piece: bytes) -> None:
        lengths = [len(line) for line in piece.split(b"\n")]
        lengths.pop()  # goes on in the next piece
        if lengths:
            lengths[0] += self._place - self._begin
            self._lines(lengths)
        self._place += len(piece)
        while self._place - self._begin > ROW:
            self._row(self._begin + ROW)

    def _lines(self, lengths: list[int]) -> None:
        """Lines by their lengths without LF; at once where none of them is more than a row."""
        if max(lengths) < ROW:
            begins = [
                self._begin,
                *(self._begin + end for end in accumulate(length + 1 for length in lengths)),
            ]
            self.places.extend(begins[-self.count % _STRIDE : -1 : _STRIDE])
            self.count += len(lengths)
            self.widest = max(self.widest, max(lengths) + 1)
            self._begin = begins[-1]
            return
        for length in lengths:
            self._row_to(self._begin + length + 1)

    def finish(self) -> None:
        if self._place > self._begin:
            self._row_to(self._place)

    def _row_to(self, end: int) -> None:
        while end - self._begin > ROW:
            self._row(self._begin + ROW)
        self._row(end)

    def _row(self, end: int) -> None:
        if not self.count % _STRIDE:
            self.places.append(self._begin)
        self.count += 1
        if end - self._begin > self.widest:
            self.widest = end - self._begin
        self._begin = end


def _cut(octets: bytes, before: bytes, most: int, at_end: bool) -> list[Row]:
    """Rows from octets that begin with one; the last is whole only `at_end`."""
    rows: list[Row] = []
    begin = 0
    while begin < len(octets) and len(rows) < most:
        found = octets.find(b"\n", begin, begin + ROW)
        end = found + 1 if found >= 0 else begin + ROW
        if end > len(octets) and not at_end:
            break
        rows.append(Row(octets[begin:end], (before + octets[max(0, begin - 2) : begin])[-2:] == b"\r\n"))
        begin = end
    return rows


def _write(file: IO[bytes], octets: bytes) -> None:
    rest = memoryview(octets)
    while rest:
        rest = rest[file.write(rest) :]
