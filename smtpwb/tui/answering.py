"""AUTH, answered in clear: which exchange is under way, and whether a form or base64 by hand answers it.

Follows the dialogue and the lines that are sent, for later steps build on earlier ones; holds what was said
and filled in while the exchange lasts, and no longer. What is filled in how is `form`'s; the mechanisms are
imported when the first AUTH begins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import IN_AUTH, Dialogue, State
from smtpwb.smtp.sasl.by_hand import decoded, is_base64, is_response
from smtpwb.transcript.transcript import Transcript

if TYPE_CHECKING:
    from smtpwb.session.secret_sources import Login, Source
    from smtpwb.smtp.sasl.steps import Exchange, Mechanism
    from smtpwb.tui.form import Form

_UNPROVEN = "The server says yes, but has not proved (v=…) that it knows the password: it may be an impostor."


def new_nonce() -> str:
    import secrets  # not on the way to the first frame

    return secrets.token_urlsafe(24)


class Answering:
    """The exchange under way, if there is one, and its form."""

    def __init__(self, login: Login | None = None, nonce: Callable[[], str] = new_nonce) -> None:
        """`login` fills in what it can; `nonce` makes a new one for each exchange."""
        self._login = login
        self._nonce = nonce
        self.drop()

    def drop(self) -> None:
        """Forget the exchange and all that was filled in."""
        self._exchange: Exchange | None = None
        self._values: dict[str, str] = {}
        self._challenge = -1
        """The entry of the newest challenge."""
        self._asked = False
        """The source of the secret was asked in this exchange."""
        self._proven = False
        """The server has proved that it knows the password, too."""
        self._flowing = False
        """The last response was made by a form, so the next will be."""
        self._held = False
        """Enter was held back once, since then."""
        self._stays_by_hand = False
        """The last response was made by hand, so the next will be."""
        self.form: Form | None = None
        self.by_hand = False
        """The user answers this challenge in base64, though there may be a form."""
        self.note = ""
        """What is to be said of the secret's source."""

    # Following the dialogue

    def follow(self, transcript: Transcript, line: str) -> str:
        """Take note of what happened; `line` stands in the composer. Returns what is to be said loudly."""
        dialogue = transcript.dialogue
        if transcript.connected and not IN_AUTH.isdisjoint(transcript.awaiting):
            self.form = None  # what is typed now is typed ahead
            return ""
        if dialogue.state is State.AUTH:
            index, text = _newest_challenge(transcript)
            if index != self._challenge:
                self._challenge = index
                self._challenged(dialogue, text, line)
            return ""
        if self.form is not None and self.form.command and transcript.connected:
            return ""  # it is of an AUTH that is still to be said
        unproven = self._to_be_proven and dialogue.authenticated and not self._proven
        self.drop()
        return _UNPROVEN if unproven else ""

    def _challenged(self, dialogue: Dialogue, text: bytes, line: str) -> None:
        octets = sasl.challenge(text)
        said = self._begun(dialogue.mechanism)
        missing = dialogue.responses - len(said.responses)  # sent before anyone listened
        self._exchange = replace(
            said,
            challenges=(*said.challenges, text if octets is None else octets),
            responses=(*said.responses, *[b""] * missing),
        )
        self.form = self._next_form(ahead=bool(line))
        self.by_hand = self._stays_by_hand or (bool(line) and not self._takes(line))
        if self._to_be_proven and self.form is not None and self.form.check is not None:
            self._proven = self.form.check.good

    def _takes(self, line: str) -> bool:
        """Whether what was typed ahead of its challenge is meant for the form, rather than as it is."""
        return self.form is not None and (self._flowing or not is_base64(line))

    @property
    def _to_be_proven(self) -> bool:
        """The client's proof was given, and the server's is due."""
        said = self._exchange
        return said is not None and said.mechanism.startswith("SCRAM-") and len(said.responses) > 1

    def _begun(self, name: str) -> Exchange:
        from smtpwb.smtp.sasl.steps import Exchange

        if self._exchange is None or self._exchange.mechanism != name:
            self._exchange = Exchange(name, nonce=self._nonce())
            self._asked = self._proven = False
            self._values = {"user": self._login.user} if self._login is not None else {}
        return self._exchange

    def sent(self, line: bytes, answer: bool) -> None:
        """A line is sent, as an answer or a command: of the exchange, keep what later steps need of it."""
        form, self.form = self.form, None
        by_form = form is not None and form.kept is not None
        self._flowing, self._stays_by_hand = by_form, answer and self.by_hand
        self.by_hand, self._held, self.note = False, False, ""
        if not answer:
            self._begins_with(line)
        elif self._exchange is not None:
            self._exchange = replace(self._exchange, responses=(*self._exchange.responses, decoded(line)))
        if self._exchange is not None and form is not None and form.kept:
            self._exchange = replace(self._exchange, kept=form.kept)

    def _begins_with(self, line: bytes) -> None:
        begins = sasl.begun(line)
        if begins is None:
            return
        if self._exchange is not None and self._exchange.challenges:
            self.drop()
        said = self._begun(begins.mechanism)
        if begins.response:
            self._exchange = replace(said, responses=(decoded(begins.response),))

    # The form

    def _next_form(self, command: str = "", ahead: bool = False) -> Form | None:
        """The form of the step that comes now, if the mechanism is known and has one."""
        from smtpwb.tui.form import Form

        said = self._exchange
        mechanism = _mechanism(said.mechanism) if said is not None else None
        step = mechanism.step(said) if mechanism is not None and said is not None else None
        if step is None or said is None:
            return None
        return Form(said, step, self._values, command=command, ahead=ahead)

    def begins(self, line: str) -> bool:
        """Whether a form can make the initial response of this line."""
        mechanism = _mechanism(_named(line))
        return mechanism is not None and mechanism.initial

    def begin(self, line: str) -> bool:
        """Open the form that makes the initial response of this AUTH; False if there is none."""
        if not self.begins(line):
            return False
        self.drop()
        self._begun(_named(line))
        self.form = self._next_form(line.rstrip())
        return self.form is not None

    @property
    def open_form(self) -> Form | None:
        """The form that what is typed fills in, if there is one."""
        return None if self.by_hand else self.form

    def hold(self) -> bool:
        """Enter, while the reply to a form's response is still awaited: True once, to wait for it."""
        hold = self._flowing and self.form is None and not self._held
        self._held = hold
        return hold

    def secret(self, line: str) -> bool:
        """Whether what stands in the line is secret. A whole response, out of habit, turns the form off."""
        form = self.open_form
        if form is None:
            return bool(line)
        if form.field is not None and not form.field.secret and is_response(line):
            self.by_hand = not form.command
            return True
        return form.secret(line)

    def toggle(self) -> str | None:
        """Between form and base64 by hand; what then stands in the composer, None if there is no choice."""
        form = self.form
        if form is None:
            return None
        if form.command:
            self.drop()
            return form.command + " "
        self.by_hand = not self.by_hand
        return "" if self.by_hand else form.value

    # The secret's source

    @property
    def source(self) -> Source | None:
        """What is to be asked for the secret now, once in an exchange."""
        form = self.open_form
        if self._asked or self._login is None or form is None or form.field is None or form.value:
            return None
        return self._login.source if form.field.secret else None

    def asked(self) -> str:
        """The source is being asked; whose secret it is wanted for."""
        self._asked = True
        return self._values.get("user", "")


def _named(line: str) -> str:
    """The mechanism of an AUTH without a response; empty: the line is none."""
    begins = sasl.begun(line.encode("utf-8", "surrogateescape"))
    return begins.mechanism if begins is not None and not begins.response else ""


def _mechanism(name: str) -> Mechanism | None:
    from smtpwb.smtp.sasl.mechanisms import MECHANISMS

    return MECHANISMS.get(name)


def _newest_challenge(transcript: Transcript) -> tuple[int, bytes]:
    """The entry of the newest reply in the exchange, and its text."""
    for index in range(len(transcript.entries) - 1, -1, -1):
        entry = transcript.entries[index]
        if entry.reply is not None and entry.answers in IN_AUTH:
            return index, entry.reply.texts[-1]
    return -1, b""
