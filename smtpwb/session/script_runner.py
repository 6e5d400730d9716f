"""Runs a dialogue script on a session: sends what stands there, and holds each reply against it.

Replies are taken in the order in which they come, as the script lists them; what they answer is read from the
transcript. Decides when the next line goes out, what is not sent, and when a run ends:

- a write waits until nothing is owed, unless it comes first and is raw (so one can talk before the greeting)
  or right behind a message;
- a reply that nothing was expected of is accepted, whatever it says;
- after a reply that was not as expected the run goes on, until a line is due that would be out of place where
  the dialogue stands, and is in place where the script has it;
- content goes out only after a 354, a secret only where the server waits for it and, once TLS was ordered,
  only inside TLS; a handshake that failed ends the run, and so does a reply that does not come in time.

Nothing is sent that the script does not list, no QUIT either; hanging up is for the caller.
"""

from __future__ import annotations

import asyncio
import enum
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

import msgspec

from smtpwb.errors import ConnectionLost
from smtpwb.session.expectation import Difference, Expectation, difference
from smtpwb.session.script import (
    Close,
    Expect,
    ExpectClosed,
    Reference,
    Script,
    Send,
    Step,
    Wait,
    Write,
)
from smtpwb.session.script_course import Course
from smtpwb.session.session import Session
from smtpwb.smtp.commands import parse as parse_command
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.sasl.secret import Secret
from smtpwb.transcript import wording
from smtpwb.transcript.events import Closed, Opened, Secured
from smtpwb.transcript.transcript import Kind


class Verdict(enum.Enum):
    """What became of a line of the script."""

    SENT = "sent"
    FITS = "as expected"
    ACCEPTED = "accepted"
    """A reply of which nothing was expected."""
    DIFFERS = "not as expected"
    MISSING = "did not come in time"
    UNSENT = "not sent"
    """It would not have been taken for what it is."""
    NO_TLS = "the TLS handshake failed"
    LOST = "connection lost"


_AT_ONCE = 500
"""Lines that go to the system together; nobody pipelines more, and of a message it is all the same."""
GOOD = frozenset({Verdict.SENT, Verdict.FITS, Verdict.ACCEPTED})


class Result(msgspec.Struct, frozen=True):
    """What became of one line, as soon as it is known."""

    verdict: Verdict
    line: int
    """Of the script; of a reply that was not expected, that of the next step."""
    entry: int | None = None
    """Index of what was sent or came, in the transcript."""
    expected: Expectation | None = None
    difference: Difference | None = None
    """Of what DIFFERS."""
    why: str = ""
    """In words, of what is neither sent nor came."""
    stops: bool = False
    """The run ends here, before the script does."""


