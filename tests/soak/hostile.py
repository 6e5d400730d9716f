"""Every misbehaviour against the real program on a terminal, against `run` and against `decode`.

Prints N of N with the worst latency of a key and the most memory: to be run on a quiet machine.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.cli.program import COMMAND, environment
from tests.hostile.misbehaviour import Misbehaviour
from tests.hostile.table import ALL
from tests.hostile.trial import MEMORY, leaked, misbehaving, tried
from tests.session.servers import steps

_LONGEST = 20.0
"""Seconds after which a command without a screen hangs."""
_MOST = re.compile(r"VmHWM:\s*(\d+) kB")
_REST = 48 << 20
"""Octets that `run` has when it has nothing to do."""


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    yield "on a terminal of 80×24", lambda: _report(_on_a_terminal)
    yield "by `smtpwb run`", lambda: _report(_by_run)
    yield "by `smtpwb decode`", lambda: _report(_by_decode)


def _report(trial: Callable[[Misbehaviour, Path, Worst], list[str]]) -> None:
    worst, good = Worst(), 0
    for how in ALL:
        with tempfile.TemporaryDirectory(prefix="smtpwb-hostile-") as home:
            faults = trial(how, Path(home), worst)
        good += not faults
        for fault in faults:
            print(f"         {how.name}: {fault}", flush=True)
    print(f"         {good} of {len(ALL)}; {worst.told}", flush=True)
    assert good == len(ALL)


@dataclass
class Worst:
    """The worst of every figure."""

    seconds: float = 0.0
    octets: int = 0

    def take(self, seconds: float, octets: int) -> None:
        self.seconds, self.octets = max(self.seconds, seconds), max(self.octets, octets)

    @property
    def told(self) -> str:
        return f"at worst {self.seconds * 1000:,.0f} ms, {self.octets >> 20} MiB more than at rest"


def _on_a_terminal(how: Misbehaviour, home: Path, worst: Worst) -> list[str]:
    """The time is that until a key is answered."""
    seen = tried(how, home)
    worst.take(seen.latency, seen.grown)
    return seen.faults


def _by_run(how: Misbehaviour, home: Path, worst: Worst) -> list[str]:
    """The time is that of the whole run; every line that is typed in the app is a line of the script."""
    script = home / "dialogue"
    script.write_text("".join(f"C: {line}\n" for line in how.typed) or "C: NOOP\n")
    with misbehaving(how) as server:
        return _ended(("run", str(script), how.target(server), "--timeout", "1"), b"", home, worst)


def _by_decode(how: Misbehaviour, home: Path, worst: Worst) -> list[str]:
    """What the server would say is pasted; of what never ends, a megabyte."""
    return _ended(("decode",), _pasted(how), home, worst)


def _pasted(how: Misbehaviour) -> bytes:
    said = b""
    for act, words in steps(how.script):
        if act == "S":
            said += words
        elif act == "<times":
            number, text = words.split(b" ", 1)
            said += text * int(number)
        elif act == "<for ever":
            said += words * (1_000_000 // len(words))
    return said


def _ended(arguments: Sequence[str], stdin: bytes, home: Path, worst: Worst) -> list[str]:
    """Run it to its end: what is wrong with its status, its output, its time and its memory."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        with subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=given,
            stdout=out,
            stderr=err,
            env=environment(XDG_STATE_HOME=str(home)),
        ) as child:
            most = _waited(child, began + _LONGEST)
            if most is None:
                child.kill()
                return [f"{arguments[0]} did not end within {_LONGEST:g} s"]
        seconds = time.monotonic() - began
        said, complained = (_all(file) for file in (out, err))
    octets = max(0, most - _REST)
    worst.take(seconds, octets)
    faults = [*leaked(said, tabs=True), *leaked(complained, tabs=True)]
    if child.returncode not in (0, 1, 3):
        faults.append(f"{arguments[0]} ended with {child.returncode}: {complained[:200]!r}")
    if b"Traceback" in complained:
        faults.append("a traceback")
    if octets > MEMORY:
        faults.append(f"{octets >> 20} MiB more memory")
    return faults


def _waited(child: subprocess.Popen[bytes], end: float) -> int | None:
    """Octets that it had at its most; None where it has not ended by then.

    What the system counts for a child begins with what its parent had: its own is read while it lives.
    """
    most = 0
    while child.poll() is None:
        if time.monotonic() > end:
            return None
        with contextlib.suppress(OSError):
            found = _MOST.search(Path(f"/proc/{child.pid}/status").read_text("ascii", "replace"))
            most = max(most, int(found[1]) * 1024 if found else 0)
        time.sleep(0.005)  # no event tells of its memory
    return most


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
