"""The spool: where octets too many for an event lie, so that memory stays flat.

A file beside the journal, or one without a name where no journal is kept; begun with the first octets.
An event refers to its octets by offset, length and digest. It may be written and read at once, each in a
thread of its own. Decides nothing about what the octets are.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

from msgspec.structs import replace

from smtpwb.errors import DataFileError
from smtpwb.transcript.events import Event, Read, Sent, Spooled
from smtpwb.transcript.holding import hold
from smtpwb.transcript.private import open_own

INLINE = 1 << 16
"""Octets that an event may hold itself."""
HEAD = 1 << 12
"""Octets of the beginning that an event keeps, to be shown without the spool."""
TAIL = 5
"""Octets of the end: enough for the line that ends a message (RFC 5321 §4.1.1.4)."""
_PIECE = 1 << 18


def whole(event: Event, read: Read | None) -> Event:
    """The event with its octets in itself; as it is where they are not at hand."""
    if read is None or not isinstance(event, Sent) or event.spooled is None:
        return event
    try:
        return replace(event, data=b"".join(read(event.spooled)), spooled=None)
    except DataFileError:
        return event


def reading(path: Path) -> Read:
    """Reads the spool that lies there, which is open only meanwhile."""

    def read(spooled: Spooled) -> Iterator[bytes]:
        with Spool(path) as spool:
            yield from spool.read(spooled)

    return read


class Spool:
    """Append octets, read them back."""

    def __init__(self, path: Path | None = None) -> None:
        """`path` is where the file will lie; None: it has no name, and goes with the program."""
        self.path = path
        self._file: IO[bytes] | None = None
        self._turn = threading.Lock()
        """One place in the file for all: who uses it has it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def segment(self) -> Segment:
        """Begin a stretch of octets that belong together; one at a time."""
        if self._file is None or not self._file.writable():
            self.close()
            self._file = self._made()
            weakref.finalize(self, self._file.close)
        return Segment(self._file, self._turn)

    def read(self, spooled: Spooled) -> Iterator[bytes]:
        """The octets that an event refers to, in pieces. Raises DataFileError if they are there no more."""
        if self._file is None and self.path is not None:
            with contextlib.suppress(OSError):
                self._file = self.path.open("rb", buffering=0)
        digest, left = hashlib.sha256(), spooled.length
        while left:
            piece = b""
            if self._file is not None:
                with self._turn:
                    self._file.seek(spooled.offset + spooled.length - left)
                    piece = self._file.read(min(left, _PIECE))
            if not piece:
                raise DataFileError(
                    "the octets of this message are not kept any more", "its beginning still is"
                )
            digest.update(piece)
            left -= len(piece)
            yield piece
        if digest.hexdigest() != spooled.sha256:
            raise DataFileError(
                "the octets of this message have changed on the disk", "trust its beginning only"
            )

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _made(self) -> IO[bytes]:
        if self.path is None:
            return tempfile.TemporaryFile("w+b", buffering=0)
        file = open_own(self.path, os.O_RDWR | os.O_CREAT)
        hold(file)
        return os.fdopen(file, "r+b", buffering=0)


class Segment:
    """Octets on their way into the spool."""

    def __init__(self, file: IO[bytes], turn: threading.Lock) -> None:
        self._file, self._turn = file, turn
        with turn:
            self._offset = file.seek(0, os.SEEK_END)
        self._digest = hashlib.sha256()
        self._length = 0
        self._head = self._tail = b""

    def add(self, octets: bytes) -> None:
        """Append octets. Raises OSError where the disk takes no more."""
        rest = memoryview(octets)
        with self._turn:
            self._file.seek(self._offset + self._length)
            while rest:
                rest = rest[self._file.write(rest) :]
        self._digest.update(octets)
        self._length += len(octets)
        if len(self._head) < HEAD:
            self._head += octets[: HEAD - len(self._head)]
        self._tail = (self._tail + octets[-TAIL:])[-TAIL:]

    def spooled(self) -> Spooled:
        """What an event says of it."""
        return Spooled(self._offset, self._length, self._digest.hexdigest(), self._head, self._tail)
