"""`ssh` as the program under test finds it: the real one, with the configuration of a test's own sshd."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import found
from tests.sshd import sshd

DROPPED = ("StrictHostKeyChecking=accept-new",)


@contextlib.contextmanager
def jump_host(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool = True, passphrase: str = ""
) -> Iterator[str]:
    """A real sshd; `ssh` on PATH reaches it with its key. Yields how --via names it.

    `known`: its host key is accepted without a question; `passphrase` locks the user's key.
    """
    with sshd(home) as reach:
        options, destination = reach[1:-1], reach[-1]
        port = options.pop(options.index("-p") + 1)
        options.remove("-p")
        options = ["LogLevel=INFO" if one == "LogLevel=ERROR" else one for one in options]
        if not known:
            options = ["StrictHostKeyChecking=ask" if one in DROPPED else one for one in options]
        if passphrase:
            _lock(home / "user_key", passphrase)
        bin_ = home / "bin"
        bin_.mkdir()
        program = bin_ / "ssh"
        program.write_text(f'#!/bin/sh\nexec {shlex.join([found("ssh"), *options])} "$@"\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        yield f"{destination}:{port}"


def _lock(key: Path, passphrase: str) -> None:
    subprocess.run(["ssh-keygen", "-q", "-p", "-N", passphrase, "-f", str(key)], check=True)
