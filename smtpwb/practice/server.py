"""The practice server: one listening socket in the running loop.

Decides where it listens and how it ends. It speaks as `protocol` says, and forwards nothing.
"""

from __future__ import annotations

import asyncio
import errno
import os
import ssl
import time
from collections.abc import Callable
from socket import gaierror

from smtpwb.errors import ConnectError
from smtpwb.practice.classroom import Classroom
from smtpwb.practice.limits import USUAL, Limits
from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import Persona, plain
from smtpwb.practice.received import Received
from smtpwb.practice.service import Service
from smtpwb.practice.zone import LOOPBACK

GRACE = 0.5
"""Seconds that clients get to take the 421 and close, when the server stops."""


def _silent(line: str) -> None:
    """Nobody is told."""


class PracticeServer:
    """Listens from `start` to `stop`, both to be called in the running loop."""

    def __init__(
        self,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        persona: Persona | None = None,
        implicit_tls: bool = False,
        submission: bool = False,
        lmtp: bool = False,
        clock: Callable[[], float] = time.monotonic,
        speed: float = 1.0,
        office: PostOffice | None = None,
        tell: Callable[[str], None] = _silent,
        limits: Limits = USUAL,
        classroom: Classroom | None = None,
    ) -> None:
        """Settle what it will be.

        `port` 0 takes a free one. `persona` None is the plain one. `implicit_tls`: TLS on connect, and no
        STARTTLS. `submission`: no MAIL before AUTH. `lmtp`: it speaks LMTP. `clock` tells seconds, `speed`
        divides every wait. `office` shares mailboxes with another server, and its clock holds then. `tell`
        gets a line of visible text for each connection and message. `limits` is what it bears; `classroom`
        follows each dialogue.
        """
        self._host, self._port = host, port
        who = limits.laid_on(persona or plain())
        self._service = Service(
            office or PostOffice(clock, speed),
            who,
            implicit_tls=implicit_tls,
            auth_required=submission,
            lmtp=lmtp or who.lmtp,
            tell=tell,
            limits=limits,
            classroom=classroom,
        )
        self._service.vacant.set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen. Raises ConnectError where that cannot be had."""
        service = self._service
        service.tls = await asyncio.to_thread(_load, service.persona.certificate)
        from smtpwb.practice.protocol import PracticeProtocol

        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: PracticeProtocol(service), self._host, self._port
            )
        except OSError as error:
            raise ConnectError(
                f"the practice server cannot listen on {self._host} port {self._port} ({_why(error)})",
                "name another with --host or --port; --port 0 takes a free one",
            ) from error

    async def stop(self) -> None:
        """Say 421 to all who are connected, close, and leave nothing running. Harmless when not started."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        connections = tuple(self._service.connections)
        for connection in connections:
            connection.goodbye("shutting down")
        try:
            await asyncio.wait_for(self._service.vacant.wait(), GRACE)
        except TimeoutError:
            for connection in connections:
                connection.abort()
        await asyncio.gather(*(connection.ended() for connection in connections))
        await server.wait_closed()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens: IP address and port. Raises ConnectError before the start."""
        if self._server is None or not self._server.sockets:
            raise ConnectError("the practice server does not listen", "start it first")
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    @property
    def received(self) -> list[Received]:
        """The newest accepted messages, oldest first."""
        return list(self._service.office.received)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._service.connections)


def _load(certificate: str) -> ssl.SSLContext:
    """Import what is slow to import, and make the certificate, away from the loop."""
    import smtpwb.practice.protocol  # noqa: F401
    from smtpwb.practice.certificate import server_context

    return server_context(certificate)


def _why(error: OSError) -> str:
    """The system's own words for it; asyncio wraps them in its own."""
    number = error.errno
    if number is None or number not in errno.errorcode or isinstance(error, gaierror):
        return (error.strerror or str(error)).lower()
    return os.strerror(number).lower()
