"""The journal: every event of a session, one a line, written before it is drawn.

A file in the platform's state directory, mode 0600, begun with the first event. Its first line is a header
that names the format. When it cannot be written the session goes on and is told so; what is missing is
written as soon as that can be done. A lock held on the file says that its session is going on.

    {"smtpwb_journal":1,"begun":"2024-01-01T12:00:00Z"}
    {"event":"opened","seq":0,…}

Decides how a journal is written and read. Which there are, and which go, is `store`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import platformdirs

from smtpwb.errors import DataFileError
from smtpwb.transcript.amounts import counted
from smtpwb.transcript.events import Event, from_json, to_json
from smtpwb.transcript.private import open_own

try:
    import fcntl
except ImportError:  # Windows: nobody can tell there which sessions are going on
    fcntl = None  # type: ignore[assignment]

VERSION = 1
SUFFIX = ".jsonl"
_BEGINNING = b'{"smtpwb_journal":'
_begun_here = itertools.count(1)


class Header(msgspec.Struct, frozen=True):
    """The first line of a journal."""

    smtpwb_journal: int
    begun: datetime | None = None
    """UTC."""


def spool_path(journal: Path) -> Path:
    """Where octets lie that are too many for the events of that journal."""
    return journal.with_name(f"{journal.name}.spool")


def directory() -> Path:
    """Where journals lie."""
    return Path(platformdirs.user_state_dir("smtpwb", appauthor=False)) / "journal"


class Journal:
    """One session's file, open for appending."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._end = 0
        """Octets of whole lines that stand in the file."""
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
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _catch_up(self) -> None:
        if not self._due:
            return
        if self._file is None:
            self._file = open_own(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND)
            _hold(self._file)
        if self._failing:
            os.ftruncate(self._file, self._end)  # half a line would spoil the next
        if self._end == 0:
            self._append(self._file, msgspec.json.encode(Header(VERSION, datetime.now(UTC))))
        while self._due:
            self._append(self._file, to_json(self._due[0]))
            self._due.popleft()

    def _append(self, file: int, line: bytes) -> None:
        octets = left = line + b"\n"
        while left:  # the system may take less at a time
            left = left[os.write(file, left) :]
        self._end += len(octets)


def _hold(file: int) -> None:
    """Lock it until it is closed, however the program ends; a file system without locks has none."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)


def is_held(file: int) -> bool:
    """Whether the session of that journal is going on, in this program or in another."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


class Reading(msgspec.Struct, frozen=True):
    """What stands in a journal, as far as it can be read."""

    events: list[Event]
    begun: datetime | None = None
    """UTC; None: it does not say."""
    fault: str = ""
    """What is wrong with it, in a sentence; empty: nothing."""


def read(path: Path) -> Reading:
    """Read a journal as far as it goes; events that nobody can read are told in `fault`.

    Raises DataFileError for what is no journal.
    """
    try:
        with path.open("rb") as file:
            return reading(file, path.name)
    except OSError as error:
        raise DataFileError(f"{path.name} cannot be read", error.strerror or str(error)) from None


def reading(lines: Iterable[bytes], name: str) -> Reading:
    """As `read`, of lines with their ends. Raises DataFileError for what is no journal."""
    rest = iter(lines)
    first = next(rest, b"").rstrip(b"\0")
    try:
        header = msgspec.json.decode(first, type=Header)
    except msgspec.DecodeError as error:
        if first.startswith(_BEGINNING[: len(first)]) and not first.endswith(b"\n"):
            return Reading([], fault=f"{name} breaks off in its first line: nothing of the dialogue is kept.")
        raise DataFileError(f"{name} is no journal of smtpwb", str(error)) from None
    events: list[Event] = []
    damage = _Damage(name, newer=header.smtpwb_journal > VERSION)
    events.extend(damage.sifted(rest))
    return Reading(events, header.begun, damage.sentence)


class _Damage:
    """Sifts the lines of a journal: what can be read goes on, what cannot is counted."""

    def __init__(self, name: str, newer: bool) -> None:
        self._name, self._newer = name, newer
        self._unread: list[int] = []
        self._gaps = 0
        self._cut = False

    def sifted(self, lines: Iterable[bytes]) -> Iterator[Event]:
        due = 0
        for number, line in enumerate(lines, 2):
            try:
                event = from_json(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                due += 1
                if not line.rstrip(b"\0"):  # a file system that lost its power leaves these
                    self._cut = True
                elif line.endswith(b"\n"):
                    self._unread.append(number)
                else:
                    self._cut = True
                continue
            self._gaps += max(0, event.seq - due)
            due = event.seq + 1
            yield event

    @property
    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        told = []
        if self._newer:
            told.append("was written by a newer smtpwb")
        if self._unread:
            lines = ", ".join(map(str, self._unread[:3])) + (", …" if len(self._unread) > 3 else "")
            told.append(f"has {counted(len(self._unread), 'event')} that cannot be read here (line {lines})")
        if self._gaps:
            told.append(f"lacks {counted(self._gaps, 'event')} in between")
        if self._cut:
            told.append("breaks off in the event that was being written")
        if not told:
            return ""
        doubt = "; replies behind a gap may be paired wrongly" if self._unread or self._gaps else ""
        return f"{self._name} {_listed(told)}{doubt}."


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
