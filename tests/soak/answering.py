"""A mail server for very many calls, in a thread: plain, with STARTTLS, and with TLS on connect.

It answers each line at once, counts what it did, and ends a call as it is told to in a line.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterator

from tests.hostile.certificates import context

HOST = "127.0.0.1"
_EHLO = (
    b"250-long.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-STARTTLS\r\n250-8BITMIME\r\n"
    b"250 ENHANCEDSTATUSCODES\r\n"
)
_ANSWERS = {
    b"EHLO": _EHLO,
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"STAR": b"220 2.0.0 Ready to start TLS\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
    b"DROP": b"421 4.3.2 going down\r\n",
}
_REFUSED = b"550 5.1.1 <%s>: Recipient address rejected: User unknown in the recipient table\r\n"


class Answering:
    """The server at work."""

    def __init__(self) -> None:
        self.plain = self.tls = 0
        """Ports: with STARTTLS, and with TLS on connect."""
        self.replies = 0
        """How many were given, greetings among them."""
        self.lines = 0
        """How many were heard, those of messages among them."""
        self.secured = 0
        """How many handshakes were made."""
        self.open = 0
        """Calls that have not ended."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.secured += writer.get_extra_info("ssl_object") is not None
        try:
            await self._talk(reader, writer)
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            writer.close()
            self.open -= 1

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._say(writer, b"220 long.test ESMTP\r\n")
        content = False
        while line := await reader.readline():
            self.lines += 1
            if content and line != b".\r\n":
                continue
            self._say(writer, self._answer(line, content))
            verb = line[:4].upper()
            content = verb == b"DATA"
            if verb == b"STAR":
                await writer.start_tls(context("self-signed"))
                self.secured += 1
            elif verb in (b"QUIT", b"DROP"):
                return
            elif verb == b"CUT\r":
                grave = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, grave)
                writer.transport.abort()
                return

    def _answer(self, line: bytes, content: bool) -> bytes:
        if content:
            return b"250 2.0.0 Ok: queued as %08X\r\n" % self.replies
        if line.startswith(b"RCPT") and b"nobody" in line:
            return _REFUSED % line[line.index(b"<") + 1 : line.rindex(b">")]
        return _ANSWERS.get(line[:4].upper(), b"250 2.0.0 Ok\r\n")

    def _say(self, writer: asyncio.StreamWriter, octets: bytes) -> None:
        writer.write(octets)
        self.replies += 1


@contextlib.contextmanager
def answering() -> Iterator[Answering]:
    """Serve in a thread of its own until the block ends."""
    server, loop, ready, over = Answering(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        plain = await asyncio.start_server(server.serve, HOST, 0)
        tls = await asyncio.start_server(server.serve, HOST, 0, ssl=context("self-signed"))
        server.plain, server.tls = (one.sockets[0].getsockname()[1] for one in (plain, tls))
        ready.set()
        await over.wait()
        plain.close()
        tls.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        if not thread.is_alive():
            loop.close()
