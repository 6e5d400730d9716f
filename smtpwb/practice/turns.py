"""Turn by turn through one conversation: read what is expected, answer it, say the answer.

Decides in which order things are read and said, and when the conversation is over. What is answered is
`verbs`' business, in which manner it is said `utterance`'s; the connection with its TLS is `protocol`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from smtpwb.practice.conversation import Conversation, Expects, Transaction
from smtpwb.practice.lines import read_chunk, read_content, read_line
from smtpwb.practice.login import respond_to_answer
from smtpwb.practice.manner import PLAIN, Manner
from smtpwb.practice.replies import reply
from smtpwb.practice.rewriting import rewritten
from smtpwb.practice.service import Service
from smtpwb.practice.transactions import respond_to_chunk, respond_to_content
from smtpwb.practice.utterance import utter
from smtpwb.practice.verbs import respond
from smtpwb.smtp.visible import visible_text

_Read = TypeVar("_Read")


class Turns:
    """The turns of one connection."""

    def __init__(
        self,
        service: Service,
        talk: Conversation,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        peer: str,
    ) -> None:
        """`peer` is who speaks, as it is told: address and port."""
        self._service, self.talk, self._peer = service, talk, peer
        self._reader, self._writer = reader, writer
        self._lone_lf = False
        self._more = False
        """When the last thing was read, more had come already."""
        self._heard = asyncio.Event()
        """Something came, the end of the stream perhaps."""
        self.read: Callable[[int], None] = lambda waiting: None
        """Hears after each turn how many octets that came are not read."""

    @property
    def waiting(self) -> int:
        """Octets that came and are not read."""
        return len(self._reader._buffer)  # type: ignore[attr-defined]  # there is no public word for it

    def heard(self) -> None:
        """Something came, or the end of the stream."""
        self._heard.set()

    def secured(self, tls: str) -> None:
        """TLS stands, of that version and cipher: what came before it is forgotten."""
        self.talk.secured_now(tls)
        self._more = False

    def rewritten(self, said: str) -> str:
        """A reply as it reaches the client, when something between rewrites it."""
        return rewritten(self._service.persona.rewrites, self.talk.verb, said)

    async def greet(self, turned_away: bool) -> bool:
        """Greet as the persona does; False when that was all."""
        talk, persona = self.talk, self._service.persona
        said = {
            "host": persona.host,
            "protocol": "LMTP" if talk.lmtp else persona.protocol,
            "client": talk.client,
        }
        if turned_away:
            return await self._say(reply("too many connections", **said))
        if persona.greets_after:
            await self._say(reply("greeting begins", **said))
            if await self._hears(persona.greets_after):
                talk.manner = Manner(ends="close")
                return await self._say(reply("talked early"))
        self._more = self.waiting > 0
        return await self._say(reply(persona.greeting, **said))

    async def take(self) -> bool:
        """Read what is expected and answer it; False when the conversation is over."""
        talk = self.talk
        reads = {Expects.CONTENT: self._content, Expects.CHUNK: self._chunk}.get(talk.expects, self._line)
        said = await reads()
        self.read(self.waiting)
        self._more = self.waiting > 0
        if not said and not talk.manner.ends:
            return talk.expects is Expects.CHUNK
        return await self._say(said) and talk.expects is not Expects.NOTHING

    async def refuse_tls(self) -> bool:
        """Take the first octets of TLS for a command, and close."""
        self._heard.clear()
        if not self.waiting:
            await self._heard.wait()
        self.talk.manner = Manner(ends="close")
        return await self._say(reply("bad syntax"))

    async def _hears(self, seconds: float) -> bool:
        """Whether anything comes within so many seconds of a server of speed 1."""
        try:
            async with asyncio.timeout(seconds / self._service.office.speed):
                await self._heard.wait()
        except TimeoutError:
            return False
        return True

    async def _say(self, said: str) -> bool:
        """Send a reply, in the manner that was settled for it; False if the connection ends with it."""
        talk = self.talk
        manner, talk.manner = talk.manner.at(self._service.office.speed), PLAIN
        return await utter(self._writer, self.rewritten(said), manner)

    async def _line(self) -> str:
        """The reply to a line; empty at the end of the stream."""
        talk, line = self.talk, await read_line(self._reader)
        if line is None:
            return ""
        self._lone_lf, talk.sent_ahead = not line.crlf, self._more
        answers = respond_to_answer if talk.expects is Expects.ANSWER else respond
        return _answer(answers, talk, line)

    async def _content(self) -> str:
        """The reply to a message; empty if the stream ends before it does."""
        talk = self.talk
        content = await read_content(self._reader, talk.size_limit, self._lone_lf)
        if content is None:
            return ""
        transaction = talk.transaction
        assert transaction is not None  # 354 is said inside a transaction only
        said = _answer(respond_to_content, talk, content)
        self._tell_of(transaction, content.octets, said)
        return said

    async def _chunk(self) -> str:
        """The reply to a chunk; empty if the stream ends before it does."""
        talk = self.talk
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


def _answer(answers: Callable[[Conversation, _Read], str], talk: Conversation, read: _Read) -> str:
    """The reply to what was read. A defect of ours becomes a reply too, never a traceback."""
    try:
        return answers(talk, read)
    except Exception:
        talk.expects = Expects.COMMAND
        return reply("local error")
