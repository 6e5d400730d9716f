"""The kept dialogues: which there are, what came of each, how one is found and removed.

Decides what of a journal is read for a list (its head and its tail; of what lies between, only where
connections begin), which names find one, and which go when there are too many. How one is written, and read
from end to end, is `journal`.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from smtpwb.errors import DataFileError, UsageError
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import wording
from smtpwb.transcript.connections import Run, connections
from smtpwb.transcript.events import Arrived, Closed, Event, Opened, OpenFailed, Sent
from smtpwb.transcript.holding import is_held
from smtpwb.transcript.journal import SUFFIX, directory, read, reading
from smtpwb.transcript.kept_files import (
    changed,
    in_use,
    is_lost,
    journal_files,
    paths,
    remove,
    spool_files,
    taken,
)
from smtpwb.transcript.outcome import outcome
from smtpwb.transcript.transcript import Transcript

LAST = "last"
"""The name of the newest dialogue."""
WINDOW = 1 << 14
"""Octets that are read at the head and at the tail of a journal for a list: a hundred events each."""
_ENDS = (Closed, OpenFailed)
_BEGINS = (b'{"event":"opened"', b'{"event":"open-failed"')
"""How a line begins that begins a connection."""
MOST = 1 << 22
"""Octets of the longest dialogue whose connections are listed one by one."""


class Kept(msgspec.Struct, frozen=True):
    """One kept dialogue, as a list shows it. Texts are safe to show."""

    id: str
    """By which it is found: when it began, and in which process."""
    path: Path
    begun: datetime
    """UTC."""
    server: str
    """`host:port` of each connection; empty: none was tried."""
    outcome: str
    octets: int
    """In the journal and its spool."""
    events: int
    """How many; notes count, too."""
    finished: bool
    """No connection stands at its end."""
    alive: bool
    """Its session is going on."""
    fault: str = ""
    """What is wrong with the part that was read for the list."""
    connections: int = 1
    """How many were made or tried."""
    part: int = 0
    """Which of its connections this is alone, from 1; 0: it is all of them."""

    @property
    def unfinished(self) -> bool:
        """It broke off: its session ended without an end."""
        return not (self.finished or self.alive)


def kept(where: Path | None = None) -> Iterator[Kept]:
    """Every kept dialogue, the newest first, each looked at when asked for; what cannot be read says so."""
    return (one for path in paths(where) if (one := looked_at(path)) is not None)


def looked_at(path: Path) -> Kept | None:
    """What a list shows of one journal; None if it is gone."""
    try:
        if is_lost(path):
            return _left_over(path)
        found = journal_files(path)
        with path.open("rb") as file:
            alive, head = is_held(file.fileno()), file.read(WINDOW)
        tail = _tail(found, len(head))
        count = sum(map(_begun, found)) if tail else sum(map(head.count, _BEGINS))
        told = _told(path, head, tail, alive, taken([*spool_files(path), *found]), _time(found))
    except OSError:
        return None
    return replace(told, connections=count)


def _left_over(path: Path) -> Kept | None:
    """What a list shows where the journal is gone. Raises OSError."""
    journal, spool = journal_files(path), spool_files(path)
    found = [*spool, *journal]
    if not found:
        return None
    what = "its beginning is lost" if journal else "only long messages of it are left"
    name, fault = path.name.removesuffix(SUFFIX), f"The journal {path.name} is gone: {what}."
    began = _named_time(path, journal or spool)
    return Kept(name, path, began, "", what, taken(found), 0, True, in_use(found), fault)


def _named_time(path: Path, found: Sequence[Path]) -> datetime:
    """When a dialogue began, by its name; else when these of its files were last written. Raises OSError."""
    try:
        return datetime.strptime(path.name[: len("20240101-120000")], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return _time(found)


def _time(found: Sequence[Path]) -> datetime:
    return datetime.fromtimestamp(changed(found), UTC)


def _begun(path: Path) -> int:
    """How many connections begin in a file."""
    with path.open("rb") as file:
        return sum(line.startswith(_BEGINS) for line in file)


def parted(one: Kept) -> tuple[Kept, ...]:
    """Each connection of a kept dialogue alone, as a list shows it; none where there are not several, or the
    dialogue is so long that a list would wait for it, or cannot be read."""
    if one.connections < 2 or one.octets > MOST:
        return ()
    try:
        runs = connections(read(one.path).events)
    except DataFileError:
        return ()
    return tuple(_part(one, number, run, last=number == len(runs)) for number, run in enumerate(runs, 1))


def _part(one: Kept, number: int, run: Run, last: bool) -> Kept:
    return replace(
        one,
        begun=run[0].wall,
        server=_server(run),
        outcome=outcome(Transcript(run).entries),
        events=len(run),
        finished=one.finished if last else True,
        alive=one.alive and last,
        connections=1,
        part=number,
    )


def _tail(files: Sequence[Path], begin: int) -> bytes:
    """The end of a journal; what stands before `begin` in its first file is left out."""
    tail = b""
    for file in reversed(files):
        piece = _end(file, begin if file == files[0] else 0)
        tail = piece + tail[tail.find(b"\n") + 1 :] if piece else tail  # the header between them goes
        if len(tail) >= WINDOW:
            break
    return tail


def _end(path: Path, begin: int) -> bytes:
    """The end of a file, but nothing that stands before `begin`."""
    with path.open("rb") as file:
        file.seek(max(begin, os.fstat(file.fileno()).st_size - WINDOW))
        return file.read()


def _told(path: Path, head: bytes, tail: bytes, alive: bool, octets: int, changed: datetime) -> Kept:
    name = path.name.removesuffix(SUFFIX)
    try:
        found = reading(io.BytesIO(head if not tail else head[: head.rfind(b"\n") + 1]), path.name)
    except DataFileError as error:
        fault = str(error)
        return Kept(name, path, changed, "", "cannot be read", octets, 0, True, alive, fault)
    last = _tail_events(head, tail) if tail else []
    events = [*found.events, *last]
    ends = [event for event in events if isinstance(event, (*_ENDS, Opened, Sent, Arrived))]
    return Kept(
        name,
        path,
        found.begun or changed,
        _server(events),
        outcome(Transcript(_bridged(found.events, last) if last else events).entries),
        octets,
        events[-1].seq + 1 if events else 0,
        not ends or isinstance(ends[-1], _ENDS),
        alive,
        "" if tail else found.fault,
    )


def _tail_events(head: bytes, tail: bytes) -> list[Event]:
    """The events of the tail whose lines are whole; they follow a header, so that they read as a journal."""
    header = head[: head.find(b"\n") + 1]
    return reading(io.BytesIO(header + tail[tail.find(b"\n") + 1 :]), "").events


def _bridged(first: Sequence[Event], last: Sequence[Event]) -> Iterator[Event]:
    """The tail as a dialogue; of what stood before it only that there was a connection, and a greeting."""
    begin = next((at for at, event in enumerate(last) if isinstance(event, (Opened, OpenFailed))), None)
    opened = next((event for event in reversed(first) if isinstance(event, Opened)), None)
    if begin is None and opened is not None:
        yield opened
        yield Arrived(seq=opened.seq, wall=opened.wall, at=opened.at, data=b"220 \r\n")
        begin = next((at for at, event in enumerate(last) if isinstance(event, (Sent, Closed))), len(last))
    yield from last[begin or 0 :]


def _server(events: Sequence[Event]) -> str:
    places = dict.fromkeys(
        wording.place(event) if isinstance(event, Opened) else visible_text(event.target)
        for event in events
        if isinstance(event, (Opened, OpenFailed))
    )
    return ", ".join(places)


def find(name: str, where: Path | None = None) -> Path:
    """The journal meant by an id, by the beginning of one, by `last`, or by the path of a file.

    Raises UsageError where there is none, or more than one.
    """
    found = paths(where)
    if name == LAST and found:
        return next((path for path in found if not is_lost(path)), found[0])
    ids = {path.name.removesuffix(SUFFIX): path for path in found}
    if name in ids:
        return ids[name]
    met = [one for one in ids if name and one.startswith(name)]
    if len(met) == 1:
        return ids[met[0]]
    if not met and (name.endswith(SUFFIX) or os.sep in name) and Path(name).is_file():
        return Path(name)
    shown = visible_text(name)
    if met:
        few = ", ".join(met[:3]) + (", …" if len(met) > 3 else "")
        raise UsageError(f"{len(met):,} kept dialogues begin with {shown!r}", f"write more of it: {few}")
    if not found:
        raise UsageError("no dialogue is kept", f"they would lie in {where or directory()}")
    raise UsageError(f"no kept dialogue is called {shown!r}", "see smtpwb transcript list, or write last")


def prune(
    days: int, megabytes: int, where: Path | None = None, *, now: Callable[[], datetime] | None = None
) -> int:
    """Remove what was last written more than `days` ago, then the oldest until all take at most `megabytes`.

    0 sets no limit. Dialogues that are going on stay. Returns how many are gone; never raises.
    """
    moment = now() if now is not None else datetime.now(UTC)
    before = (moment - timedelta(days=days)).timestamp() if days else float("-inf")
    left = megabytes * 1_000_000 if megabytes else float("inf")
    gone = 0
    for path in paths(where):
        try:
            journal, spool = journal_files(path), spool_files(path)
            left -= taken([*spool, *journal])
            if changed(journal or spool) >= before and left >= 0:
                continue
            remove(path)
        except (OSError, UsageError):
            continue
        gone += 1
    return gone
