"""CPU to the first frame and memory at rest, against a bare Textual app; CPU of the small commands."""

from __future__ import annotations

import compileall
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Row
from tests.pty_program import ROOT, PtyProgram

_BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("first frame")
Bare().run()
"""
_APPS = {
    "bare": (["-c", _BARE], b"first frame"),
    "smtpwb": (["-c", "from smtpwb.cli.main import main; main([])"], b"Not connected"),
}


def _one(name: str, place: str) -> tuple[float, float, int]:
    """CPU seconds to the first frame and until all is at rest, and resident bytes then, of one run."""
    arguments, sign = _APPS[name]
    command = [sys.executable, "-P", *arguments]  # not from where we stand
    with (
        tempfile.TemporaryDirectory() as home,
        PtyProgram(command, home=Path(home), PYTHONPATH=place) as program,
    ):
        program.until(sign)
        cpu = program.spent
        program.quiet(0.5)
        rest = program.spent
        resident = program.resident
        program.write(b"\x11")
        program.end()
        return cpu, rest, resident


def measure(rounds: int = 5) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        for part in ("smtpwb", "themes"):
            shutil.copytree(ROOT / part, Path(place) / part, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(place, quiet=1)  # it starts from byte code, as what is installed does
        yield from _measure(rounds, place)


def _measure(rounds: int, place: str) -> Iterator[Row]:
    runs: dict[str, list[tuple[float, float, int]]] = {name: [] for name in _APPS}
    for _ in range(rounds):
        for name in _APPS:
            runs[name].append(_one(name, place))
    for what, column, hold in (
        ("CPU from start until the first screen is at rest", 1, 1.6),
        ("CPU to the first text on the screen", 0, None),
    ):
        cpu = {name: statistics.median(run[column] for run in taken) * 1000 for name, taken in runs.items()}
        beside = f"{cpu['smtpwb']:.0f} ms against {cpu['bare']:.0f} ms"
        yield Row(f"{what}, against a bare app", cpu["smtpwb"] / cpu["bare"], "×", hold, beside)
    memory = {name: statistics.median(run[2] for run in taken) / 1e6 for name, taken in runs.items()}
    beside = f"{memory['smtpwb']:.0f} MB against {memory['bare']:.0f} MB"
    yield Row(
        "resident memory at rest, against a bare app", memory["smtpwb"] / memory["bare"], "×", 1.4, beside
    )
    python = _cpu(["-c", "pass"], rounds, place)
    for arguments, hold in (
        (["--version"], 60),
        (["codes", "550"], 150),
        (["decode", "550 5.1.1 no such user"], 150),
    ):
        spent = _cpu(["-m", "smtpwb", *arguments], rounds, place)
        yield Row(f"CPU of smtpwb {arguments[0]}", spent, "ms", hold, f"python itself {python:.0f} ms")


def _cpu(arguments: list[str], rounds: int, place: str) -> float:
    """Median CPU milliseconds of a child process."""
    taken = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=place)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken) * 1000
