"""A server that takes mail by DATA and by BDAT, and keeps every octet that it heard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.session.servers import Server, listening

EHLO = (
    b"250-sink.test\r\n250-SIZE 60000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-BINARYMIME\r\n"
    b"250 CHUNKING\r\n"
)


@dataclass
class Sink(Server):
    """A sink at work."""

    octets: bytearray = field(default_factory=bytearray)
    """Everything that was heard, in order."""
    message: bytearray = field(default_factory=bytearray)
    """What came behind the last 354 or in chunks."""
    refuse_after: int = 1 << 62
    """Octets of a message after which 552 is said."""
    stall_after: int = 1 << 62
    """Octets of a message after which nothing more is read, until `go_on`."""
    reset_after: int = 1 << 62
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    knows_bdat: bool = True


@contextlib.asynccontextmanager
async def sink(**settings: int) -> AsyncIterator[Sink]:
    """Serve until the block ends; settings as of `Sink`."""
    server = Sink(**settings)  # type: ignore[arg-type]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink.test ESMTP\r\n")
        while line := await reader.readline():
            server.octets += line
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                server.message.clear()
                writer.write(b"354 go on\r\n")
                await _until_dot(server, reader, writer)
            elif verb == b"BDAT" and server.knows_bdat:
                await _chunk(server, reader, writer, int(line.split()[1]))
            elif verb == b"BDAT":
                writer.write(b"502 5.5.1 what is that\r\n")
                while piece := await reader.read(1 << 16):
                    server.octets += piece
                return
            writer.write(EHLO if verb == b"EHLO" else b"250 2.0.0 fine\r\n")
            if verb == b"MAIL":
                server.message.clear()

    async with listening(serve, server):
        try:
            yield server
        finally:
            server.go_on.set()


async def _until_dot(server: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while not (b"\r\n" + server.message[-5:]).endswith(b"\r\n.\r\n"):
        if not await _take(server, writer, await reader.read(1 << 16)):
            return


async def _chunk(
    server: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, octets: int
) -> None:
    while octets:
        piece = await reader.read(min(octets, 1 << 16))
        octets -= len(piece)
        if not await _take(server, writer, piece):
            return


async def _take(server: Sink, writer: asyncio.StreamWriter, piece: bytes) -> bool:
    if not piece:
        return False
    server.octets += piece
    before, after = len(server.message), len(server.message) + len(piece)
    server.message += piece
    if before < server.refuse_after <= after:
        writer.write(b"552 5.3.4 too much\r\n")
    if server.reset_after <= after:
        writer.transport.abort()
        return False
    if server.stall_after <= after:
        await server.go_on.wait()
    return True
