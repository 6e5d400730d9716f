"""`practice.test` as a place with ports: what stands behind each, started when first asked for.

The name exists only inside smtpwb. Decides which true address a practice host and port have; all
ports share one post office.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from smtpwb.errors import ConnectError
from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.office import PostOffice
from smtpwb.practice.ports import PORTS, Port, listed
from smtpwb.practice.received import Received
from smtpwb.practice.server import PracticeServer


class PracticeHouse:
    """The practice servers of one workbench."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, speed: float = 1.0) -> None:
        self._office = PostOffice(clock, speed)
        self._servers: dict[int, PracticeServer] = {}
        self._starting = asyncio.Lock()

    async def address(self, host: str, port: int) -> tuple[str, int]:
        """The true address of a practice host and port; its server is started if need be.

        Raises ConnectError for a name or port that does not exist, or when no server can be started.
        """
        if host.lower().rstrip(".") != DOMAIN:
            raise ConnectError(f"there is no practice server {host.lower()}", f"{DOMAIN} is the only one")
        if port not in PORTS:
            raise ConnectError(f"{DOMAIN} has no port {port}", f"it has {listed()}")
        async with self._starting:
            if port not in self._servers:
                self._servers[port] = await self._started(PORTS[port])
        return self._servers[port].address

    async def _started(self, port: Port) -> PracticeServer:
        server = PracticeServer(
            implicit_tls=port.implicit_tls,
            submission=port.submission,
            lmtp=port.lmtp,
            office=self._office,
        )
        await server.start()
        return server

    @property
    def received(self) -> list[Received]:
        """The newest accepted messages, by whichever port they came, oldest first."""
        return list(self._office.received)

    async def stop(self) -> None:
        """Stop all servers. The house can be used again."""
        servers, self._servers = self._servers, {}
        await asyncio.gather(*(server.stop() for server in servers.values()))