class Runner:
    """One run of one script."""

    def __init__(
        self,
        script: Script,
        session: Session,
        connect: Callable[[], Awaitable[None]],
        *,
        secrets: Mapping[Reference, Secret] | None = None,
        timeout: float | None = None,
        strict: bool = False,
        keep_going: bool = False,
    ) -> None:
        """`connect` connects the session, at the beginning and wherever the script goes on after a close.

        `secrets` has what every reference of the script stands for. `timeout` is in seconds for each reply;
        None waits. `strict` compares words. `keep_going` sends what would be out of place.
        """
        self._script, self._session, self._connect = script, session, connect
        self._secrets, self._timeout = secrets or {}, timeout
        self._strict, self._keep_going = strict, keep_going
        self._transcript = session.transcript
        self._changed = asyncio.Event()
        self._transcript.subscribe(lambda change: self._changed.set())
        self._taken = 0
        """Entries before this one were seen."""
        self._settled = 0
        """Nothing of what was sent before this entry is owed a reply."""
        self._begins = True
        """The next step is the first of a connection, which is still to be made."""
        self._tls_ordered = False
        self._skipping = False
        """Nothing was sent that the next reply could answer."""
        self._course = Course()
        self.line = 0
        """The line of the script that is at hand."""

    async def results(self) -> AsyncIterator[Result]:
        """Run. Yields what became of each line; the last may say that it `stops`. Raises ConnectError."""
        for step in self._script.steps:
            self.line = step.line
            first = self._begins
            if first and not isinstance(step, Wait | Close):
                await self._begin_connection()
            async for result in self._take(step, first):
                yield result
                if result.stops:
                    return
        async for result in self._settle():
            yield result

    async def _begin_connection(self) -> None:
        self._taken = len(self._transcript.entries)
        self._tls_ordered = self._skipping = False
        self._course = Course()
        await self._connect()
        self._begins = False

    def _take(self, step: Step, first: bool) -> AsyncIterator[Result]:
        match step:
            case Write():
                return self._write(step, first)
            case Expect():
                return self._expect(step)
            case ExpectClosed():
                return self._expect_closed(step)
            case Close():
                return self._close(step)
            case Wait():
                return self._wait(step)

    # What is sent

    async def _write(self, step: Write, first: bool) -> AsyncIterator[Result]:
        behind_message = step.at_once and not self._skipping
        if not (behind_message or (first and step.sends[0].raw)):
            async for result in self._settle():
                yield result
                if result.stops:
                    return
        why = self._unsendable(step)
        self._skipping = bool(why)
        if why:
            stops = not (step.content and self._keep_going)
            yield Result(Verdict.UNSENT, step.line, why=why, stops=stops)
            return
        for at in range(0, len(step.sends), _AT_ONCE):
            sends = step.sends[at : at + _AT_ONCE]
            before = len(self._transcript.entries)
            try:
                self._send(sends)
            except ConnectionLost:
                yield self._lost("the connection has ended")
                return
            for index, send in enumerate(sends, before):
                yield Result(Verdict.SENT, send.line, index)
            await self._session.drain()
            await asyncio.sleep(0)  # a fast socket is never full, and the server may have something to say

    def _send(self, sends: Sequence[Send]) -> None:
        """One write, but for raw octets among the lines, which go by themselves."""
        for raw, group in itertools.groupby(sends, lambda send: send.raw):
            together = tuple(group)
            if raw:
                for send in together:
                    self._session.send_raw(send.octets)
            elif together[0].secret is not None:  # it stands alone; behind AUTH the session itself hides it
                answer = not together[0].octets
                self._session.send(together[0].octets + self._revealed(together[0]), secret=answer)
            else:
                self._session.send_many([send.octets for send in together])
        if any(parse_command(send.octets).verb == "STARTTLS" for send in sends):
            self._tls_ordered = True

    def _revealed(self, send: Send) -> bytes:
        if send.secret is None:
            return b""
        return self._secrets[send.secret].reveal().encode("utf-8", "surrogateescape")

    def _unsendable(self, step: Write) -> str:
        """Why the server would not take the lines for what they are; empty if it would."""
        now = self._transcript.dialogue
        reads = reads_as(now, self._transcript.awaiting)
        if step.content and reads is not Reads.CONTENT:
            return "the server did not ask for the message, and would read it as commands"
        if not self._keep_going and (why := self._course.astray(step, now)):
            return why
        secret = next((send for send in step.sends if send.secret is not None), None)
        if secret is None:
            return ""
        if (self._tls_ordered or self._tls_due) and not now.secured:
            return "TLS was ordered and is not active: the secret would go in clear"
        if reads is not (Reads.COMMAND if secret.octets else Reads.ANSWER):
            return "the server does not wait for this secret"
        return ""

    @property
    def _tls_due(self) -> bool:
        return self._transcript.opened is not None and self._transcript.opened.tls

    async def _close(self, step: Close) -> AsyncIterator[Result]:
        self._begins = True
        if self._session.connected:
            self._session.hang_up()
            await self._session.closed()
            yield Result(Verdict.SENT, step.line, len(self._transcript.entries) - 1)

    async def _wait(self, step: Wait) -> AsyncIterator[Result]:
        await asyncio.sleep(step.seconds)
        yield Result(Verdict.SENT, step.line)

    # What is expected

    async def _expect(self, step: Expect) -> AsyncIterator[Result]:
        if self._skipping:
            yield Result(
                Verdict.MISSING, step.line, expected=step.expectation, why="its message was not sent"
            )
            return
        bad = await self._until(lambda: self._reply_at() is not None)
        if bad is not None:
            yield bad
            return
        index, reply = self._next_reply()
        differs = difference(step.expectation, reply, self._strict)
        self._course.went(self._transcript.entries[index], step.expectation.typical_code if differs else "")
        verdict = Verdict.DIFFERS if differs else Verdict.FITS
        yield Result(verdict, step.line, index, step.expectation, differs)

    async def _expect_closed(self, step: ExpectClosed) -> AsyncIterator[Result]:
        self._begins = True
        while True:
            bad = await self._until(lambda: self._reply_at() is not None or not self._session.connected)
            if bad is not None:
                yield bad
                return
            if self._reply_at() is None:
                break
            yield Result(Verdict.ACCEPTED, step.line, self._next_reply()[0])
        yield Result(Verdict.FITS, step.line, len(self._transcript.entries) - 1)

    async def _settle(self) -> AsyncIterator[Result]:
        """Take every reply that is owed and was not expected."""
        while True:
            bad = await self._until(lambda: self._reply_at() is not None or self._is_settled())
            if bad is not None:
                yield bad
                return
            if self._reply_at() is None:
                self._settled = len(self._transcript.entries)
                return
            index, _ = self._next_reply()
            self._course.went(self._transcript.entries[index])
            yield Result(Verdict.ACCEPTED, self.line, index)

    def _is_settled(self) -> bool:
        """Nothing is owed, no handshake under way; a goodbye may go without an answer."""
        if not self._session.connected:
            unanswered = [entry for entry in self._transcript.entries[self._settled :] if entry.waiting]
            return self._begins or all(entry.answers == "QUIT" for entry in unanswered)
        handshaking = self._session.handshaking or self._transcript.dialogue.state is State.TLS
        return self._transcript.settled and not handshaking

    def _reply_at(self) -> int | None:
        """The index of the next whole reply that was not taken yet."""
        entries = self._transcript.entries
        for index in range(self._taken, len(entries)):
            reply = entries[index].reply
            if entries[index].kind is Kind.REPLY and reply is not None:
                return index if reply.complete else None
        return None

    def _next_reply(self) -> tuple[int, Reply]:
        """Take it. Only where there is one."""
        index = self._reply_at()
        assert index is not None
        reply = self._transcript.entries[index].reply
        assert reply is not None
        self._taken = index + 1
        return index, reply

    async def _until(self, ready: Callable[[], bool]) -> Result | None:
        """Wait; returns None once it is so, else why it never will be."""
        loop = asyncio.get_running_loop()
        end = None if self._timeout is None else loop.time() + self._timeout
        while True:
            self._changed.clear()
            if reason := self._broken_tls():
                return Result(Verdict.NO_TLS, self.line, why=reason, stops=True)
            if ready():
                return None
            if not self._session.connected:
                return self._lost("the reply did not come")
            try:
                async with asyncio.timeout_at(end):
                    await self._changed.wait()
            except TimeoutError:
                return Result(Verdict.MISSING, self.line, why=self._missing(), stops=True)

    def _missing(self) -> str:
        awaited = "TLS handshake" if self._session.handshaking else "reply"
        silent = isinstance(self._transcript.events[-1], Opened)
        hint = ", nor anything else: does the server expect TLS first?" if silent else ""
        return f"the {awaited} did not come within {self._timeout:g} s{hint}"

    def _broken_tls(self) -> str:
        """Why there is no TLS that was ordered; empty if there is, or none was."""
        if self._transcript.dialogue.secured:
            return ""
        events = [entry.event for entry in self._transcript.entries[self._taken :]]
        failed = [event for event in events if isinstance(event, Secured) and not event.version]
        return failed[-1].reason if failed else ""

    def _lost(self, why: str) -> Result:
        newest = len(self._transcript.entries) - 1
        event = self._transcript.events[-1]
        how = f": {wording.closed(event)}" if isinstance(event, Closed) else ""
        return Result(Verdict.LOST, self.line, newest, why=f"{why}{how}", stops=True)
