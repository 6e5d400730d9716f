"""AUTH, answered in clear: where the form stands, what it asks next, and the line that comes of it.

Decides when a challenge is answered by a form and when by hand, and what of both is secret. Holds what was
filled in while the exchange lasts, and no longer. How it is drawn is the composer's; what a mechanism asks
and makes of it is the table of `smtp.sasl.mechanisms`, imported when the first AUTH begins.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import ANSWER, Dialogue, State
from smtpwb.smtp.sasl.by_hand import decoded, is_base64, is_response
from smtpwb.transcript.transcript import Transcript

if TYPE_CHECKING:
    from smtpwb.session.secret_sources import Login, Source
    from smtpwb.smtp.sasl.steps import Check, Exchange, Field, Mechanism, Response, Step

_IN_EXCHANGE = frozenset({"AUTH", ANSWER})
_AUTH = re.compile(r"[ \t]*AUTH[ \t]+([^ \t]+)[ \t]*", re.IGNORECASE)
_AUTH_LINE = re.compile(rb"[ \t]*AUTH[ \t]+([^ \t]+)(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Order:
    """A line that is to be sent, and the secrets that it was made of, to be hidden where they are echoed."""

    line: str = field(repr=False)
    hides: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass
class _Form:
    """One step, as it is filled in."""

    step: Step
    command: str = ""
    """The AUTH that the response goes with; empty: it answers a challenge."""
    at: int = 0

    @property
    def field(self) -> Field | None:
        return self.step.asks[self.at] if self.at < len(self.step.asks) else None


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class Answering:
    """The exchange under way, if there is one, and its form."""

    def __init__(self, login: Login | None = None, nonce: Callable[[], str] = new_nonce) -> None:
        self._login = login
        self._nonce = nonce
        self._exchange: Exchange | None = None
        self._form: _Form | None = None
        self._values: dict[str, str] = {}
        self._challenge = -1
        """The entry of the challenge that is open, or was last."""
        self._asked = False
        """The source of the secret was asked in this exchange."""
        self._proven: bool | None = None
        """Whether the server proved itself; None: it had nothing to prove."""
        self._made: Response | None = None
        """What a reveal made ahead of time."""
        self.by_hand = self._stays_by_hand = False
        """The user answers this challenge in base64; and did so the last."""
        self._ahead = False
        """What stands in the line was typed before it was known what for: it stays hidden."""
        self._flowing = self._made_by_form = False
        """The last response was made by the form, so the next will be."""
        self.busy = False
        """A response is being computed."""
        self.revealed = False
        self.note = ""
        """What is to be said of the secret's source."""

    # Following the dialogue

    def follow(self, transcript: Transcript, line: str) -> str:
        """Take note of what happened; `line` stands in the composer. Returns what is to be said loudly."""
        dialogue = transcript.dialogue
        if transcript.connected and not _IN_EXCHANGE.isdisjoint(transcript.awaiting):
            self._form = None  # what is typed now is typed ahead
            return ""
        if dialogue.state is State.AUTH:
            index, text = _newest_challenge(transcript)
            if index != self._challenge:
                self._challenge = index
                self._challenged(dialogue, text, line)
            return ""
        if self.command and transcript.connected:
            return ""  # the form is of an AUTH that is still to be said
        return self._over(dialogue)

    def _challenged(self, dialogue: Dialogue, text: bytes, line: str) -> None:
        octets = sasl.challenge(text)
        said = self._begun(dialogue.mechanism)
        missing = dialogue.responses - len(said.responses)  # sent by hand before anyone listened
        self._exchange = replace(
            said,
            challenges=(*said.challenges, text if octets is None else octets),
            responses=(*said.responses, *[b""] * missing),
        )
        self._note_proof()
        self._form = self._next_form()
        self.by_hand = self._stays_by_hand or (bool(line) and not self._takes(line))
        self._ahead = bool(line)

    def _takes(self, line: str) -> bool:
        """Whether what was typed ahead of its challenge is meant for the form, rather than as it is."""
        return self._form is not None and (self._flowing or not is_base64(line))

    def _note_proof(self) -> None:
        check = self.check
        if check is not None and len(self._exchange.responses if self._exchange else ()) > 1:
            self._proven = check.good

    def _begun(self, name: str) -> Exchange:
        from smtpwb.smtp.sasl.steps import Exchange

        if self._exchange is None or self._exchange.mechanism != name:
            self._exchange = Exchange(name, nonce=self._nonce())
            self._asked, self._proven = False, None
            self._values = {"user": self._login.user} if self._login is not None else {}
        return self._exchange

    def _over(self, dialogue: Dialogue) -> str:
        """The exchange has ended: nothing of it is kept."""
        said, proven = self._exchange, self._proven
        self.drop()
        scram = said is not None and said.mechanism.startswith("SCRAM-") and len(said.responses) > 1
        if scram and dialogue.authenticated and proven is None:
            return "The server accepted, but never proved (v=…) that it knows the password."
        return ""

    def drop(self) -> None:
        """Forget the exchange and all that was filled in."""
        self._exchange = self._form = self._made = None
        self._values = {}
        self.by_hand = self.busy = self.revealed = self._asked = self._ahead = self._stays_by_hand = False
        self._flowing = self._made_by_form = False
        self._proven = None
        self.note = ""

    def sent(self, line: bytes, answer: bool) -> None:
        """A line is sent, as an answer or a command: of the exchange, keep what later steps need of it."""
        self._stays_by_hand = answer and self.by_hand
        self._form = self._made = None
        self.by_hand = self.busy = self.revealed = False
        self.note = ""
        self._ahead, self._flowing, self._made_by_form = False, self._made_by_form, False
        if not answer:
            self._begins_with(line)
        elif self._exchange is not None:
            self._exchange = replace(self._exchange, responses=(*self._exchange.responses, decoded(line)))

    def _begins_with(self, line: bytes) -> None:
        begins = _AUTH_LINE.fullmatch(line)
        if begins is None:
            return
        if self._exchange is not None and self._exchange.challenges:
            self.drop()
        said = self._begun(begins[1].decode("ascii", "replace").upper())
        if response := (begins[2] or b"").strip():
            self._exchange = replace(said, responses=(decoded(response),))

    # The form

    def _mechanism(self) -> Mechanism | None:
        from smtpwb.smtp.sasl.mechanisms import MECHANISMS

        return MECHANISMS.get(self._exchange.mechanism) if self._exchange is not None else None

    def _next_form(self, command: str = "") -> _Form | None:
        mechanism, said = self._mechanism(), self._exchange
        step = mechanism.step(said) if mechanism is not None and said is not None else None
        return None if step is None else _Form(step, command, _first(step))

    def begins(self, line: str) -> bool:
        """Whether a form can make the initial response of this line."""
        found = _AUTH.fullmatch(line)
        if found is None:
            return False
        from smtpwb.smtp.sasl.mechanisms import MECHANISMS

        mechanism = MECHANISMS.get(found[1].upper())
        return mechanism is not None and mechanism.initial

    def begin(self, line: str) -> bool:
        """Open the form that makes the initial response of this AUTH; False if there is none."""
        found = _AUTH.fullmatch(line)
        if found is None or not self.begins(line):
            return False
        self.drop()
        self._begun(found[1].upper())
        self._form = self._next_form(line.rstrip())
        return self._form is not None

    @property
    def active(self) -> bool:
        """What is typed fills in a form."""
        return self._form is not None and not self.by_hand

    @property
    def command(self) -> str:
        """The AUTH that the form is for, if its response goes with it."""
        return self._form.command if self._form is not None else ""

    @property
    def field(self) -> Field | None:
        """What is asked for now; None: nothing, Enter goes on."""
        return self._form.field if self._form is not None else None

    @property
    def value(self) -> str:
        """What was filled in before where the form stands."""
        return self._values.get(self.field.id, "") if self.field is not None else ""

    @property
    def open(self) -> bool:
        """A challenge is open that a form could answer."""
        return self._form is not None or (self.by_hand and self._next_form() is not None)

    def hold(self) -> bool:
        """Enter, while the reply to the form's last response is still awaited: True once, to wait for it."""
        held, self._flowing = self._flowing and self._form is None, False
        return held

    def secret(self, line: str) -> bool:
        """Whether what is typed here is secret. A whole response, pasted out of habit, turns the form off."""
        self._ahead = self._ahead and bool(line)
        if self.field is None or not self.active or (self._ahead and not self.revealed):
            return bool(line)
        if not self.field.secret and is_response(line):
            self.by_hand = not self._form.command if self._form is not None else False
            return True
        return self.field.secret and not self.revealed

    def move(self, line: str, by: int) -> str | None:
        """Go to another field, keeping what was typed; what is filled in there, None if there is none."""
        form = self._form
        if form is None or not self.active or not form.step.asks:
            return None
        self.keep(line)
        form.at = max(0, min(len(form.step.asks) - 1, form.at + by))
        self._ahead = False
        return self.value

    def keep(self, line: str) -> None:
        """What is filled in where the form stands."""
        if self.field is not None:
            self._values[self.field.id] = line

    def entered(self, line: str) -> str | None:
        """Enter: what is filled in at the next field, or None when the response is due."""
        form = self._form
        assert form is not None
        self.keep(line)
        self._ahead = False
        if form.at + 1 < len(form.step.asks):
            form.at += 1
            return self.value
        return None

    def toggle(self) -> str | None:
        """Between form and base64 by hand; what then stands in the composer, None if there is no choice."""
        if self.command:
            command = self.command
            self.drop()
            return command + " "
        if not self.open:
            return None
        self.by_hand = not self.by_hand
        if self._form is None:
            self._form = self._next_form()
        return "" if self.by_hand else self.value

    # The response

    @property
    def said(self) -> Exchange:
        """The exchange, with what is filled in."""
        assert self._exchange is not None
        return replace(self._exchange, values=dict(self._values))

    @property
    def mechanism(self) -> str:
        return self._exchange.mechanism if self._exchange is not None else ""

    @property
    def challenge(self) -> bytes | None:
        """The newest challenge, decoded; None before the first."""
        return self._exchange.challenges[-1] if self._exchange and self._exchange.challenges else None

    @property
    def step(self) -> Step | None:
        return self._form.step if self._form is not None else None

    @property
    def check(self) -> Check | None:
        """What the newest challenge proves, or fails to."""
        mechanism, said = self._mechanism(), self._exchange
        step = mechanism.step(said) if mechanism is not None and said is not None else None
        return step.check(self.said) if step is not None and self.challenge is not None else None

    def making(self) -> Callable[[], Response]:
        """What makes the response, perhaps for seconds, in any thread; it may raise CannotRespond."""
        assert self._form is not None
        step, said = self._form.step, self.said
        return lambda: step.make(said)

    @property
    def costly(self) -> bool:
        """Making the response takes long."""
        return self._form is not None and self._form.step.draft is not None

    def order(self, response: Response) -> Order:
        """The line of a response that was made."""
        from smtpwb.smtp.sasl import pieces

        assert self._exchange is not None
        assert self._form is not None
        command, kept = self._form.command, response.kept
        self._made_by_form = True
        if kept:
            self._exchange = replace(self._exchange, kept=kept)
        octets = pieces.line(response.pieces, initial=bool(command)).decode()
        asks = self._form.step.asks
        typed = [self._values.get(asked.id, "") for asked in asks if asked.secret]
        hides = [text.encode("utf-8", "surrogateescape") for text in typed] + [kept]
        return Order(f"{command} {octets}" if command else octets, tuple(filter(None, hides)))

    def preview(self, line: str) -> str:
        """The base64 that would go, a bullet for each group with a secret octet, unless revealed."""
        from smtpwb.smtp.sasl import pieces

        if not self.busy:  # else the line is what is typed ahead
            self.keep(line)
        assert self._form is not None
        initial = bool(self._form.command)
        if self.revealed and self._made is not None:
            return pieces.line(self._made.pieces, initial).decode()
        made = self._form.step.pieces(self.said)
        return pieces.line(made, initial).decode() if self.revealed else pieces.preview(made, initial)

    def reveal(self, made: Response | None = None) -> None:
        """Show all, until the next key; `made` is what took long to make."""
        self._made, self.revealed = made, True

    def hide(self) -> bool:
        """A key was pressed; True if anything was revealed until now."""
        was, self.revealed, self._made = self.revealed, False, None
        return was

    # The secret's source

    @property
    def source(self) -> Source | None:
        """What is to be asked for the secret now, once in an exchange."""
        if self._asked or self.field is None or not self.field.secret or self.value or not self.active:
            return None
        return self._login.source if self._login is not None else None

    def asked(self) -> str:
        """The source is being asked; whose secret it is wanted for."""
        self._asked = True
        return self._values.get("user", "")


def _newest_challenge(transcript: Transcript) -> tuple[int, bytes]:
    """The entry of the newest reply in the exchange, and its text."""
    for index in range(len(transcript.entries) - 1, -1, -1):
        entry = transcript.entries[index]
        if entry.reply is not None and entry.answers in _IN_EXCHANGE:
            return index, entry.reply.texts[-1]
    return -1, b""


def _first(step: Step) -> int:
    """The first field that is asked for without being gone to."""
    return next((at for at, asked in enumerate(step.asks) if not asked.optional), 0)
