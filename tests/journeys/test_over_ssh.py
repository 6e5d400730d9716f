"""Copying where the terminal is elsewhere: over a real ssh, and inside tmux on the far side."""

from __future__ import annotations

import base64
import re
import shlex
from pathlib import Path

from tests.needs import needs
from tests.pty_program import ROOT, PtyProgram
from tests.sshd import sshd
from tests.terminal import smtpwb

_OSC_52 = re.compile(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)")


def far_side(home: Path) -> str:
    """The command that runs this checkout's smtpwb on the far side, with the test's own directories."""
    settings = {"PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"}
    settings |= {
        f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "CACHE", "DATA")
    }
    return shlex.join(["env", *(f"{name}={value}" for name, value in settings.items())]) + " "


def copied(terminal: PtyProgram) -> str:
    """What the far side sent to this terminal's clipboard."""
    found = _OSC_52.findall(bytes(terminal.output))
    assert found, "no OSC 52 arrived"
    return base64.b64decode(found[-1]).decode()


@needs("ssh", "sshd")
def test_the_transcript_reaches_the_near_terminal_over_ssh(tmp_path: Path) -> None:
    with sshd(tmp_path) as ssh:
        command = [*ssh[:-1], "-tt", ssh[-1], far_side(tmp_path) + smtpwb("practice.test")]
        with PtyProgram(command, home=tmp_path) as terminal:
            terminal.until(b"ESMTP")
            terminal.quiet(0.3)
            terminal.write(b"\x19")  # ctrl+y
            terminal.until(b"]52;c;")
            terminal.quiet(0.3)
            assert "S: 220 practice.test ESMTP" in copied(terminal)
            assert "RFC 5321" in copied(terminal)
            terminal.write(b"\x11\x11")


@needs("ssh", "sshd", "tmux")
def test_it_passes_through_tmux_on_the_far_side_with_its_default_settings(tmp_path: Path) -> None:
    tmux = f"tmux -L {tmp_path.name} -f /dev/null"
    inside = f"{tmux} new-session {shlex.quote(far_side(tmp_path) + smtpwb('practice.test'))}"
    with sshd(tmp_path) as ssh:
        command = [*ssh[:-1], "-tt", ssh[-1], inside]
        with PtyProgram(command, home=tmp_path) as terminal:
            terminal.until(b"ESMTP")
            terminal.quiet(0.5)
            terminal.write(b"\x19")
            terminal.until(b"\x1b]52;")
            terminal.quiet(0.3)
            assert "S: 220 practice.test ESMTP" in copied(terminal)
            terminal.write(b"\x11\x11")
            terminal.end()
