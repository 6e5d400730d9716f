"""Servers that say again what was recorded of a real one: real sockets, loopback, port 0.

The server waits for exactly the octets that the client said then, and goes on with what its own side said,
inside TLS where that was. TLS is real, with a certificate of the test's own. What a recording holds is told
in `tests.transcript.test_recorded`.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
import struct
from collections.abc import Sequence

from tests.session.servers import Server, listening
from tests.transcript.test_recorded import Chunk

PATIENCE = 10.0
"""Seconds that the server waits for what the client said then."""


def replaying(
    chunks: Sequence[Chunk], tls: ssl.SSLContext | None = None
) -> contextlib.AbstractAsyncContextManager[Server]:
    """A server that plays one recorded session; `heard` has each chunk that it was told."""
    server = Server()

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for chunk in chunks:
            match chunk.dir:
                case "S":
                    writer.write(chunk.octets)
                    await writer.drain()
                case "C":
                    await _hear(reader, server, chunk.octets)
                case _:
                    if await _remark(chunk.data, reader, writer, server, tls, chunks):
                        return
        while await reader.read(1 << 16):
            pass

    return listening(play, server, tls if implicit_tls(chunks) else None)


def implicit_tls(chunks: Sequence[Chunk]) -> bool:
    """TLS came before the greeting."""
    first = next((chunk for chunk in chunks if chunk.dir == "S"), None)
    return first is not None and first.tls


async def _hear(reader: asyncio.StreamReader, server: Server, expected: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        heard = await reader.readexactly(len(expected))
    server.heard.append(heard)
    assert heard == expected, f"expected {expected!r}, heard {heard!r}"


async def _remark(
    text: str,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    server: Server,
    tls: ssl.SSLContext | None,
    chunks: Sequence[Chunk],
) -> bool:
    """What happened beside the octets; True once the server has ended the connection."""
    if text.startswith("TLS handshake done") and not implicit_tls(chunks):
        assert tls is not None
        await writer.start_tls(tls)
    elif found := re.match(r"(\d+) lines of (\d+) x, then the dot", text):
        await _hear(reader, server, (b"x" * int(found[2]) + b"\r\n") * int(found[1]) + b".\r\n")
    elif text == "server closed the connection":
        writer.close()
        return True
    elif text.startswith("connection error"):
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
        return True
    return False
