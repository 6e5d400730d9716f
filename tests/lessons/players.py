"""A learner without a screen: plays a lesson against the practice server in this process.

The practice server's clock is turned on where it asks to come back later; its pauses are short.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac

from smtpwb.errors import WorkbenchError
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import Do, Explain
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.house import PracticeHouse
from smtpwb.session.target import is_target
from smtpwb.smtp.dialogue import State
from smtpwb.transcript.entry import Change
from smtpwb.tui.talk import Talk
from tests.lessons.turns import Turn, Turns

SPEED = 50.0
PATIENCE = 5.0
MOST_TURNS = 12
"""For each step: more than any lesson needs, its wrong turns and what they lead back to included."""


class Learner:
    """Plays one lesson; `said` is all advice that came."""

    def __init__(self, lesson: Lesson, wrong: bool) -> None:
        self.runner = Runner(lesson)
        self.turns = Turns(lesson, wrong)
        self.said: list[str] = []
        self._ahead = 0.0
        self.talk = Talk()
        self.talk._house = PracticeHouse(clock=self._clock, speed=SPEED)
        self.talk.transcript.subscribe(self._changed)

    def _clock(self) -> float:
        return asyncio.get_running_loop().time() + self._ahead

    def _changed(self, change: Change) -> None:
        self.runner.observe(self.talk.transcript, change)
        if self.runner.advised is not None:
            self.said.append(self.runner.advised.text)

    async def play(self) -> None:
        """To the end. Fails where a turn does not bring what it should, or nothing leads on."""
        try:
            for _ in range(MOST_TURNS * self.runner.total):
                if self.runner.finished:
                    break
                await self._turn()
            assert self.runner.finished, self._where("never ends")
            assert self.turns.left == []
        finally:
            await self.talk.close()

    async def _turn(self) -> None:
        step = self.runner.step
        assert step is not None
        turn = self.turns.next(step)
        self.said.clear()
        before = self.runner.standing
        await self._take(turn)
        if turn.expects:
            assert turn.expects in self.said, self._where(f"{turn} brought {self.said}")
        elif self.runner.standing.at == before.at and isinstance(step, Do):
            assert self.said, self._where(f"{turn} changed nothing")
            self._ahead += 61  # it was told to come back later

    async def _take(self, turn: Turn) -> None:
        step = self.runner.step
        if turn.view:
            self.runner.looked(turn.view)
        elif turn.answer:
            self.runner.answer(turn.answer)
            self.said += [self.runner.advised.text] if self.runner.advised is not None else []
        elif turn.log_in:
            await self._say(self._response(turn.log_in))
        elif isinstance(step, Explain):
            self.runner.go_on()
        else:
            assert isinstance(step, Do)
            await self._type(turn, step.connects)

    async def _type(self, turn: Turn, connects: bool) -> None:
        if turn.queued:
            self.talk.send_many([line.encode() for line in turn.lines])
            await self._settled()
            return
        for line in turn.lines:
            if not self.talk.connected or (connects and is_target(line)):
                await self._connect(line)
            else:
                await self._say(line)

    async def _connect(self, order: str) -> None:
        with contextlib.suppress(WorkbenchError):
            await self.talk.connect(order, lambda tried: None)
        await self._settled(patient="early." not in order)

    async def _say(self, line: str) -> None:
        self.talk.send(line)
        await self._settled()

    async def _settled(self, patient: bool = True) -> None:
        """Every reply has come, and whoever said goodbye has closed."""
        transcript = self.talk.transcript
        if transcript.dialogue.chunk_left:
            return  # the octets that BDAT announced come first
        with contextlib.suppress(WorkbenchError):
            if patient:
                await asyncio.wait_for(self.talk.settled(), PATIENCE)
            if transcript.dialogue.state in (State.QUIT, State.CLOSED) and self.talk.connected:
                await asyncio.wait_for(self.talk.session.closed(), PATIENCE)

    def _response(self, mechanism: str) -> str:
        """The answer to the newest challenge, in base64."""
        reply = next(one.reply for one in reversed(self.talk.transcript.entries) if one.reply is not None)
        challenge = base64.b64decode(reply.texts[-1])
        if mechanism == "CRAM-MD5":
            digest = hmac.new(PASSWORD.encode(), challenge, hashlib.md5).hexdigest()
            said = f"{USER} {digest}"
        elif mechanism == "LOGIN":
            said = USER if challenge.lower().startswith(b"user") else PASSWORD
        else:
            said = f"\0{USER}\0{PASSWORD}"
        return base64.b64encode(said.encode()).decode()

    def _where(self, what: str) -> str:
        step = self.runner.step
        lines = [
            repr(getattr(entry.event, "data", entry.event)) if entry.reply is None else repr(entry.reply.raw)
            for entry in self.talk.transcript.entries[-12:]
        ]
        return "\n".join([f"at {step.id if step else 'the end'}: {what}", *lines])
