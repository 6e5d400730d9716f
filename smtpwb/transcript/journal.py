"""The journal: every event of a session, one a line, written before it is drawn.

A file in the platform's state directory, mode 0600, begun with the first event. Its first line is a header
that names the format. When it cannot be written the session goes on and is told so; what is missing is
written as soon as that can be done. A lock held on the file says that its session is going on.

    {"smtpwb_journal":1,"begun":"2024-01-01T12:00:00Z"}
    {"event":"opened","seq":0,…}

A journal that grows long goes on in a file beside it, of the same form: ID.jsonl, ID.jsonl.2, ID.jsonl.3.
Together they are one dialogue; no event goes, and no file grows without end.

Decides how a journal is written and read. Which there are, and which go, is `store`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import platformdirs

from smtpwb.errors import DataFileError
from smtpwb.smtp.amounts import counted
from smtpwb.transcript.events import Event, from_json, to_json
from smtpwb.transcript.holding import hold
from smtpwb.transcript.private import open_own

VERSION = 1
SUFFIX = ".jsonl"
PART = 1 << 26
"""Octets from which a journal goes on in another file."""
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a line that was damaged, or made up, raises."""
_BEGINNING = b'{"smtpwb_journal":'
_begun_here = itertools.count(1)


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first line of a journal, and of each file in which it goes on."""

    smtpwb_journal: int
    begun: datetime | None = None
    """UTC."""
    part: int = 1
    """Which of its files this is."""


def spool_path(journal: Path) -> Path:
    """Where octets lie that are too many for the events of that journal."""
    return journal.with_name(f"{journal.name}.spool")


def parts(path: Path) -> list[Path]:
    """The files of a journal that are there, in order: itself, and those in which it goes on."""
    numbered = {}
    with contextlib.suppress(OSError), os.scandir(path.parent) as found:
        for one in found:
            stem, _, number = one.name.rpartition(".")
            if stem == path.name and number.isdecimal() and one.is_file(follow_symlinks=False):
                numbered[int(number)] = path.with_name(one.name)
    return [path, *(numbered[number] for number in sorted(numbered))]


def directory() -> Path:
    """Where journals lie."""
    return Path(platformdirs.user_state_dir("smtpwb", appauthor=False)) / "journal"


class Journal:
    """One session's file, open for appending."""

    def __init__(self, path: Path, most: int = PART) -> None:
        """`most`: octets from which it goes on in another file."""
        self.path, self._most = path, most
        self._files: list[int] = []
        """The first and the one that is being written; they are locked."""
        self._part = 0
        self._end = 0
        """Octets of whole lines that stand in the file that is being written."""
        self._due: deque[Event] = deque()
        """What is not written yet: the newest event, and those that could not be written."""
        self._failing = False

    @classmethod
    def begin(cls) -> Journal:
        """A journal of a session that begins now; nothing is written before the first event."""
        count = next(_begun_here)
        again = f"-{count}" if count > 1 else ""
        return cls(directory() / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}{again}{SUFFIX}")

    def write(self, event: Event) -> str:
        """Append one event, and what is missing before it. Never raises.

        Returns a sentence when it can be written no more, and when it can again; else nothing.
        """
        self._due.append(event)
        missing = len(self._due) - 1
        try:
            self._catch_up()
        except OSError as error:
            if self._failing:
                return ""
            self._failing = True
            return (
                f"The journal cannot be kept ({error.strerror}): this session goes on without it, "
                "and it is tried again with every event."
            )
        if not self._failing:
            return ""
        self._failing = False
        return (
            f"The journal is kept again, with {counted(missing, 'event')} that could not be written before."
        )

    def close(self) -> None:
        """Write what is missing, if that can be done; let go of the file."""
        with contextlib.suppress(OSError):
            self._catch_up()
        while self._files:
            os.close(self._files.pop())

    def _catch_up(self) -> None:
        if not self._due:
            return
        if self._files and self._failing:
            os.ftruncate(self._files[-1], self._end)  # half a line would spoil the next
        while self._due:
            if not self._files or self._end >= self._most:
                self._go_on()
            if self._end == 0:
                self._append(msgspec.json.encode(Header(VERSION, datetime.now(UTC), self._part)))
            self._append(to_json(self._due[0]))
            self._due.popleft()

    def _go_on(self) -> None:
        """Begin the next file; the first one."""
        number = self._part + 1
        path = self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number}")
        file = open_own(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
        hold(file)
        for before in self._files[1:]:
            os.close(before)
        self._files, self._part, self._end = [*self._files[:1], file], number, 0

    def _append(self, line: bytes) -> None:
        octets = left = line + b"\n"
        while left:  # the system may take less at a time
            left = left[os.write(self._files[-1], left) :]
        self._end += len(octets)


class Reading(msgspec.Struct, frozen=True):
    """What stands in a journal, as far as it can be read."""

    events: list[Event]
    begun: datetime | None = None
    """UTC; None: it does not say."""
    fault: str = ""
    """What is wrong with it, in a sentence; empty: nothing."""


def read(path: Path) -> Reading:
    """Read a journal as far as it goes; events that nobody can read are told in `fault`.

    Raises DataFileError for what is no journal, or is there no more.
    """
    first, *rest = parts(path)
    try:
        lost = bool(rest) and not first.exists()
        return reading(() if lost else _lines(first), path.name, [_lines(part) for part in rest])
    except OSError as error:
        raise DataFileError(f"{path.name} cannot be read", error.strerror or str(error)) from None


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def reading(lines: Iterable[bytes], name: str, more: Sequence[Iterable[bytes]] = ()) -> Reading:
    """As `read`, of lines with their ends; `more`: those of the files in which it goes on.

    Raises DataFileError for what is no journal.
    """
    rest = iter(lines)
    first = next(rest, b"").rstrip(b"\0")
    cut = first.startswith(_BEGINNING[: len(first)]) and not first.endswith(b"\n")
    try:
        header = msgspec.json.decode(first, type=Header)
    except _UNREADABLE as error:
        if not cut:
            raise DataFileError(f"{name} is no journal of smtpwb", str(error)) from None
        if not more:
            return Reading([], fault=f"{name} breaks off in its first line: nothing of the dialogue is kept.")
        header = Header(VERSION)
    damage = _Damage(name, newer=header.smtpwb_journal > VERSION, lost=not first)
    events = list(damage.sifted(rest))
    for number, part in enumerate(more, 2):
        events.extend(damage.sifted_part(part, number))
    return Reading(events, header.begun, damage.sentence)


class _Damage:
    """Sifts the lines of a journal: what can be read goes on, what cannot is counted."""

    def __init__(self, name: str, newer: bool, lost: bool) -> None:
        """`lost`: its first file is gone."""
        self._name, self._newer, self._lost = name, newer, lost
        self._unread: list[str] = []
        """Where, in words."""
        self._gaps = self._due = 0
        self._cut = False

    def sifted(self, lines: Iterable[bytes]) -> Iterator[Event]:
        """Of the first file, behind its header."""
        return self._sifted(enumerate(lines, 2), "")

    def sifted_part(self, lines: Iterable[bytes], number: int) -> Iterator[Event]:
        """Of a file in which it goes on; of its header, which no event hangs on, only whether it is newer."""
        rest = iter(lines)
        first = next(rest, b"")
        try:
            self._newer |= msgspec.json.decode(first, type=Header).smtpwb_journal > VERSION
        except _UNREADABLE:
            self._cut |= not first.endswith(b"\n")
        return self._sifted(enumerate(rest, 2), f" of part {number}")

    def _sifted(self, lines: Iterable[tuple[int, bytes]], where: str) -> Iterator[Event]:
        for number, line in lines:
            try:
                event = from_json(line)
            except _UNREADABLE:
                self._due += 1
                if not line.rstrip(b"\0"):  # a file system that lost its power leaves these
                    self._cut = True
                elif line.endswith(b"\n"):
                    self._unread.append(f"{number}{where}")
                else:
                    self._cut = True
                continue
            self._gaps += max(0, event.seq - self._due) if self._due or not self._lost else 0
            self._due = event.seq + 1
            yield event

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        told = ["has lost its first file"] if self._lost else []
        if self._newer:
            told.append("was written by a newer smtpwb")
        if self._unread:
            lines = ", ".join(self._unread[:3]) + (", …" if len(self._unread) > 3 else "")
            told.append(f"has {counted(len(self._unread), 'event')} that cannot be read here (line {lines})")
        if self._gaps:
            told.append(f"lacks {counted(self._gaps, 'event')} in between")
        if self._cut:
            told.append("breaks off in the event that was being written")
        if not told:
            return ""
        doubt = (
            "; replies behind a gap may be paired wrongly" if self._unread or self._gaps or self._lost else ""
        )
        return f"{self._name} {_listed(told)}{doubt}."


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
