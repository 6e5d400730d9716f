"""The replies of a session, taken one after another in the order in which they come.

Decides how long one is waited for, and what is said where it never comes. What was expected is
not known here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from smtpwb.session.script_result import Result, Verdict
from smtpwb.session.session import Session
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.replies import Reply
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Closed, Opened, Secured


class Replies:
    """Those of one session."""

    def __init__(
        self, session: Session, timeout: float | None, held_up: Callable[[], bool] = lambda: False
    ) -> None:
        """`timeout` is in seconds for each, None waits; none of them counts while they are `held_up`."""
        self._session, self._timeout, self._held_up = session, timeout, held_up
        self._transcript = session.transcript
        self._changed = asyncio.Event()
        self._transcript.subscribe(lambda change: self._changed.set())
        self._taken = 0
        """Entries before this one were seen."""
        self._settled = 0
        """Nothing of what was sent before this entry is owed a reply."""

    def begin_connection(self) -> None:
        """What came so far is of no matter."""
        self._taken = len(self._transcript.entries)

    @property
    def come(self) -> bool:
        """There is a whole reply that was not taken yet."""
        return self._at() is not None

    def take(self) -> tuple[int, Reply]:
        """The next one and the index of its entry; only where it has come."""
        index = self._at()
        assert index is not None
        reply = self._transcript.entries[index].reply
        assert reply is not None
        self._taken = index + 1
        return index, reply

    def settle(self) -> None:
        """All that is owed has come, or never will."""
        self._settled = len(self._transcript.entries)

    def settled(self, ended: bool) -> bool:
        """Nothing is owed, no handshake under way; a goodbye may go without an answer.

        `ended` says that the script takes the connection for over.
        """
        if not self._session.connected:
            unanswered = [entry for entry in self._transcript.entries[self._settled :] if entry.waiting]
            return ended or all(entry.answers == "QUIT" for entry in unanswered)
        handshaking = self._session.handshaking or self._transcript.dialogue.state is State.TLS
        return self._transcript.settled and not handshaking

    def _at(self) -> int | None:
        """The next reply that is whole; one that was never ended, others coming behind it, is passed over."""
        entries = self._transcript.entries
        for index in range(self._taken, len(entries)):
            reply = entries[index].reply
            if entries[index].kind is Kind.REPLY and reply is not None and reply.complete:
                return index
        return None

    async def until(self, ready: Callable[[], bool], line: int) -> Result | None:
        """Wait; returns None once it is so, else why it never will be, said of the line of the script."""
        loop = asyncio.get_running_loop()
        end = None if self._timeout is None else loop.time() + self._timeout
        while True:
            self._changed.clear()
            if reason := self._broken_tls():
                return Result(Verdict.NO_TLS, line, why=reason, stops=True)
            if ready():
                return None
            if self._session.resting:
                why = f"the server said {self._session.resting}, and no more of it is read"
                return Result(Verdict.MISSING, line, why=why, stops=True)
            if not self._session.connected:
                return self.lost("the reply did not come", line)
            try:
                async with asyncio.timeout_at(end):
                    await self._changed.wait()
            except TimeoutError:
                if self._held_up():
                    end = loop.time() + (self._timeout or 0.0)
                    continue
                return Result(Verdict.MISSING, line, why=self._missing(), stops=True)

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

    def lost(self, why: str, line: int) -> Result:
        """The connection has ended."""
        newest = len(self._transcript.entries) - 1
        event = self._transcript.events[-1]
        how = f": {wording.closed(event)}" if isinstance(event, Closed) else ""
        return Result(Verdict.LOST, line, newest, why=f"{why}{how}", stops=True)
