"""Eight hours in one: very many exchanges in one run of the real program, with all that a day brings.

Every hundred exchanges another connection: plain, by STARTTLS, with TLS on connect, to the practice server;
refusals, messages, looks at help and other tabs, another size; ended by QUIT, by hanging up, by a 421 and
by a reset. What is kept of the dialogue is needed; beside that, nothing may grow.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from smtpwb.transcript import journal
from smtpwb.transcript.events import from_json
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.widgets.dialogue_layout import Layout
from tests.pty_program import PtyProgram
from tests.soak.answering import HOST, Answering, answering
from tests.soak.census import Census

EXCHANGES = 50_000
A_CALL = 100
"""Exchanges to a connection."""
BY_HAND = 20
"""Of so many connections one has every line typed or pasted for itself; the others have most in a queue."""
FLAT = 1.1
"""How much memory may be more than at the first tenth, the dialogue itself aside."""
_SIZES = itertools.cycle(((60, 20), (120, 40), (80, 24)))
_LOOKS = (b"\x1bOR|\x1bOQ", b"\x1bOP|q", b"\x0c|\x0c", b"\x1b[1;3A|\x1b[1;3A|\x1bOQ", b"\x1bOS|\x1bOQ")
"""Keys that lead somewhere, and back."""
_PRACTICE = (
    *("RCPT TO:<jrace@practice.test>", "RCPT TO:<nobody@practice.test>", "DATA"),
    *("Subject: practice", "", "Hello.", "."),
)
_ANSWERED = frozenset((*_PRACTICE[:3], "."))
PRACTISED = 5
"""Messages to the practice server in one call."""
_QUIET = 0.03
_DUE = 15.0
_MEBI = 1 << 20


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    yield f"{EXCHANGES:,} exchanges in one run", lambda: print(long(EXCHANGES).told, flush=True)


@dataclass(frozen=True)
class Count:
    """What the program held at one moment."""

    exchanges: int
    resident: int
    files: int
    threads: int
    census: Census


@dataclass(frozen=True)
class Seen:
    """A long run: its first tenth and its end."""

    early: Count
    late: Count
    needed: int
    """Octets that the entries between the two take where there is nothing else."""
    journals: int
    calls: int

    @property
    def beside(self) -> float:
        """The memory at the end without what the dialogue needs, against that of the first tenth."""
        return (self.late.resident - self.needed) / self.early.resident

    @property
    def told(self) -> str:
        counts = "\n".join(
            f"         at {count.exchanges:>6,}: {count.resident / _MEBI:6.1f} MiB, "
            f"{count.census.tasks} tasks, {count.census.timers} timers, {count.census.messages} messages, "
            f"{count.files} files, {count.threads} threads, {count.census.widgets} widgets, "
            f"{count.census.entries:,} entries"
            for count in (self.early, self.late)
        )
        more = self.late.exchanges - self.early.exchanges
        grown = self.late.resident - self.early.resident
        return (
            f"{counts}\n         {grown / more:,.0f} octets an exchange, of which the dialogue needs "
            f"{self.needed / more:,.0f}: {self.beside:.2f} × beside it; {self.calls:,} connections, "
            f"{self.journals} files of the journal\n{self._objects}"
        )

    @property
    def _objects(self) -> str:
        """What there is more of than there was, were it once in ten exchanges."""
        before = self.early.census.objects
        more = {
            name: count - before.get(name, 0)
            for name, count in self.late.census.objects.items()
            if count - before.get(name, 0) > (self.late.exchanges - self.early.exchanges) / 100
        }
        return f"         grown: {more}" if more else "         nothing that the collector follows has grown"

    def check(self, flat: float) -> None:
        """Raise AssertionError where something grew that nobody needs."""
        assert self.beside <= flat, self.told
        for name in ("files", "threads"):
            assert getattr(self.late, name) <= getattr(self.early, name) + 2, (name, self.told)
        for name in ("tasks", "timers", "messages", "widgets"):
            early, late = getattr(self.early.census, name), getattr(self.late.census, name)
            assert late <= early + 3, (name, self.told)


def long(exchanges: int, flat: float = FLAT) -> Seen:
    """One run. Raises AssertionError if it leaks: beside the dialogue, over `flat` times its first tenth."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-long-") as place, answering() as server:
        home = Path(place)
        command = [sys.executable, "-m", "tests.soak.census", str(home / "census")]
        with PtyProgram(command, home=home, size=(80, 24)) as program:
            program.until(b"telnet practice.test 25")
            program.quiet()
            hands = Hands(program, server, home)
            counts = []
            for part in (exchanges // 10, exchanges):
                while hands.exchanges < part:
                    hands.call()
                counts.append(_count(program, hands, home / "census"))
            hands.leave()
            (first,) = (home / "state" / "smtpwb" / "journal").glob("*.jsonl")
            early, late = counts
            needed = _needed(first, early.census.entries)
            seen = Seen(early, late, needed, len(journal.parts(first)), hands.calls)
    seen.check(flat)
    return seen


class Hands:
    """Types on the program, each line when the one before was answered."""

    def __init__(self, program: PtyProgram, server: Answering, home: Path) -> None:
        self._program, self._server, self._home = program, server, home
        self.exchanges = self.calls = 0
        self._read: dict[Path, int] = {}
        """How much of each file of the journal has been read, and what arrived by then."""
        self._arrivals = 0

    @property
    def _journal(self) -> Path:
        return next((self._home / "state" / "smtpwb" / "journal").glob("*.jsonl"))

    def call(self) -> None:
        """One connection, from its greeting to its end."""
        number = self.calls
        self.calls += 1
        if number % 30 == 9:
            self._practise(number)
            return
        server = self._server
        target = f"smtps://{HOST}:{server.tls}" if number % 3 == 1 else f"{HOST}:{server.plain}"
        self._order(target)
        self._order("EHLO ws.example.net")
        if number % 3 == 2:
            secured = server.secured
            self._order("STARTTLS")
            self._until(lambda: server.secured > secured)
            self._program.quiet(_QUIET * 5)
            self._order("EHLO ws.example.net")
        end = self.exchanges + A_CALL - 15
        while self.exchanges < end and number % BY_HAND:
            self._pipeline(8)
        while self.exchanges < end + 5:
            self._transact(number)
        if number % 3 == 0:
            self._look(number // 3)
        self._end(number)

    def _pipeline(self, messages: int) -> None:
        """Transactions queued, and sent in one write: what is drawn is drawn once for all."""
        replies, lines = self._server.replies, list[str]()
        for _ in range(messages):
            lines += (*self._recipients(), "RSET")
            self.exchanges += 4
        self._program.write("\x1b[200~{}\x1b[201~\n\r".format("\r".join(lines)).encode())
        self._until(lambda: self._server.replies == replies + 4 * messages)

    def _recipients(self) -> list[str]:
        """The beginning of a transaction, with a recipient refused; no address is said twice."""
        at = self.exchanges
        return [
            f"MAIL FROM:<sender{at}@ws.example.net> SIZE=1234",
            f"RCPT TO:<alice{at}@long.test>",
            f"RCPT TO:<nobody{at}@long.test>",
        ]

    def _transact(self, number: int) -> None:
        """One message, line by line."""
        for line in (*self._recipients(), "DATA"):
            self._order(line)
        for line in ("Subject: a message", "", f"Hello for the {number}th time."):
            self._line(line)
        self._order(".")
        self._order("NOOP")

    def _look(self, number: int) -> None:
        """Look around, as one does: each look by its keys, and back again."""
        for keys in _LOOKS[number % len(_LOOKS)].split(b"|"):
            self._program.write(keys)
            self._program.quiet(_QUIET * 5)
        if number % 7 == 0:
            self._program.resize(next(_SIZES))
            self._program.quiet(_QUIET)
        self._type("NOOP")

    def _end(self, number: int) -> None:
        """By QUIT, by a 421, by a reset, by our hanging up."""
        open_ = self._server.open
        how = ("QUIT", "DROP", "CUT", "")[number // 3 % 4]
        if how:
            self._order(how)
        else:
            self._program.write(b"\x1d")
        self._until(lambda: self._server.open < open_)
        self._program.quiet(_QUIET * 2)

    def _practise(self, number: int) -> None:
        """The practice server runs in the very process: what it says is heard from the journal."""
        replies = self._arrived()
        for order in ("telnet practice.test 25", "EHLO ws.example.net"):
            self._paste(order)
            replies = self._heard(replies)
        for at in range(PRACTISED):
            for order in (f"MAIL FROM:<a{number}-{at}@example.net>", *_PRACTICE):
                self._paste(order)
                if order in _ANSWERED or order.startswith("MAIL"):
                    replies = self._heard(replies)
        self._paste("QUIT")
        self._heard(replies)
        self._program.quiet(_QUIET * 2)

    def _heard(self, replies: int) -> int:
        """Wait for one more reply; returns how many there are."""
        self._until(lambda: self._arrived() > replies)
        self.exchanges += 1
        return replies + 1

    def _arrived(self) -> int:
        """How many times something arrived, says the journal."""
        for path in journal.parts(self._journal):
            with path.open("rb") as file:
                file.seek(self._read.get(path, 0))
                new = file.read()
                whole = new[: new.rfind(b"\n") + 1]
                self._read[path] = self._read.get(path, 0) + len(whole)
                self._arrivals += whole.count(b'{"event":"arrived"')
        return self._arrivals

    # One line

    def _order(self, line: str) -> None:
        """A line that is answered."""
        replies = self._server.replies
        self._paste(line)
        self._until(lambda: self._server.replies > replies)
        self._program.during(0.002)
        self.exchanges += 1

    def _line(self, line: str) -> None:
        """A line of a message."""
        lines = self._server.lines
        self._paste(line)
        self._until(lambda: self._server.lines > lines)

    def _type(self, line: str) -> None:
        """A line that is answered, key by key."""
        replies = self._server.replies
        for key in f"{line}\r":
            self._program.write(key.encode())
            self._program.during(0.005)
        self._until(lambda: self._server.replies > replies)
        self.exchanges += 1

    def _paste(self, line: str) -> None:
        self._program.write(b"\x1b[200~%s\x1b[201~\r" % line.encode() if line else b"\r")

    def _until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + _DUE
        while not condition():
            self._program.during(0.001)
            if time.monotonic() > end:
                raise AssertionError(_count(self._program, self, self._home / "census"))
        if len(self._program.output) > 1 << 20:
            del self._program.output[: -(1 << 16)]

    def leave(self) -> None:
        self._program.write(b"\x11\x11")
        assert self._program.end() == 0


def _count(program: PtyProgram, hands: Hands, file: Path) -> Count:
    program.quiet(7)  # notices go
    os.kill(program.pid, signal.SIGUSR1)
    end = time.monotonic() + _DUE
    while not file.exists():
        assert time.monotonic() < end
        program.during(0.05)
    census = msgspec.json.decode(file.read_bytes(), type=Census)
    file.unlink()
    program.during(0.2)
    proc = Path(f"/proc/{program.pid}")
    files, threads = (len(list((proc / name).iterdir())) for name in ("fd", "task"))
    return Count(hands.exchanges, program.resident, files, threads, census)


def _needed(path: Path, begin: int) -> int:
    """Octets that the entries from `begin` on take, in a process that has nothing else."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_taken, args=(path, begin, theirs))
    child.start()
    octets: int = ours.recv()
    child.join()
    return octets


def _taken(path: Path, begin: int, out: Connection) -> None:
    """The dialogue, read event by event and laid out, as the app lays it out."""
    transcript, layout, before = Transcript(), Layout(), 0
    layout.show(transcript.entries)
    layout.columns = 60
    for line in _lines(path):
        transcript.append(from_json(line))
        layout.take()
        if not before and len(transcript.entries) >= begin:
            before = _resident()
    out.send(_resident() - before)


def _lines(path: Path) -> Iterator[bytes]:
    for part in journal.parts(path):
        with part.open("rb") as file:
            next(file)  # the header
            yield from file


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
