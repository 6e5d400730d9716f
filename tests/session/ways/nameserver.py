"""A name server of the test's own, on loopback: it knows what it is told, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

import dns.message
import dns.rcode
import dns.rrset

Zone = Mapping[tuple[str, str], tuple[str, ...]]
"""Records by name and type: `("mx.test.", "MX"): ("10 a.test.",)`. A name with any record exists."""


class _Server(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone, silent: bool) -> None:
        self._zone, self._silent = zone, silent
        self.asked: list[tuple[str, str]] = []

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        response = dns.message.make_response(query)
        if records := self._zone.get((name, kind)):
            response.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
        elif not any(known == name for known, _ in self._zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        if not self._silent:
            self._transport.sendto(response.to_wire(), peer)


@contextlib.asynccontextmanager
async def nameserver(zone: Zone, *, silent: bool = False) -> AsyncIterator[str]:
    """Serve a zone; yields `HOST:PORT`."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Server(zone, silent), local_addr=("127.0.0.1", 0)
    )
    try:
        host, port = transport.get_extra_info("sockname")
        yield f"{host}:{port}"
    finally:
        transport.close()
