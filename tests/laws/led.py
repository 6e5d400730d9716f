"""A workbench without a screen: dialogue, form of AUTH and journal, led as the screen leads them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.tui.answering import Answering
from smtpwb.tui.form import Form
from smtpwb.tui.talk import Talk
from smtpwb.tui.widgets.answer import told
from tests.laws.trying import PLACE, SECRET, TOKENS, Try, forms
from tests.laws.watch import found
from tests.tui.having import having

WIDTH = 118


class Led:
    """A dialogue that is being had, and its exchange."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.transcript = talk.transcript
        self.answering = Answering()
        self.transcript.subscribe(lambda _: self._follow())

    def _follow(self) -> None:
        self.answering.follow(self.transcript, "")

    async def say(self, line: str) -> None:
        """Send a line, and wait for its reply."""
        answer = reads_as(self.transcript.dialogue, self.transcript.awaiting) is Reads.ANSWER
        self.answering.sent(line.encode(), answer)
        self.talk.send(line)
        await self.talk.settled()

    async def attempt(self, one: Try) -> None:
        """Fill in what is asked for until there is a verdict; to give up, leave off at the secret."""
        if one.mechanism in TOKENS:
            await self.say("STARTTLS")
            assert self.transcript.dialogue.secured
            await self.say("EHLO ws.example.net")
        line = f"AUTH {one.mechanism}"
        if one.initial:
            assert self.answering.begin(line)
        else:
            await self.say(line)
        assert self.answering.open_form is not None
        while (form := self.answering.open_form) is not None:
            text, secret = one.filled_in(form.field), form.field is not None and form.field.secret
            for count in range(1, len(text) + 1):
                self._typed(form, text[:count], secret)
            if secret and one.ends == "cancelled":
                await self.give_up(form)
            elif not form.entered(text):
                await self.respond(form)

    def _typed(self, form: Form, line: str, secret: bool) -> None:
        """At every key a secret is said to be one, and nothing that the composer shows has any of it."""
        assert self.answering.secret(line) is secret
        shown = told(form, line, self.transcript.dialogue, False, "", WIDTH)
        assert not found(forms(SECRET), repr(shown))

    async def respond(self, form: Form) -> None:
        order = form.order(form.making()())
        assert not found(forms(SECRET), repr(order))
        for secret in order.hides:
            self.talk.hide(secret)
        await self.say(order.line)

    async def give_up(self, form: Form) -> None:
        """Cancel the exchange; where it is still to be begun, begin it without an answer."""
        if form.command:
            command = self.answering.toggle()
            assert command is not None
            await self.say(command.rstrip())
        await self.say("*")


@contextlib.asynccontextmanager
async def led() -> AsyncIterator[Led]:
    """One that is connected to the practice server and has said EHLO, and keeps a journal."""
    async with having(PLACE) as (talk, _):
        one = Led(talk)
        await one.say("EHLO ws.example.net")
        yield one
