"""The form of AUTH at work in the composer: keys in, fields filled, and at the end the line to send.

Decides what each key does while a form is open, and keeps work that takes long off the screen's loop. The
state of the exchange is `tui.answering`'s, how it is drawn, `answer`'s; what is sent, the app sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from smtpwb.errors import WorkbenchError
from smtpwb.transcript.loopback import on_loopback
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.answering import Answering
from smtpwb.tui.typed import Told

if TYPE_CHECKING:
    from smtpwb.session.secret_sources import Login, Source
    from smtpwb.smtp.sasl.steps import Response
    from smtpwb.tui.form import Form, Order
    from smtpwb.tui.widgets.composer import Line

_CANCEL = "*"
_HOW_TO_FILL = " · Tab fills in the response"
_BY_HAND = "the answer in base64, masked; {key} fills it in for you; * gives up"


class AnswerForm:
    """What stands between the composer's line and an exchange of AUTH."""

    def __init__(
        self, transcript: Transcript, login: Login | None, say: Callable[[str], None], hand_key: str
    ) -> None:
        """`say` tells what must not be missed; `hand_key` turns the form off and on, as people write it."""
        self.answering = Answering(login)
        self.send: Callable[[Order], None] = lambda _: None
        """What takes the line to the wire."""
        self.turned: Callable[[], None] = lambda: None
        """Hears when a form is opened or left."""
        self._transcript = transcript
        self._say = say
        self._hand_key = hand_key
        self._owner: Widget | None = None
        self._line: Line | None = None

    def attach(self, owner: Widget, line: Line) -> None:
        """Serve this line; `owner` runs what takes long."""
        self._owner, self._line = owner, line
        line.step, line.fill_in, line.pressed = self.step, self.begin, self.pressed

    @property
    def line(self) -> Line:
        assert self._line is not None
        return self._line

    @property
    def active(self) -> bool:
        """What is typed fills in a form."""
        return self.answering.open_form is not None

    def follow(self) -> None:
        """The transcript has grown."""
        was, before = self.answering.form, self.line.value
        if loud := self.answering.follow(self._transcript, before):
            self._say(loud)
        if self.answering.form is not was and not before:
            self._fill_from_form()

    def _fill(self, text: str) -> None:
        self.line.value = text
        self.line.cursor_position = len(text)

    def _fill_from_form(self) -> None:
        """What was filled in before where an open form stands."""
        if (form := self.answering.open_form) is not None:
            self._fill(form.value)

    def _next(self, text: str) -> None:
        """What stands in the line now: a line of a paste that waits, or what was filled in before."""
        queued = self.line.queued
        self._fill(queued.pop(0) if queued and not text else text)

    # Keys

    def step(self, by: int) -> bool:
        """Another field; False where no form is open."""
        form = self.answering.open_form
        if form is None:
            return False
        self._fill(form.move(self.line.value, by))
        return True

    def begin(self) -> bool:
        """Open the form for the initial response of the AUTH in the line; False if there is none for it."""
        if not self._transcript.connected or self.active or not self.answering.begin(self.line.value):
            return False
        self._fill_from_form()
        self.turned()
        return True

    def leave(self) -> bool:
        """Give up the form of an initial response; False if there is none."""
        form = self.answering.open_form
        return form is not None and bool(form.command) and self.toggle()

    def toggle(self) -> bool:
        """Between form and base64 by hand; False where there is nothing to answer."""
        text = self.answering.toggle()
        if text is None:
            return False
        self._fill("")
        self._redraw()  # what stood there was an answer; what comes now is none
        self._fill(text)
        self._redraw()
        self.turned()
        return True

    def hold(self) -> bool:
        """Enter was pressed ahead of the server's reply: True where it has to be pressed again."""
        return self._transcript.connected and self.answering.hold()

    def pressed(self) -> None:
        """Any key hides what was revealed."""
        form = self.answering.form
        if form is not None and form.hide():
            self._redraw()

    async def reveal(self) -> None:
        """Show all of the response until the next key."""
        form = self.answering.open_form
        if form is None or form.busy:
            return
        form.keep(self.line.value)
        made = await self._made(form) if form.costly else None
        if made is not None or not form.costly:
            form.reveal(made)
        self._redraw()

    def enter(self, line: str) -> None:
        """The next field, or at the last one the response."""
        form = self.answering.open_form
        if form is None or form.busy:
            return
        if line == _CANCEL and not form.command:
            self._next("")
            from smtpwb.tui.form import Order

            self.send(Order(line))
        elif form.field is None and line:
            self._say("Nothing is asked for here: Enter alone goes on, * gives up.")
        elif form.entered(line):
            self._next(form.value)
        elif form.costly:
            assert self._owner is not None
            self._owner.run_worker(self._respond(form), group="answer")
        else:
            self._next("")
            self.send(form.order(form.making()()))

    async def _respond(self, form: Form) -> None:
        """Send what takes long to make, if it is still wanted then. What is typed meanwhile stays."""
        typed = self.line.value
        self._next("")
        made = await self._made(form)
        if self.answering.open_form is not form:
            return
        if made is None:
            self._fill(typed)
        else:
            self.send(form.order(made))

    async def _made(self, form: Form) -> Response | None:
        """What takes long to make; None where it cannot be made, which is said."""
        make = form.making()
        form.busy = True
        self._redraw()
        try:
            return await asyncio.to_thread(make)
        except WorkbenchError as error:
            self._say(error.sentence)
            return None
        finally:
            form.busy = False

    def _redraw(self) -> None:
        self.line.read()
        self.line.refresh()

    # What the composer shows

    def told(self, line: str, width: int) -> Told:
        """While a form is open."""
        from smtpwb.tui.widgets.answer import told

        form = self.answering.open_form
        assert form is not None
        if (source := self.answering.source) is not None and self._owner is not None:
            self.answering.note = f"asking {source} …"
            self._owner.run_worker(
                self._ask(form, source, self.answering.asked()), group="secret", exclusive=True
            )
        loopback = on_loopback(self._transcript.opened)
        return told(form, line, self._transcript.dialogue, loopback, self.answering.note, width)

    def with_hint(self, told: Told, line: str) -> Told:
        """While a command or base64 is typed: the way to a form, where there is one."""
        if self.answering.by_hand and self.answering.form is not None and not line:
            return Told("C:", Content(_BY_HAND.format(key=self._hand_key)), told.doubt, told.offers)
        if self.answering.begins(line) and not told.offers:
            return Told(told.prompt, told.reading.append(_HOW_TO_FILL), told.doubt, told.offers)
        return told

    async def _ask(self, form: Form, source: Source, user: str) -> None:
        """Fill in the secret, if the field still stands open and empty."""
        from smtpwb.session.secret_sources import NoSecret, ask

        slow = partial(self._note, f"still waiting for {source}; type it instead, or wait")
        try:
            secret = await ask(source, user, slow)
        except NoSecret as error:
            self._note("")
            self._say(error.sentence)
            return
        wanted = self.answering.open_form is form and form.field is not None and form.field.secret
        self._note(f"filled in from {source}; Enter sends it" if wanted and not self.line.value else "")
        if self.answering.note:
            self._fill(secret.reveal())

    def _note(self, text: str) -> None:
        self.answering.note = text
        self._redraw()
