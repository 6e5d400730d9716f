"""The real command in a process of its own: what it writes where, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "smtpwb")
PATIENCE = 20
"""Seconds after which an answer is no answer."""


def environment(**more: str) -> dict[str, str]:
    """The test's own world, with this checkout's smtpwb."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def smtpwb(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end; stdin, stdout and stderr are pipes."""
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, timeout=PATIENCE, env=environment(**env)
    )


def shell(line: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which `smtpwb` is the command."""
    line = line.replace("smtpwb", " ".join(f"'{word}'" for word in COMMAND))
    return subprocess.run(
        ["/bin/sh", "-c", line],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        env=environment(**env),
    )


def sentence(done: subprocess.CompletedProcess[bytes]) -> str:
    """What was said on stderr, which is one line."""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("smtpwb: ")
    return line.removeprefix("smtpwb: ")
