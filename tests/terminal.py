"""The real program in a real terminal: a private tmux server with its default settings.

with Terminal("smtpwb", size=(80, 24)) as screen:
    screen.enter("telnet practice.test 25")
    screen.wait("220 practice.test")
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

_POLL = 0.03  # seconds; tmux has no event to await for "the screen shows this"
_PATIENCE = 15.0
_FOREIGN = ("TMUX", "COLUMNS", "LINES")
"""What would speak of another terminal: pytest's workers are told a size, which programs believe."""


def smtpwb(*arguments: str) -> str:
    """The command line that runs this checkout's smtpwb."""
    return shlex.join([sys.executable, "-m", "smtpwb", *arguments])


class Terminal:
    """One program in one terminal, ended with the block."""

    def __init__(self, command: str, *, size: tuple[int, int] = (80, 24), home: Path, **env: str) -> None:
        self._socket = f"smtpwb-test-{uuid.uuid4().hex[:12]}"
        columns, rows = size
        settings = {
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(Path(__file__).parent.parent),
            **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE", "DATA")},
            **env,
        }
        pairs = [word for name, value in settings.items() for word in ("-e", f"{name}={value}")]
        self.tmux(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            str(columns),
            "-y",
            str(rows),
            *pairs,
            f"{command}; echo status $?; cat",
        )
        self.tmux("set", "-g", "status", "off")
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tmux("kill-server")

    def tmux(self, *words: str) -> str:
        """Run a tmux command on this terminal; returns what it printed."""
        environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        done = subprocess.run(
            ["tmux", "-L", self._socket, *words], capture_output=True, text=True, env=environment, timeout=10
        )
        return done.stdout

    @property
    def screen(self) -> str:
        """What the terminal shows, as text."""
        return self.tmux("capture-pane", "-p")

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def key(self, *names: str) -> None:
        """Press keys, by tmux's names: Enter, C-y, M-Up, F1."""
        self.tmux("send-keys", *names)

    def enter(self, text: str) -> None:
        """Type a line and press Enter."""
        if text:
            self.type(text)
        self.key("Enter")

    def wait(self, pattern: str) -> str:
        """Wait until the pattern stands on the screen; returns the screen."""
        return self.until(lambda screen: re.search(pattern, screen), repr(pattern))

    def until(self, condition: Callable[[str], object], what: str) -> str:
        """Wait until the screen is as wanted; returns it. `what`: in words, should it never be."""
        end = time.monotonic() + _PATIENCE
        while not condition(screen := self.screen):
            assert time.monotonic() < end, f"{what} did not appear. The screen:\n{screen}"
            time.sleep(_POLL)
        return screen

    def buffer(self) -> str:
        """What was copied into tmux's buffer."""
        return self.tmux("show-buffer")
