"""kill -9 at random moments while a session is talking: the journal holds all but the event in flight.

The session runs in a process of its own with the practice server. It tells a file of each event before the
journal has it, and again when the journal has it, so that it is known from outside what must be there.
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from smtpwb.cli.keeping import keeping
from smtpwb.practice.house import PracticeHouse
from smtpwb.session.session import Session
from smtpwb.session.target import Target, parse
from smtpwb.transcript.events import Event, Sent, from_json, to_json
from smtpwb.transcript.journal import Reading, read, spool_path
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.store import kept
from smtpwb.transcript.transcript import Transcript
from tests.cli.program import environment

TIMES = 200
LATEST = 0.4
"""Seconds after the start of the session by which it is killed."""
_KEPT = b"kept\n"
_LINE = b"The quick brown fox jumps over the lazy dog.\r\n"
_PIECE = _LINE * 1_000


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """The long form, for `python -m tests.soak crash`."""
    yield f"{TIMES} sessions killed", lambda: [crash(seed) for seed in range(TIMES)]


def crash(seed: int) -> Reading:
    """Kill one session; returns what its journal holds. Raises AssertionError if something is missing."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-crash-") as home:
        told = Path(home) / "told"
        _killed(Path(home), told, random.Random(seed).uniform(0, LATEST))
        events, sure = _announced(told.read_bytes())
        found = list(kept(Path(home) / "smtpwb" / "journal"))
        if not found:
            assert sure == 0, f"seed {seed}: {sure} events were kept, and there is no journal"
            return Reading([])
        (one,) = found
        reading = read(one.path)
        assert sure <= len(reading.events) <= len(events), f"seed {seed}: {len(reading.events)} of {sure}"
        assert reading.events == events[: len(reading.events)], f"seed {seed}: not what happened"
        assert reading.fault == "" or "breaks off" in reading.fault, f"seed {seed}: {reading.fault}"
        assert not one.alive, f"seed {seed}: the dead hold a lock"
        _spooled(reading.events, spool_path(one.path))
        return reading


def _killed(home: Path, told: Path, after: float) -> None:
    command = [sys.executable, "-c", f"from tests.soak.crash import talk; talk({str(told)!r})"]
    world = environment(XDG_STATE_HOME=str(home))
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=world) as child:
        assert child.stdout is not None
        assert child.stdout.read(1) == b"!", "the session did not begin"
        time.sleep(after)
        child.kill()
    assert child.returncode == -9, f"it ended by itself with {child.returncode}"


def _announced(octets: bytes) -> tuple[list[Event], int]:
    """The events that were told of, and how many of them the journal surely has."""
    whole = octets[: octets.rfind(b"\n") + 1].splitlines(keepends=True)
    return [from_json(line) for line in whole if line != _KEPT], whole.count(_KEPT)


def _spooled(events: list[Event], path: Path) -> None:
    """Every message that an event refers to is there, to the octet: reading it compares its digest."""
    with Spool(path) as spool:
        for event in events:
            if isinstance(event, Sent) and event.spooled is not None:
                for _ in spool.read(event.spooled):
                    pass


def talk(told: str) -> None:
    """The session that is to be killed: it talks for ever, in lines, at once and in long messages."""
    file = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    asyncio.run(_talk(file))


async def _talk(file: int) -> None:
    transcript, house = Transcript(), PracticeHouse()

    async def resolve(target: Target) -> tuple[str, int]:
        return await house.address(target.host, target.port)

    transcript.subscribe(lambda change: _write(file, to_json(change.event) + b"\n"))
    with keeping(transcript, wanted=True) as spool:
        transcript.subscribe(lambda _: _write(file, _KEPT))
        session = Session(transcript, resolve=resolve, spool=spool)
        await house.address("practice.test", 25)  # it takes the longest to begin, and writes nothing
        os.write(1, b"!")
        await session.connect(parse("practice.test"))
        await session.settled()
        for line in (b"EHLO ws.example.net", b"NOOP"):
            session.send(line)
            await session.settled()
        while True:
            session.send_many(
                [b"NOOP", b"MAIL FROM:<a@example.net>", b"RCPT TO:<postmaster@practice.test>", b"DATA"]
            )
            await session.settled()
            await session.send_content([_PIECE, _PIECE, b".\r\n"])
            await session.settled()


def _write(file: int, octets: bytes) -> None:
    while octets:
        octets = octets[os.write(file, octets) :]
