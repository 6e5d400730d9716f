"""A server that refuses in the middle of a message and resets the connection: what it said is kept.

Each time, or it is worth nothing. The worst moment is made sure of: the server speaks and resets while the
loop is busy with the next piece, so that a failed send finds out first, when the refusal still lies unread
in the kernel's buffer, inside TLS as a record yet to be opened.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator

import pytest
import trustme

from smtpwb.errors import ConnectionLost
from smtpwb.session.session import Session
from smtpwb.transcript.events import Closed
from tests.session.servers import HOST, Server, certified, last, order, said, talking_to

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
REFUSAL = b"552 5.3.4 too much\r\n"
LINE = b"x" * 998 + b"\r\n"
PIECE = LINE * 64


class Resetting(Server):
    """Takes some of a message, refuses, resets; in a thread, for it acts while the client's loop waits."""

    def __init__(self, tls: ssl.SSLContext | None, *, smtps: bool) -> None:
        super().__init__()
        self.reset = threading.Event()
        self._tls, self._smtps = tls, smtps
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        with self._listener:
            client, _ = self._listener.accept()
        if self._tls is not None and not self._smtps:
            client.sendall(b"220 ready\r\n")
            assert client.recv(1 << 10) == b"STARTTLS\r\n"
            client.sendall(b"220 go\r\n")
        if self._tls is not None:
            client = self._tls.wrap_socket(client, server_side=True)
        if self._tls is None or self._smtps:
            client.sendall(b"220 ready\r\n")
        assert client.recv(1 << 10) == b"DATA\r\n"
        client.sendall(b"354 go on\r\n")
        client.recv(1 << 16)
        client.sendall(REFUSAL)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        self.reset.set()


@contextlib.contextmanager
def resetting(tls: ssl.SSLContext | None = None, *, smtps: bool = False) -> Iterator[Resetting]:
    server = Resetting(tls, smtps=smtps)
    server.thread.start()
    yield server
    server.thread.join(5)


def slow_pieces(server: Resetting) -> Iterator[bytes]:
    """Content whose second piece takes until the server has reset, and keeps the loop busy meanwhile."""
    yield PIECE
    assert server.reset.wait(5)
    while True:
        yield PIECE


async def refused(server: Resetting, session: Session, *, stop: bool = False) -> None:
    """Send an endless message until it is stopped or the connection is gone."""
    await order(session, b"DATA")
    with contextlib.suppress(ConnectionLost):
        await session.send_content(slow_pieces(server), stop_on_refusal=stop)
    await session.closed()
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("server", "reset the connection")


async def kept(rounds: int, tls: ssl.SSLContext | None = None, *, smtps: bool = False, **how: bool) -> int:
    """In how many rounds the last words were kept, inside TLS where the server has a context."""
    found = 0
    for _ in range(rounds):
        with resetting(tls, smtps=smtps) as server:
            async with talking_to(server, f"smtps://{server.target}" if smtps else "") as session:
                await session.settled(5)
                if tls is not None and not smtps:
                    await order(session, b"STARTTLS")
                await refused(server, session, **how)
        found += said(session, tls=tls is not None).endswith(REFUSAL)
    return found


def speaking(ca: trustme.CA, version: ssl.TLSVersion) -> ssl.SSLContext:
    """A server's context for that version and no other."""
    context = certified(ca, HOST)
    context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize("stop", [True, False], ids=["stopped", "sent on"])
async def test_in_clear(stop: bool) -> None:
    assert await kept(40, stop=stop) == 40


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("smtps", [False, True], ids=["STARTTLS", "on connect"])
async def test_inside_tls(ca: trustme.CA, smtps: bool, version: ssl.TLSVersion) -> None:
    """Ten of ten each; forty with `python -m tests.soak last_words`."""
    assert await kept(10, speaking(ca, version), smtps=smtps) == 10
