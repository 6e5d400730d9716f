"""A jump host for a test in this very process."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real import jump


@contextlib.contextmanager
def jump_host(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool = True, passphrase: str = ""
) -> Iterator[str]:
    """A real sshd; `ssh` on PATH reaches it with its key. Yields how --via names it."""
    with jump.jump_host(home, known=known, passphrase=passphrase) as one:
        monkeypatch.setenv("PATH", one.path)
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        yield one.place
