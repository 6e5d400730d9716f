"""One connection to the practice server: aiosmtpd's SMTP protocol, with our answers.

From aiosmtpd come the connection with its reader and writer, the idle timer, and STARTTLS. The loop
over the lines is ours: aiosmtpd's has replies without an enhanced status code, gives up after five
unknown commands, and drops what was sent before an end of file. What is answered is `verbs`' business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import AnyStr, TypeVar

from aiosmtpd.smtp import SMTP, TLSSetupException

from smtpwb.practice.conversation import Conversation, Expects, Transaction
from smtpwb.practice.ear import Ear
from smtpwb.practice.lines import read_chunk, read_content, read_line
from smtpwb.practice.login import respond_to_answer
from smtpwb.practice.manner import PLAIN, Manner
from smtpwb.practice.replies import BUILT_IN, reply
from smtpwb.practice.rewriting import rewritten
from smtpwb.practice.service import Service
from smtpwb.practice.transactions import respond_to_chunk, respond_to_content
from smtpwb.practice.utterance import utter
from smtpwb.practice.verbs import respond
from smtpwb.smtp.limits import MAX_AUTH_LINE
from smtpwb.smtp.visible import visible_text

_Read = TypeVar("_Read")

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
        self._talk: Conversation | None = None
        self._peer = ""
        self._lone_lf = False
        self._heard = asyncio.Event()
        """Something came, the end of the stream perhaps."""
        self._more = False
        """When the last thing was read, more had come already."""
        self._ear: Ear | None = None
        self._left = False
        """The client ended its side, and first."""

    client = ""
    """Its IP address."""
    turned_away = ""
    """Why it is one too many, settled when it comes; empty: it is let in."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # starts _handle_client as a task, to run after this
        if self._talk is not None:
            self._told_of_reading()
            return  # once more, now inside TLS
        peer = transport.get_extra_info("peername") or ("unknown", 0)
        self._peer, self.client = f"{peer[0]}:{peer[1]}", peer[0]
        self._talk = Conversation(
            self._service.office,
            self.client,
            self._service.persona.host,
            self._service.persona,
            self._service.rate,
            auth_required=self._service.auth_required,
            lmtp=self._service.lmtp,
        )
        if self._service.implicit_tls and isinstance(transport, asyncio.ReadTransport):
            transport.pause_reading()  # the first octet already is for TLS
            self._talk.expects = Expects.HANDSHAKE
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
            self._ear.came(data, self._waiting)
        super().data_received(data)
        self._heard.set()

    def eof_received(self) -> bool:
        """Let what came before the end be read and answered; a TLS transport cannot stay half open."""
        self._heard.set()
        self._left = self.transport is not None and not self.transport.is_closing()
        asyncio.StreamReaderProtocol.eof_received(self)
        return self._talk is not None and not self._talk.secured

    def goodbye(self, why: str) -> None:
        """Say a 421 and close; inside a handshake there is nothing that could be said."""
        if self._talk is not None and self._talk.expects is Expects.HANDSHAKE:
            self.abort()
            self.connection_lost(None)  # asyncio does not, where TLS never stood
        elif self.transport is not None and not self.transport.is_closing():
            verb = self._talk.verb if self._talk is not None else ""
            said = self._rewritten(verb, reply(why, host=self._service.persona.host))
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
        talk = self._talk
        assert talk is not None
        try:
            if talk.expects is Expects.HANDSHAKE and not await self._handshake(talk):
                return
            going = await self._greet(talk)
            while going:
                going = await self._take_turn(talk)
                self._reset_timeout()
                await asyncio.sleep(0)  # others have their turn, however much has come already
        except ConnectionError:
            pass  # the client is gone, and with it all that could be said
        finally:
            if self.transport is not None:
                self.transport.close()

    async def _greet(self, talk: Conversation) -> bool:
        """Greet as the persona does; False when that was all."""
        persona = self._service.persona
        said = {
            "host": persona.host,
            "protocol": "LMTP" if talk.lmtp else persona.protocol,
            "client": self.client,
        }
        if self.turned_away:
            return await self._say(talk, reply("too many connections", **said))
        if persona.greets_after:
            await self._say(talk, reply("greeting begins", **said))
            if await self._hears(persona.greets_after):
                talk.manner = Manner(ends="close")
                return await self._say(talk, reply("talked early"))
        self._more = self._waiting > 0
        return await self._say(talk, reply(persona.greeting, **said))

    async def _hears(self, seconds: float) -> bool:
        """Whether anything comes within so many seconds of a server of speed 1."""
        try:
            async with asyncio.timeout(seconds / self._service.office.speed):
                await self._heard.wait()
        except TimeoutError:
            return False
        return True

    @property
    def _waiting(self) -> int:
        """Octets that came and are not read."""
        return len(self._reader._buffer)  # type: ignore[attr-defined]  # there is no public word for it

    def _told_of_reading(self) -> None:
        if self._ear is not None:
            self._ear.read(self._waiting)

    async def _take_turn(self, talk: Conversation) -> bool:
        """Read what is expected and answer it; False when the conversation is over."""
        reads = {Expects.CONTENT: self._content, Expects.CHUNK: self._chunk}.get(talk.expects, self._line)
        said = await reads(talk)
        self._told_of_reading()
        self._more = self._waiting > 0
        if not said and not talk.manner.ends:
            return talk.expects is Expects.CHUNK
        if not await self._say(talk, said):
            return False
        if talk.expects is Expects.HANDSHAKE:
            return await self._handshake(talk)
        return talk.expects is not Expects.NOTHING

    async def _say(self, talk: Conversation, said: str) -> bool:
        """Send a reply, in the manner that was settled for it; False if the connection ends with it."""
        manner, talk.manner = talk.manner.at(self._service.office.speed), PLAIN
        return await utter(self._writer, self._rewritten(talk.verb, said), manner)

    def _rewritten(self, verb: str, said: str) -> str:
        return rewritten(self._service.persona.rewrites, verb, said)

    async def _line(self, talk: Conversation) -> str:
        """The reply to a line; empty at the end of the stream."""
        line = await read_line(self._reader)
        if line is None:
            return ""
        self._lone_lf, talk.sent_ahead = not line.crlf, self._more
        answers = respond_to_answer if talk.expects is Expects.ANSWER else respond
        return _answer(answers, talk, line)

    async def _content(self, talk: Conversation) -> str:
        """The reply to a message; empty if the stream ends before it does."""
        content = await read_content(self._reader, talk.size_limit, self._lone_lf)
        if content is None:
            return ""
        transaction = talk.transaction
        assert transaction is not None  # 354 is said inside a transaction only
        said = _answer(respond_to_content, talk, content)
        self._tell_of(transaction, content.octets, said)
        return said

    async def _chunk(self, talk: Conversation) -> str:
        """The reply to a chunk; empty if the stream ends before it does."""
        chunk, transaction = talk.chunk, talk.transaction
        assert chunk is not None  # it was announced
        octets = await read_chunk(self._reader, chunk.octets, talk.size_limit)
        if octets is None:
            talk.expects = Expects.NOTHING
            return ""
        said = _answer(respond_to_chunk, talk, octets)
        if transaction is not None and talk.transaction is None:
            self._tell_of(transaction, transaction.chunked, said)
        return said

    def _tell_of(self, transaction: Transaction, octets: int, said: str) -> None:
        """Tell of a message and what was said to it."""
        to = " ".join(f"<{address}>" for address in transaction.recipients)
        told = (
            f"{self._peer} <{transaction.sender}> to {to}, {octets} octets: {' / '.join(said.splitlines())}"
        )
        self._service.tell(visible_text(told))

    async def _handshake(self, talk: Conversation) -> bool:
        """Begin TLS, the 220 said or not needed; False if it failed and the connection is lost."""
        if self._service.persona.plain_handshake:
            return await self._no_handshake(talk)
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
        talk.secured_now(_tls(self.transport))
        self._more = False
        self._service.tell(f"{self._peer} secured by TLS")
        if self._ear is not None and self.transport is not None:
            self._ear.secured(self.transport.get_extra_info("ssl_object"))
        return True

    async def _no_handshake(self, talk: Conversation) -> bool:
        """Take the first octets of TLS for a command, and close."""
        self._heard.clear()
        if not self._waiting:
            await self._heard.wait()
        talk.manner = Manner(ends="close")
        return await self._say(talk, reply("bad syntax"))


def _tls(transport: asyncio.BaseTransport | None) -> str:
    """Version and cipher, as a Received field of Postfix tells them."""
    secured = transport.get_extra_info("ssl_object") if transport is not None else None
    if secured is None or secured.cipher() is None:
        return ""
    name, _, bits = secured.cipher()
    return f"{secured.version()} with cipher {name} ({bits}/{bits} bits)"


def _answer(answers: Callable[[Conversation, _Read], str], talk: Conversation, read: _Read) -> str:
    """The reply to what was read. A defect of ours becomes a reply too, never a traceback."""
    try:
        return answers(talk, read)
    except Exception:
        talk.expects = Expects.COMMAND
        return reply("local error")
