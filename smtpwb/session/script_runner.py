"""Runs a dialogue script on a session: sends what stands there, and holds each reply against it.

Replies are taken in the order in which they come, as the script lists them; what they answer is read from the
transcript. Decides when the next line goes out, what is not sent, and when a run ends:

- a write waits until nothing is owed, unless it comes first and is raw (so one can talk before the greeting)
  or right behind a message;
- a reply that nothing was expected of is accepted, whatever it says;
- after a reply that was not as expected the run goes on, until a line is due that would be out of place where
  the dialogue stands, and is in place where the script has it;
- a handshake that failed ends the run, and so do a reply that does not come in time, and a refusal in the
  middle of a message.

Nothing is sent that the script does not list, no QUIT either; hanging up is for the caller.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from smtpwb.errors import ConnectionLost
from smtpwb.session.expectation import difference
from smtpwb.session.script import (
    Close,
    Content,
    Expect,
    ExpectClosed,
    Reference,
    Script,
    Step,
    Wait,
    Write,
)
from smtpwb.session.script_course import Course
from smtpwb.session.script_replies import Replies
from smtpwb.session.script_result import Result, Verdict
from smtpwb.session.script_sending import Sending
from smtpwb.session.session import Session
from smtpwb.smtp.sasl.secret import Secret

_REFUSED = "the server refused the message in its middle: the rest was not sent"


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
        held_up: Callable[[], bool] = lambda: False,
    ) -> None:
        """`connect` connects the session, at the beginning and wherever the script goes on after a close.

        `secrets` has what every reference of the script stands for. `timeout` is in seconds for each reply;
        None waits, and it waits while `held_up` says that a person is asked. `strict` compares words.
        `keep_going` sends what would be out of place.
        """
        self._script, self._session, self._connect = script, session, connect
        self._strict, self._keep_going = strict, keep_going
        self._transcript = session.transcript
        self._replies = Replies(session, timeout, held_up)
        self._sending = Sending(session, secrets or {}, keep_going=keep_going)
        self._begins = True
        """The next step is the first of a connection, which is still to be made."""
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
        self._replies.begin_connection()
        self._sending.begin_connection()
        self._skipping = False
        self._course = Course()
        await self._connect()
        self._begins = False

    def _take(self, step: Step, first: bool) -> AsyncIterator[Result]:
        match step:
            case Write():
                return self._write(step, first)
            case Content():
                return self._content(step)
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
        async for result in self._due(step, at_once=step.at_once or (first and step.sends[0].raw)):
            yield result
            if result.verdict is Verdict.UNSENT or result.stops:
                return
        try:
            for send, entry in self._sending.lines(step):
                yield Result(Verdict.SENT, send.line, entry)
        except ConnectionLost:
            yield self._replies.lost("the connection has ended", self.line)
            return
        await self._session.drain()
        await asyncio.sleep(0)  # a fast socket is never full, and the server may have something to say

    async def _content(self, step: Content) -> AsyncIterator[Result]:
        async for result in self._due(step, at_once=step.at_once):
            yield result
            if result.verdict is Verdict.UNSENT or result.stops:
                return
        first = len(self._transcript.entries)
        try:
            whole = await self._sending.content(step)
        except ConnectionLost:
            yield self._replies.lost("the connection has ended", self.line)
            return
        if len(self._transcript.entries) > first:
            yield Result(Verdict.SENT, step.line, first)
        if not whole:
            yield Result(Verdict.UNSENT, step.line, why=_REFUSED, stops=True)

    async def _due(self, step: Write | Content, *, at_once: bool) -> AsyncIterator[Result]:
        """Wait until lines may go; the last result says it where they may not."""
        if not at_once or self._skipping:
            async for result in self._settle():
                yield result
                if result.stops:
                    return
        why = self._sending.unsendable(step, self._course)
        self._skipping = bool(why)
        if why:
            content = isinstance(step, Content) or step.content
            stops = not (content and self._keep_going)
            yield Result(Verdict.UNSENT, step.line, why=why, stops=stops)

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
        bad = await self._replies.until(lambda: self._replies.come, self.line)
        if bad is not None:
            yield bad
            return
        index, reply = self._replies.take()
        differs = difference(step.expectation, reply, self._strict)
        self._course.went(self._transcript.entries[index], step.expectation.typical_code if differs else "")
        verdict = Verdict.DIFFERS if differs else Verdict.FITS
        yield Result(verdict, step.line, index, step.expectation, differs)

    async def _expect_closed(self, step: ExpectClosed) -> AsyncIterator[Result]:
        self._begins = True
        while True:
            bad = await self._replies.until(
                lambda: self._replies.come or not self._session.connected, self.line
            )
            if bad is not None:
                yield bad
                return
            if not self._replies.come:
                break
            yield Result(Verdict.ACCEPTED, step.line, self._replies.take()[0])
        yield Result(Verdict.FITS, step.line, len(self._transcript.entries) - 1)

    async def _settle(self) -> AsyncIterator[Result]:
        """Take every reply that is owed and was not expected."""
        while True:
            bad = await self._replies.until(
                lambda: self._replies.come or self._replies.settled(self._begins), self.line
            )
            if bad is not None:
                yield bad
                return
            if not self._replies.come:
                self._replies.settle()
                return
            index, _ = self._replies.take()
            self._course.went(self._transcript.entries[index])
            yield Result(Verdict.ACCEPTED, self.line, index)
