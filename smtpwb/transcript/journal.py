"""The journal: every event of a session, one a line, written before it is drawn.

A file in the platform's state directory, mode 0600, begun with the first event. Its first line is a
header that names the format. When it cannot be written, the session goes on and is told so once.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import platformdirs

from smtpwb.errors import DataFileError
from smtpwb.transcript.events import Event, from_json, to_json

VERSION = 1


class Header(msgspec.Struct, frozen=True):
    """The first line of a journal."""

    smtpwb_journal: int
    begun: datetime


def spool_path(journal: Path) -> Path:
    """Where octets lie that are too many for the events of that journal."""
    return journal.with_name(f"{journal.name}.spool")


def directory() -> Path:
    """Where journals lie."""
    return Path(platformdirs.user_state_dir("smtpwb")) / "journal"


class Journal:
    """One session's file, open for appending."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._broken = False

    @classmethod
    def begin(cls) -> Journal:
        """A journal of a session that begins now; nothing is written before the first event."""
        now = datetime.now(UTC)
        return cls(directory() / f"{now:%Y%m%d-%H%M%S}-{os.getpid()}.jsonl")

    def write(self, event: Event) -> str:
        """Append one event. Returns a sentence the first time it cannot be written, else nothing."""
        if self._broken:
            return ""
        try:
            if self._file is None:
                self._file = self._open()
            _write(self._file, to_json(event) + b"\n")
        except OSError as error:
            self._broken = True
            return f"The journal cannot be kept ({error.strerror}): this session goes on without it."
        return ""

    def _open(self) -> int:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(self.path, flags, 0o600)
        _write(file, msgspec.json.encode(Header(VERSION, datetime.now(UTC))) + b"\n")
        return file

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write(file: int, octets: bytes) -> None:
    """All of it: the system may take less at a time, and half a line would spoil the next."""
    while octets:
        octets = octets[os.write(file, octets) :]


def read(path: Path) -> list[Event]:
    """The events of a journal, as far as it goes: a last line cut off by a crash is left out.

    Raises DataFileError for what is no journal, is newer than this program, or is damaged before its end.
    """
    try:
        header, *lines = path.read_bytes().split(b"\n")
        version = msgspec.json.decode(header, type=Header).smtpwb_journal
    except (OSError, msgspec.DecodeError) as error:
        raise DataFileError(f"{path.name} is no journal of smtpwb", str(error)) from None
    if version > VERSION:
        raise DataFileError(f"{path.name} was written by a newer smtpwb", "use that version to open it")
    events: list[Event] = []
    for number, line in enumerate(lines, 2):
        if not line:
            continue
        try:
            events.append(from_json(line))
        except msgspec.DecodeError as error:
            if number == len(lines) + 1:
                break  # the event that was being written
            raise DataFileError(f"{path.name}, line {number}, is damaged", str(error)) from None
    return events
