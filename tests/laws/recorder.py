"""A server that keeps every octet of SMTP it hears, and answers as most servers would."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from tests.session.servers import Server, listening

REPLIES: Mapping[bytes, bytes] = {
    b"EHLO": b"250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"AUTH": b"334 VXNlcm5hbWU6\r\n",
    b"QUIT": b"221 bye\r\n",
}
"""What is said to a verb; 250 to any other line."""


@dataclass
class Recorder(Server):
    """A recording server at work."""

    clear: bytearray = field(default_factory=bytearray)
    """Everything that came in clear, once the greeting was said."""
    inside: bytearray = field(default_factory=bytearray)
    """Everything that came inside TLS, decrypted."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client has gone."""

    @property
    def octets(self) -> bytes:
        return bytes(self.clear + self.inside)


@contextlib.asynccontextmanager
async def recording(
    greeting: bytes = b"220 test ESMTP\r\n",
    replies: Mapping[bytes, bytes] = REPLIES,
    *,
    silent: bool = False,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Recorder]:
    """Serve until the block ends. `silent`: after the greeting nothing is said."""
    recorder = Recorder()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept, content = recorder.clear, False
        writer.write(greeting)
        while line := await reader.readline():
            kept += line
            verb = line[:4].upper()
            if silent or (content and line != b".\r\n"):
                continue
            content = not content and verb == b"DATA"
            if verb == b"STAR" and tls is not None:
                writer.write(b"220 go ahead\r\n")
                await writer.start_tls(tls)
                kept = recorder.inside
                continue
            writer.write(replies.get(verb, b"250 ok\r\n"))
            if verb == b"QUIT":
                break

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            recorder.gone.set()

    async with listening(serve, recorder):
        yield recorder
