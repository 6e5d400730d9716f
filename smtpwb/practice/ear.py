"""What a classroom hears of one connection: what was read and written there, and how it ended.

The octets come as the connection reads them, so that each is told behind the replies that came before it.
"""

from __future__ import annotations

import asyncio
import ssl

from smtpwb.practice.classroom import Classroom

Buffer = bytes | bytearray | memoryview


class Ear:
    """Listens to one connection for a classroom. It is told how many octets are not read yet each time."""

    def __init__(self, room: Classroom, host: str, transport: asyncio.BaseTransport, *, tls: bool) -> None:
        """Somebody connected to `host`; `tls`: a handshake comes first."""
        peer, here = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
        self._desk = room.enter(peer)
        self._fed = bytearray()
        """What came, and was not read as far as is known."""
        self._desk.witness.opened(host, peer, here, tls=tls)

    def listen_to(self, writer: asyncio.StreamWriter) -> None:
        """Hear all that is written there, whoever writes it."""
        write = writer.write

        def told(data: Buffer) -> None:
            self._desk.witness.wrote(bytes(data))
            write(data)

        writer.write = told  # type: ignore[method-assign]

    def came(self, data: bytes, unread: int) -> None:
        """Octets came, `unread` ones before them."""
        self.read(unread)
        self._fed += data

    def read(self, unread: int) -> None:
        """All that came was read, but for so many octets."""
        read = len(self._fed) - unread
        if read > 0:
            octets = bytes(self._fed[:read])
            del self._fed[:read]
            self._desk.witness.read(octets)

    def secured(self, tls: ssl.SSLObject) -> None:
        self._desk.witness.secured(tls)

    def not_secured(self, why: str) -> None:
        self._desk.witness.not_secured(why)

    def lost(self, error: Exception | None, *, left: bool) -> None:
        """The connection is over; `left`: the client ended its side before."""
        self.read(0)
        by, how = ("client", "hung up") if left else ("server", "closed")
        if isinstance(error, OSError):
            by, how = "network", "reset"
        self._desk.witness.closed(by, how)
        self._desk.left()
