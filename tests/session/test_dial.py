"""Dialling: failures in words, addresses as people write them."""

from __future__ import annotations

import errno
import socket

import pytest

from smtpwb.session.dial import dial, in_words, shown
from smtpwb.transcript.events import Attempt


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


def test_shown() -> None:
    assert shown("192.0.2.1", 25) == "192.0.2.1:25"
    assert shown("2001:db8::1", 25) == "[2001:db8::1]:25"


async def test_v6_and_no_delay() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    with listener:
        port = listener.getsockname()[1]
        tried: list[Attempt] = []
        heard: list[Attempt] = []
        with await dial("::1", port, tried, heard.append, 5) as connected:
            assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert connected.gettimeout() == 0
    assert tried == heard == [Attempt(f"[::1]:{port}")]
