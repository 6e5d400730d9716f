"""A program on a raw pseudo-terminal: every byte that it writes, and what it cost."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

_NOT_ITS_OWN = frozenset({"TMUX", "NO_COLOR", "COLUMNS", "LINES"})
"""What another terminal, or the runner of the tests, says of itself: a size in the environment wins."""
ROOT = Path(__file__).parent.parent


class PtyProgram:
    """Runs `arguments` at a size; read with `until` and `quiet`, type with `write`."""

    def __init__(
        self, arguments: Sequence[str], *, home: Path, size: tuple[int, int] = (120, 40), **env: str
    ) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in _NOT_ITS_OWN},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
            **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE", "DATA")},
            **env,
        }
        self.output = bytearray()
        self.cpu = 0.0
        """User and system seconds of the whole run; known after `end`."""
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            _set_size(0, size)  # before the program asks: set from outside it would be a race
            os.execvpe(arguments[0], list(arguments), environment)
        self._ended = False

    def __enter__(self) -> PtyProgram:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)
            self.end()

    def write(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def resize(self, size: tuple[int, int]) -> None:
        """The terminal has another size from now on, in columns and rows."""
        _set_size(self._master, size)

    def _read(self, timeout: float) -> int:
        ready, _, _ = select.select([self._master], [], [], max(0.0, timeout))
        if not ready:
            return 0
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program closed its side
            return 0
        self.output += data
        return len(data)

    def until(self, text: bytes, patience: float = 20) -> None:
        """Read until `text` was written, counted from the beginning of the run."""
        end = time.monotonic() + patience
        while text not in self.output:
            assert time.monotonic() < end, f"{text!r} was not written; got {bytes(self.output[-600:])!r}"
            self._read(end - time.monotonic())

    def quiet(self, seconds: float = 0.4, patience: float = 20) -> int:
        """Read until nothing was written for so long; returns how many bytes came."""
        count, end = 0, time.monotonic() + patience
        while time.monotonic() < end:
            got = self._read(seconds)
            if not got:
                return count
            count += got
        raise AssertionError("the program never grew quiet")

    def during(self, seconds: float) -> int:
        """How many bytes were written in that time."""
        count, end = 0, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            count += self._read(left)
        return count

    @property
    def spent(self) -> float:
        """Seconds of CPU so far, over all its threads (Linux)."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    @property
    def resident(self) -> int:
        """Resident memory, in bytes (Linux)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def end(self) -> int:
        """Wait for its end; returns its exit status."""
        if self._ended:
            return 0
        end = time.monotonic() + 10
        while True:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                break
            assert time.monotonic() < end, "the program did not end"
            self._read(0.02)  # a full pseudo-terminal would hold it up
        self.cpu = usage.ru_utime + usage.ru_stime
        self._ended = True
        os.close(self._master)
        return os.waitstatus_to_exitcode(status)


def _set_size(terminal: int, size: tuple[int, int]) -> None:
    columns, rows = size
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
