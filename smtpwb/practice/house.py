"""`practice.test` and the hosts beneath it as places with ports: what stands behind each, started when first
asked for.

The names exist only inside smtpwb. Decides which true address a practice host and port have; all
ports share one post office.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from smtpwb.errors import ConnectError
from smtpwb.practice import zone
from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import Persona, behind, personas
from smtpwb.practice.ports import PORTS, Port, listed
from smtpwb.practice.received import Received
from smtpwb.practice.server import PracticeServer


class PracticeHouse:
    """The practice servers of one workbench."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, speed: float = 1.0) -> None:
        self._office = PostOffice(clock, speed)
        self._servers: dict[tuple[str, int], PracticeServer] = {}
        self._down: socket.socket | None = None
        self._starting = asyncio.Lock()

    async def address(self, host: str, port: int) -> tuple[str, int]:
        """The true address of a practice host and port; its server is started if need be.

        Raises ConnectError for a name or port that does not exist, or when no server can be started.
        """
        name = host.lower().rstrip(".")
        if name in zone.down():
            return self._nobody_listens()
        persona = behind(zone.alias(name))
        if persona is None:
            raise ConnectError(f"there is no practice server {name}", f"there are {_names()}")
        if port not in persona.ports:
            raise ConnectError(f"{name} has no port {port}", f"it has {listed(persona.ports)}")
        async with self._starting:
            if (persona.name, port) not in self._servers:
                self._servers[persona.name, port] = await self._started(persona, PORTS[port])
        return self._servers[persona.name, port].address

    async def _started(self, persona: Persona, port: Port) -> PracticeServer:
        server = PracticeServer(
            persona=persona,
            implicit_tls=port.implicit_tls,
            submission=port.submission,
            lmtp=port.lmtp,
            office=self._office,
        )
        await server.start()
        return server

    def _nobody_listens(self) -> tuple[str, int]:
        """An address that is ours and refuses: bound, and nobody listens there."""
        if self._down is None:
            self._down = socket.socket()
            self._down.bind((zone.LOOPBACK, 0))
        host, port = self._down.getsockname()
        return host, port

    @property
    def received(self) -> list[Received]:
        """The newest accepted messages, by whichever port they came, oldest first."""
        return list(self._office.received)

    async def stop(self) -> None:
        """Stop all servers. The house can be used again."""
        servers, self._servers = self._servers, {}
        if self._down is not None:
            self._down.close()
            self._down = None
        await asyncio.gather(*(server.stop() for server in servers.values()))


def _names() -> str:
    """Every persona as a host, in one line."""
    _, *others = (persona.name for persona in personas())
    return f"{DOMAIN}, and beneath it {', '.join(others)}"
