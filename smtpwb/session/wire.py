"""The wire: octets to and from one socket, and how it ended.

`Wire` is aiosmtplib's protocol with its parser taken out: it keeps that class's bookkeeping of the
connection, but `data_received` hands every octet on as it came. Makes no event, reads no reply, sends
nothing by itself. After its end it is silent: `ended` is called once, and nothing after it.

A server that ends its side (a half-close) has nothing more to say, so our side is closed as well, once
what was written before has gone out.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator

from aiosmtplib.protocol import SMTPProtocol

from smtpwb.session.ways.words import in_words

READ = 1 << 13
"""Octets read at most at a time: what one read holds is handled before any key is."""
RESCUE_LIMIT = 1 << 24
"""Octets read at most from a dying socket, lest a flood keep it from dying."""

SERVER_CLOSED = ("server", "closed the connection")
SERVER_RESET = ("server", "reset the connection")
YOU_HUNG_UP = ("you", "hung up")
YOU_LEFT = ("you", "hung up; the server was still sending, and what it said last was not read")


class Wire(SMTPProtocol):
    """One connection. Callbacks: `opened(wire)`, `received(octets)`, `ended(by whom, how)`."""

    def __init__(
        self,
        opened: Callable[[Wire], None],
        received: Callable[[bytes], None],
        ended: Callable[[str, str], None],
        age: Callable[[], int] = lambda: 0,
    ) -> None:
        """`age` says how many nanoseconds ago the octets that were read last had arrived, if it can."""
        super().__init__(loop=asyncio.get_running_loop())
        self._on_opened, self._on_received, self._on_ended = opened, received, ended
        self.age = age
        self._ended = self._half_closed = False
        self.resting = False
        """Nothing is read, until `read_on`."""
        self._socket: socket.socket | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._socket = transport.get_extra_info("socket")
        if hasattr(transport, "max_size"):  # of asyncio's transport for sockets, undocumented
            transport.max_size = READ
        self._on_opened(self)

    def data_received(self, data: bytes) -> None:
        if not self._ended:
            self._on_received(data)

    def eof_received(self) -> bool:
        self._end(*SERVER_CLOSED)
        return False  # the transport writes out what it has, and closes

    def connection_lost(self, exc: Exception | None) -> None:
        self._rescue()
        self._end(*_ending(exc))
        super().connection_lost(exc)
        self._socket = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._writable.clear()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._writable.set()

    @property
    def half_closed(self) -> bool:
        """Our side is closed: nothing can be sent any more."""
        return self._half_closed

    def half_close(self) -> None:
        """Close our side, once what was written has gone out; the server may still speak."""
        self._half_closed = True
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.write_eof()

    def rest(self) -> None:
        """Read no more for now: what the server says waits with it (back-pressure)."""
        if not self.resting and not self._ended and isinstance(self.transport, asyncio.ReadTransport):
            self.resting = True
            self.transport.pause_reading()

    def read_on(self) -> None:
        """Read again; harmless where it does."""
        if self.resting and not self._ended and isinstance(self.transport, asyncio.ReadTransport):
            self.resting = False
            self.transport.resume_reading()

    async def drain(self) -> None:
        """Wait until the kernel has taken enough of what was written to take more."""
        await self._writable.wait()

    def hang_up(self, last_words: bytes = b"") -> None:
        """Close at once. What the server has said by now is handed on first; `last_words` go if they can."""
        self._rescue()
        self._end(*(YOU_LEFT if self.resting else YOU_HUNG_UP))
        if isinstance(self.transport, asyncio.Transport):
            if last_words and not self.transport.get_write_buffer_size():
                self.transport.write(last_words)
            self.transport.abort()

    def shut(self, by: str, how: str) -> None:
        """End it for a reason found above the wire: TLS closed or broke."""
        self._end(by, how)
        if self.transport is not None:
            self.transport.close()

    def _end(self, by: str, how: str) -> None:
        if not self._ended:
            self._ended = True
            self._writable.set()
            self._on_ended(by, how)

    def _rescue(self) -> None:
        """Read the socket dry. When a send fails, asyncio drops the reader while the server's last
        words are still in the kernel; the file descriptor is open until `connection_lost` returns."""
        if self._ended or self.resting or self._socket is None or self._socket.fileno() < 0:
            return
        with socket.socket(fileno=os.dup(self._socket.fileno())) as twin:
            twin.setblocking(False)
            for data in _waiting(twin):
                self.data_received(data)
                if self.resting:
                    return


def _waiting(twin: socket.socket) -> Iterator[bytes]:
    """What lies in the kernel's buffer, up to RESCUE_LIMIT."""
    octets = 0
    try:
        while octets < RESCUE_LIMIT and (data := twin.recv(READ)):
            yield data
            octets += len(data)
    except OSError:
        pass  # nothing more (would block), or the reset itself


def _ending(error: Exception | None) -> tuple[str, str]:
    """Who ended the connection, and how, from asyncio's account of it."""
    match error:
        case None | BrokenPipeError():  # EPIPE: its end of stream came before, then it refused to read
            return SERVER_CLOSED
        case ConnectionResetError() | ConnectionAbortedError():
            return SERVER_RESET
        case OSError():
            return "network", in_words(error)
        case _:
            return "network", str(error)
