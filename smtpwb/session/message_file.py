"""A file that is to be sent, or goes with what is: where its octets are, and how they are read.

Decides which files can be read, and says in words why one cannot. What stdin holds is kept in a file without
a name, since it can be read only once.
"""

from __future__ import annotations

import os
import stat
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from smtpwb.errors import DataFileError, UsageError
from smtpwb.smtp.visible import visible_text

PIECE = 1 << 17
"""Octets that are read at a time."""


class MessageFile:
    """A file by its name, or octets that were taken in; read from the beginning as often as one likes."""

    def __init__(self, path: Path, kept: IO[bytes] | None = None) -> None:
        self.path = path
        self._kept = kept
        if kept is not None:
            weakref.finalize(self, kept.close)
        self.octets = _size(path, kept)
        """How many there were when it was named."""

    @classmethod
    def at(cls, written: str) -> MessageFile:
        """The file of that path, `~` as the shell has it. Raises UsageError where there is none to read."""
        if not written.strip():
            raise UsageError("no file is named", "write its path; Tab completes it")
        return cls(Path(written).expanduser())

    @classmethod
    def taken(cls, stream: IO[bytes]) -> MessageFile:
        """All that a stream holds. Raises DataFileError where the disk takes no more."""
        kept = tempfile.TemporaryFile("w+b")  # noqa: SIM115 -- it lives as long as this does
        try:
            while piece := stream.read(PIECE):
                kept.write(piece)
            kept.flush()
        except OSError as error:
            kept.close()
            raise DataFileError(
                f"what stdin holds cannot be kept ({error.strerror})", "name a file"
            ) from None
        return cls(Path("stdin"), kept)

    @property
    def name(self) -> str:
        """The last part of its path, safe to show."""
        return visible_text(self.path.name)

    def pieces(self) -> Iterator[bytes]:
        """Its octets. Raises DataFileError where they cannot be read any more."""
        try:
            if self._kept is not None:
                yield from _kept_pieces(self._kept)
                return
            with self.path.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        except OSError as error:
            raise DataFileError(
                f"{self.name} cannot be read ({error.strerror})", "look at the file"
            ) from None


def _kept_pieces(kept: IO[bytes]) -> Iterator[bytes]:
    place = 0
    while True:
        kept.seek(place)
        piece = kept.read(PIECE)
        if not piece:
            return
        place += len(piece)
        yield piece


def _size(path: Path, kept: IO[bytes] | None) -> int:
    if kept is not None:
        return kept.seek(0, os.SEEK_END)
    name = visible_text(str(path))
    try:
        found = path.stat()
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror})", "name another file") from None
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{name} is a directory", "name a file in it")
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{name} is no regular file", "copy what it gives into one")
    if not os.access(path, os.R_OK):
        raise UsageError(f"{name} may not be read", "ask for the right to, or name another file")
    return found.st_size
