"""Tests that need a real program: skipped where it is missing, failed where everything must be there."""

from __future__ import annotations

import os
import shutil

import pytest

_PACKAGES = {
    "/usr/lib/dovecot/lmtp": "dovecot-lmtpd",
    "Xvfb": "xvfb",
    "dovecot": "dovecot-core",
    "saslpasswd2": "sasl2-bin",
    "smtp-sink": "postfix",
    "ssh": "openssh-client",
    "sshd": "openssh-server",
}
"""The Debian package of a command, where it is not called like the command."""


def found(command: str) -> str:
    """Return the path of a command, those for administrators included, or ""."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    return shutil.which(command, path=path) or ""


def lacking(*commands: str) -> str:
    """Return what has to be installed for these commands, as a sentence, or ""."""
    packages = sorted({_PACKAGES.get(command, command) for command in commands if not found(command)})
    return f"apt-get install {' '.join(packages)}" if packages else ""


def absent(*commands: str) -> bool:
    """Whether a command is missing; with CI=true that raises AssertionError instead."""
    reason = lacking(*commands)
    assert not (reason and os.environ.get("CI") == "true"), reason
    return bool(reason)


def needs(*commands: str) -> pytest.MarkDecorator:
    """Return a mark that skips a test, or a module as `pytestmark`, unless all commands are installed.

    With CI=true the test fails instead. (The condition is text because pytest evaluates that when the
    test is set up, and fails the test where it raises.)
    """
    condition = f"__import__('tests.needs').needs.absent(*{commands!r})"
    return pytest.mark.skipif(condition, reason=lacking(*commands))
