"""Failures of the network, in words."""

from __future__ import annotations

import errno
import socket

import pytest

from smtpwb.session.ways.words import hint, in_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "connection refused"),
        (TimeoutError(), "timed out"),
        (OSError(errno.ETIMEDOUT, "x"), "timed out"),
        (OSError(errno.ENETUNREACH, "x"), "network unreachable"),
        (OSError(errno.EHOSTUNREACH, "x"), "host unreachable"),
        (PermissionError(errno.EPERM, "x"), "not permitted on this machine"),
        (OSError(errno.EIO, "Input/output error"), "input/output error"),
        (OSError("odd"), "odd"),
        (OSError(), "failed"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "no such host"),
        (socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure"), "memory allocation failure"),
    ],
)
def test_in_words(error: OSError, words: str) -> None:
    assert in_words(error) == words


def test_what_to_do_about_it() -> None:
    assert "port" in hint("connection refused")
    assert hint("odd") == ""
