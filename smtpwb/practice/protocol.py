"""One connection to the practice server: aiosmtpd's SMTP protocol, with our answers.

From aiosmtpd come the connection with its reader and writer, the idle timer, and STARTTLS. The loop
over the lines is ours, in `turns`: aiosmtpd's has replies without an enhanced status code, gives up after
five unknown commands, and drops what was sent before an end of file.
"""

from __future__ import annotations

import asyncio
import logging
from typing import AnyStr

from aiosmtpd.smtp import SMTP, TLSSetupException

from smtpwb.practice.conversation import Conversation, Expects
from smtpwb.practice.ear import Ear
from smtpwb.practice.replies import BUILT_IN, reply
from smtpwb.practice.service import Service
from smtpwb.practice.turns import Turns
from smtpwb.smtp.limits import MAX_AUTH_LINE
from smtpwb.smtp.visible import visible_text

_LOG = logging.getLogger("mail.log")  # aiosmtpd's own; it would write on the screen
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


class PracticeProtocol(SMTP):
    """A connection. Closes itself after QUIT, at the end of the stream, and when nothing comes for long."""

    line_length_limit = MAX_AUTH_LINE
    """What aiosmtpd gives its reader as the longest line it holds."""

    def __init__(self, service: Service) -> None:
        super().__init__(
            object(),  # no handler: nothing of aiosmtpd asks one
            hostname=service.persona.host,
            enable_SMTPUTF8=True,
            tls_context=service.tls,
            auth_require_tls=False,
            timeout=service.limits.idle,
            loop=asyncio.get_running_loop(),
        )
        self._service = service
        self._peer = ""
        self._ear: Ear | None = None
        self._left = False
        """The client ended its side, and first."""

    _turns: Turns
    """From the moment on at which the connection stands."""
    client = ""
    """Its IP address; empty until it stands."""
    turned_away = ""
    """Why it is one too many, settled when it comes; empty: it is let in."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # starts _handle_client as a task, to run after this
        if self.client:  # once more, now inside TLS
            self._turns.read(self._turns.waiting)
            return
        peer = transport.get_extra_info("peername") or ("unknown", 0)
        self._peer, self.client = f"{peer[0]}:{peer[1]}", peer[0]
        talk = Conversation(
            self._service.office,
            self.client,
            self._service.persona.host,
            self._service.persona,
            self._service.rate,
            auth_required=self._service.auth_required,
            lmtp=self._service.lmtp,
        )
        self._turns = Turns(self._service, talk, self._reader, self._writer, self._peer)
        if self._service.implicit_tls and isinstance(transport, asyncio.ReadTransport):
            transport.pause_reading()  # the first octet already is for TLS
            talk.expects = Expects.HANDSHAKE
        self._service.connections.add(self)
        self._service.vacant.clear()
        self.turned_away = self._service.crowded(self.client)
        self._enter(transport)

    def _enter(self, transport: asyncio.BaseTransport) -> None:
        """Tell who came, or who was turned away, and let the classroom know."""
        room, why = self._service.classroom, self.turned_away
        self._service.tell(f"{self._peer} turned away ({why})" if why else f"{self._peer} connected")
        if room is not None and why:
            room.turn_away(why)
        elif room is not None:
            self._ear = Ear(room, self._service.persona.host, transport, tls=self._service.implicit_tls)
            self._ear.listen_to(self._writer)
            self._turns.read = self._ear.read

    def connection_lost(self, error: Exception | None) -> None:
        if self._ear is not None:
            self._ear.lost(error, left=self._left)
        super().connection_lost(error)
        if self in self._service.connections:
            self._service.connections.remove(self)
            if not self.turned_away:
                self._service.tell(f"{self._peer} closed")
        if not self._service.connections:
            self._service.vacant.set()

    def data_received(self, data: bytes) -> None:
        if self._ear is not None:
            self._ear.came(data, self._turns.waiting)
        super().data_received(data)
        self._turns.heard()

    def eof_received(self) -> bool:
        """Let what came before the end be read and answered; a TLS transport cannot stay half open."""
        self._turns.heard()
        self._left = self.transport is not None and not self.transport.is_closing()
        asyncio.StreamReaderProtocol.eof_received(self)
        return not self._turns.talk.secured

    def goodbye(self, why: str) -> None:
        """Say a 421 and close; inside a handshake there is nothing that could be said."""
        if self._turns.talk.expects is Expects.HANDSHAKE:
            self.abort()
            self.connection_lost(None)  # asyncio does not, where TLS never stood
        elif self.transport is not None and not self.transport.is_closing():
            said = self._turns.rewritten(reply(why, host=self._service.persona.host))
            self._writer.write(said.encode() + b"\r\n")
            self.transport.close()

    def abort(self) -> None:
        """Close at once, whatever the client does."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def ended(self) -> None:
        """Wait until the task of this connection is over, ending it if it is not."""
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
            await asyncio.wait([self._handler_coroutine])

    def _timeout_cb(self) -> None:
        self.goodbye("timeout")

    async def push(self, status: AnyStr) -> None:
        """Send a reply, unless it is one that aiosmtpd adds by itself."""
        if status not in BUILT_IN:
            await super().push(status)

    async def _handle_client(self) -> None:
        turns, talk = self._turns, self._turns.talk
        try:
            if talk.expects is Expects.HANDSHAKE and not await self._handshake():
                return
            going = await turns.greet(bool(self.turned_away))
            while going:
                going = await turns.take()
                if going and talk.expects is Expects.HANDSHAKE:
                    going = await self._handshake()
                self._reset_timeout()
                await asyncio.sleep(0)  # others have their turn, however much has come already
        except ConnectionError:
            pass  # the client is gone, and with it all that could be said
        finally:
            if self.transport is not None:
                self.transport.close()

    async def _handshake(self) -> bool:
        """Begin TLS, the 220 said or not needed; False if it failed and the connection is lost."""
        if self._service.persona.plain_handshake:
            return await self._turns.refuse_tls()
        if isinstance(self.transport, asyncio.ReadTransport):
            self.transport.resume_reading()
        try:
            await self.smtp_STARTTLS("")
        except TLSSetupException as error:
            self._service.tell(visible_text(f"{self._peer} TLS handshake failed: {error.__cause__}"))
            if self._ear is not None:
                self._ear.not_secured(str(error.__cause__))
            self.connection_lost(error)  # asyncio does not, where TLS never stood
            return False
        self._turns.secured(_tls(self.transport))
        self._service.tell(f"{self._peer} secured by TLS")
        if self._ear is not None and self.transport is not None:
            self._ear.secured(self.transport.get_extra_info("ssl_object"))
        return True


def _tls(transport: asyncio.BaseTransport | None) -> str:
    """Version and cipher, as a Received field of Postfix tells them."""
    secured = transport.get_extra_info("ssl_object") if transport is not None else None
    if secured is None or secured.cipher() is None:
        return ""
    name, _, bits = secured.cipher()
    return f"{secured.version()} with cipher {name} ({bits}/{bits} bits)"
