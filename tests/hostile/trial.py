"""The real program on a raw terminal against one misbehaviour, and what has to hold.

Decides what is measured: how soon a key is answered, how much memory it took, which octets reached the
terminal, what the journal holds against what the server sent, and whether it could be left in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from smtpwb.transcript import journal
from smtpwb.transcript.events import Arrived, Event
from smtpwb.transcript.formats import text
from smtpwb.transcript.transcript import Transcript
from tests.hostile.misbehaviour import Misbehaviour
from tests.pty_program import PtyProgram
from tests.session.servers import Server

LATENCY = 0.1
"""Seconds within which a key has to be answered."""
MEMORY = 64 << 20
"""Octets that the program may grow by, at its worst."""
UNREAD = 16 << 20
"""Octets of an endless server that may lie in buffers between the two."""
_KEYS, _MASK = "¤¥§", "•".encode()
"""What is typed, and what shows instead of it where a secret is typed."""
_QUIT = b"\x11"
_OUR_SEQUENCES = re.compile(r"\x1b\[(?:\?(?:25|2026)[hl]|[0-9;]*[A-DGHJKXdfmP@])")
_DUE = 10.0


@dataclass
class Seen:
    """What one trial showed."""

    name: str
    latency: float = 0.0
    grown: int = 0
    text: str = ""
    faults: list[str] = field(default_factory=list)


@contextlib.contextmanager
def misbehaving(how: Misbehaviour) -> Iterator[Server]:
    """The server in a thread of its own; it ends with the block."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[Server] = []

    async def serve() -> None:
        with contextlib.suppress(AssertionError):  # what it did not hear is judged by what was seen
            async with how.served() as server:
                found.append(server)
                ready.set()
                await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(_DUE)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(_DUE)
        if not thread.is_alive():
            loop.close()


def tried(how: Misbehaviour, home: Path, size: tuple[int, int] = (80, 24)) -> Seen:
    """One misbehaviour, from the start of the program to its end."""
    seen = Seen(how.name)
    program = PtyProgram([sys.executable, "-m", "smtpwb"], home=home, size=size)
    with misbehaving(how) as server, program:
        program.until(b"smtpwb")
        _calm(program, 3)
        rest, began = program.resident, len(program.output)
        program.write(f"{how.target(server)}\r".encode())
        _until(program, lambda: server.callers > 0)
        _calm(program, 2)
        for line in how.typed:
            heard = len(server.heard)
            program.write(line.encode())
            _calm(program, 2)
            program.write(b"\r")
            _until(program, partial(_more, server, heard), 1)
            _calm(program, 2)
        first = _answered(program, _KEYS[0], seen)
        _said_all(program, server, how)
        seen.latency = max(first, *(_answered(program, key, seen) for key in _KEYS[1:]))
        _calm(program, 1)
        seen.grown = peak(program) - rest
        written = bytes(program.output[began:])
        said = bytes(server.said)
        seen.faults += _left(program)
        seen.faults += leaked(written)
        seen.faults += _kept(home, said, how, seen)
    if seen.latency > LATENCY:
        seen.faults.append(f"a key was answered after {seen.latency * 1000:.0f} ms")
    if seen.grown > MEMORY:
        seen.faults.append(f"{seen.grown >> 20} MiB more memory")
    if not re.search(how.told, seen.text, re.IGNORECASE):
        seen.faults.append(f"the user is not told: {how.told}")
    return seen


def _more(server: Server, heard: int) -> bool:
    return len(server.heard) > heard


def _until(program: PtyProgram, condition: Callable[[], bool], patience: float = _DUE) -> None:
    """Read on until it is so; some never hear what is typed."""
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        program.during(0.02)


def _calm(program: PtyProgram, patience: float) -> None:
    """Wait until nothing is drawn for a moment; of what never ends, only so long."""
    with contextlib.suppress(AssertionError):
        program.quiet(0.08, patience)


def _said_all(program: PtyProgram, server: Server, how: Misbehaviour) -> None:
    """Wait until the server has said what it has to say, and the program has drawn it."""
    end, before = time.monotonic() + (2 if how.endless else _DUE), -1
    while time.monotonic() < end and len(server.said) != before:
        before = len(server.said)
        program.during(0.35)
    _calm(program, 2)


def _answered(program: PtyProgram, key: str, seen: Seen) -> float:
    """Seconds until a typed character stands on the screen."""
    mark, began = len(program.output), time.monotonic()
    program.write(key.encode())
    while not any(echo in program.output[mark:] for echo in (key.encode(), _MASK)):
        program._read(0.01)
        if time.monotonic() - began > 5:
            seen.faults.append("a key was not answered")
            return 5.0
    return time.monotonic() - began


def peak(program: PtyProgram) -> int:
    """The most memory it has had, in octets (Linux)."""
    for line in Path(f"/proc/{program.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _left(program: PtyProgram) -> Iterator[str]:
    """Leave it: once, and again where it asks."""
    program.write(_QUIT)
    program.during(0.3)
    with contextlib.suppress(OSError):
        program.write(_QUIT)
    try:
        status = program.end()
    except AssertionError:
        yield "it could not be left"
        return
    if status:
        yield f"it ended with {status}"
    if b"Traceback" in program.output:
        yield "a traceback"


def leaked(written: bytes, *, tabs: bool = False) -> Iterator[str]:
    """Whatever reached the terminal that is not text, and no sequence of ours; `tabs` may be text."""
    try:
        shown = written.decode()
    except UnicodeDecodeError as error:
        yield f"octets that are no UTF-8: {written[error.start : error.start + 8]!r}"
        shown = written.decode(errors="ignore")
    rest = _OUR_SEQUENCES.sub("", shown)
    strange = {char for char in rest if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co")}
    strange -= set("\r\n\t") if tabs else set("\r\n")
    if strange:
        at = min(rest.index(char) for char in strange)
        yield f"the terminal got {sorted(strange)!r}: {rest[max(0, at - 20) : at + 40]!r}"


def _kept(home: Path, said: bytes, how: Misbehaviour, seen: Seen) -> Iterator[str]:
    """The journal holds what the server said, to the octet."""
    kept = sorted((home / "state" / "smtpwb" / "journal").glob("*.jsonl"))
    events: list[Event] = [event for path in kept for event in journal.read(path).events]
    seen.text = text.transcript_text(Transcript(events))
    arrived = b"".join(event.data for event in events if isinstance(event, Arrived))
    if how.endless:
        if not said.startswith(arrived[: len(said)]):
            yield "the journal holds what was not said"
        if len(said) - len(arrived) > UNREAD:
            yield f"{len(said) - len(arrived):,} octets unread"
    elif len(arrived) != len(said) - how.of_tls:
        yield f"the journal has {len(arrived):,} of {len(said):,} octets"
