"""A slow line: `python -m tests.throttled COUNTS COMMAND…` runs a program at the far end of it.

So many bytes a second each way, and a while until they come, as of a modem of 9,600 baud. To be run in a
terminal; the program's is as large. COUNTS is a file that always says how many bytes the program had
written, and how many of them have come.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import sys
import termios
import time
import tty
from collections import deque
from pathlib import Path

BYTES = 960
"""A second, each way."""
LATENCY = 0.3
"""Seconds there and back; half of it each way."""
_AT_ONCE = 16
"""Bytes that come together: less would be a matter of scheduling."""
_HELD = 4096
"""Bytes that lie at the near end of the line, as in a terminal server, before the program waits."""


class _Way:
    """One direction, from a descriptor to another."""

    def __init__(self, begin: int, end: int) -> None:
        self.begin, self._end = begin, end
        self.taken = self.come = 0
        self._free = 0.0
        """When the line is free for the next bytes."""
        self._under_way: deque[tuple[float, bytes]] = deque()

    @property
    def open(self) -> bool:
        """Whether more can be put on the line."""
        return self.taken - self.come < _HELD

    @property
    def due(self) -> float:
        """When the next bytes come."""
        return self._under_way[0][0] if self._under_way else float("inf")

    def take(self) -> bool:
        """Put what there is on the line; False at the end of it."""
        try:
            data = os.read(self.begin, 1024)
        except OSError:  # the program closed its side
            return False
        self.taken += len(data)
        for at in range(0, len(data), _AT_ONCE):
            piece = data[at : at + _AT_ONCE]
            self._free = max(time.monotonic(), self._free) + len(piece) / BYTES
            self._under_way.append((self._free + LATENCY / 2, piece))
        return bool(data)

    def deliver(self) -> None:
        """What is due comes."""
        while self.due <= time.monotonic():
            piece = self._under_way.popleft()[1]
            os.write(self._end, piece)
            self.come += len(piece)


def main(counts: str, command: list[str]) -> int:
    """Returns the program's exit status."""
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
    pid, far = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.execvp(command[0], command)
    before = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        _relay(_Way(0, far), _Way(far, 1), Path(counts))
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _relay(there: _Way, back: _Way, counts: Path) -> None:
    """Until the program has ended, and all that it wrote has come."""
    ended, file = False, os.open(counts, os.O_WRONLY | os.O_CREAT, 0o600)
    while not ended or back.due < float("inf"):
        ways = [way for way in (there, back) if way.open and not ended]
        wait = min(there.due, back.due) - time.monotonic()
        ready, _, _ = select.select([way.begin for way in ways], [], [], min(max(wait, 0), 1))
        for way in ways:
            if way.begin in ready and not way.take():
                ended = True
        there.deliver()
        back.deliver()
        os.pwrite(file, b"%010d %010d" % (back.taken, back.come), 0)
    os.close(file)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
