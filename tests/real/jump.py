"""`ssh` as the program under test finds it: the real one, with the configuration of a test's own sshd."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.needs import found
from tests.sshd import sshd

COMMANDS = ("ssh", "sshd")
"""What it needs installed."""
_ACCEPTS = "StrictHostKeyChecking=accept-new"


@dataclass(frozen=True)
class Jump:
    """A jump host."""

    place: str
    """As --via takes it."""
    path: str
    """The PATH with which the program finds its way there."""


@contextmanager
def jump_host(home: Path, *, known: bool = True, passphrase: str = "") -> Iterator[Jump]:
    """Run an sshd. `known`: its host key is accepted unasked; `passphrase` locks the user's key."""
    with sshd(home) as reach:
        options, destination = reach[1:-1], reach[-1]
        port = options.pop(options.index("-p") + 1)
        options.remove("-p")
        options = ["LogLevel=INFO" if one == "LogLevel=ERROR" else one for one in options]
        if not known:
            options = ["StrictHostKeyChecking=ask" if one == _ACCEPTS else one for one in options]
        if passphrase:
            key = str(home / "user_key")
            subprocess.run(["ssh-keygen", "-q", "-p", "-N", passphrase, "-f", key], check=True)
        program = home / "bin/ssh"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {shlex.join([found("ssh"), *options])} "$@"\n')
        program.chmod(0o755)
        yield Jump(f"{destination}:{port}", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
