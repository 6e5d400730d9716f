"""The first exchange of the walkthrough over 9,600 baud and 300 ms, in a real terminal: it can be used.

What counts are bytes: a second carries 960 of them. `pytest -s` prints what each step took.
"""

from __future__ import annotations

import shlex
import sys
import time
from pathlib import Path

from tests.needs import needs
from tests.terminal import Terminal, smtpwb
from tests.throttled import BYTES

QUIET = 0.5
"""Seconds without a byte after which a step is over."""


class Line:
    """The slow line: what came over it in each step."""

    def __init__(self, screen: Terminal, counts: Path) -> None:
        self._screen, self._counts = screen, counts
        self._before, self._began = 0, time.monotonic()

    def step(self, what: str, pattern: str) -> int:
        """Wait until it stands on the screen, and nothing more comes; returns the bytes that it took."""
        self._screen.wait(pattern)
        last, since = -1, time.monotonic()
        while time.monotonic() < since + QUIET:
            if (come := int(self._counts.read_text().split()[1])) != last:
                last, since = come, time.monotonic()
            time.sleep(0.02)
        took, seconds = last - self._before, since - self._began
        print(f"{what:<24} {took:>5} bytes {seconds:>5.1f} s")
        self._before, self._began = last, time.monotonic()
        return took


@needs("tmux")
def test_the_first_exchange_over_a_slow_line(tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    command = shlex.join([sys.executable, "-m", "tests.throttled", str(counts)])
    with Terminal(f"{command} {smtpwb()}", size=(80, 24), home=tmp_path) as screen:
        line = Line(screen, counts)
        assert line.step("the first screen", "F4 Lessons") < 4 * BYTES
        screen.key("Tab", "Enter")
        assert line.step("connecting, greeting", r"S.* 220 practice\.test") < 3.5 * BYTES
        screen.type("HELO ws.example.net")
        assert line.step("19 keystrokes", "HELO ws.example.net") < 19 * 120
        screen.key("Enter")
        assert line.step("HELO and its reply", "HELO given") < 2.5 * BYTES
        screen.key("F9")
        assert line.step("a notice", "Copied") < BYTES
