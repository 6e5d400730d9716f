"""Bytes to the terminal at 120×40: an exchange, a keystroke with its lint line, an idle minute."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Row
from tests.pty_program import PtyProgram


def measure(idle: float = 60) -> Iterator[Row]:
    command = [sys.executable, "-m", "smtpwb", "practice.test"]
    with tempfile.TemporaryDirectory() as home, PtyProgram(command, home=Path(home)) as program:
        program.until(b"ESMTP")
        first = len(program.output) + program.quiet(1.0)
        yield Row("bytes of the first frames, connection and greeting", first / 1000, "KB")
        keys = []
        for key in b"HELO ws.example.net":
            program.write(bytes([key]))
            keys.append(program.quiet(0.15))
        yield Row(
            "bytes of a keystroke with its lint line, mean",
            sum(keys) / len(keys),
            "B",
            600,
            f"largest {max(keys)}",
        )
        exchanges = []
        program.write(b"\r")
        exchanges.append(program.quiet(0.6))
        for line in (
            b"MAIL FROM:<a@example.net>",
            b"RCPT TO:<nobody@practice.test>",
            b"RCPT TO:<b@practice.test>",
            b"NOOP",
        ):
            program.write(line)
            program.quiet(0.4)
            program.write(b"\r")
            exchanges.append(program.quiet(0.6))
        yield Row(
            "bytes from Enter to quiet, mean of five commands",
            sum(exchanges) / len(exchanges) / 1000,
            "KB",
            8,
            f"largest {max(exchanges) / 1000:.1f} KB",
        )
        program.quiet(8.0)  # notices go away by themselves
        yield Row(f"bytes of {idle:.0f} idle seconds", program.during(idle), "B", 0)
        program.write(b"\x11\x11")
