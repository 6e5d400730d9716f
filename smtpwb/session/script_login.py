"""A login by a script: the response to each challenge, made of a user name and a secret.

Follows the exchange of AUTH as its lines go. Decides what cannot be answered, such as a
wrong proof of the server; how a response is made is for the mechanisms (`smtp.sasl.mechanisms`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import IN_AUTH
from smtpwb.smtp.reads import Reads
from smtpwb.smtp.sasl.by_hand import decoded
from smtpwb.smtp.sasl.mechanisms import MECHANISMS
from smtpwb.smtp.sasl.pieces import line
from smtpwb.smtp.sasl.secret import Secret
from smtpwb.smtp.sasl.steps import CannotRespond, Exchange, Step
from smtpwb.transcript.transcript import Transcript


class Login:
    """The newest exchange of one connection."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._begin("")

    def _begin(self, mechanism: str) -> None:
        self._mechanism = mechanism
        self._responses: tuple[bytes, ...] = ()
        self._nonce = secrets.token_urlsafe(24)
        self._kept = b""
        """What the last response made, and the server's proof is checked with."""

    def sent(self, sent: bytes, reads: Reads) -> None:
        """A line went, which the server reads so: keep what later responses build on."""
        if reads is Reads.ANSWER:
            self._responses = (*self._responses, decoded(sent))
            return
        begun = sasl.begun(sent)
        if begun is not None:
            if self._responses or self._mechanism != begun.mechanism:
                self._begin(begun.mechanism)
            self._responses = (decoded(begun.response),) if begun.response else ()

    def cannot(self, before: bytes) -> str:
        """Why no response can be made, in words, to go behind `before`; empty if one can."""
        step, said = self._step(before, "", Secret(""))
        if step is None:
            return f"no response is made here for {said.mechanism}: write it in base64"
        check = step.check(said)
        if check is not None and not check.good:
            return check.text
        try:
            step.pieces(said)
        except CannotRespond as error:
            return str(error)
        return ""

    def response(self, before: bytes, user: str, secret: Secret) -> bytes:
        """The response in base64, to go behind `before`: `AUTH`, a mechanism and a blank, or nothing."""
        step, said = self._step(before, user, secret)
        assert step is not None  # or it cannot be made
        made = step.make(said)
        self._kept = made.kept or self._kept
        return line(made.pieces, initial=bool(before))

    def _step(self, before: bytes, user: str, secret: Secret) -> tuple[Step | None, Exchange]:
        """What comes now; behind AUTH a new exchange begins."""
        begun = sasl.begun(before)
        if begun is not None:
            self._begin(begun.mechanism)
        word = secret.reveal()
        values = {"user": user, "password": word, "token": word}
        challenges = () if before else tuple(self._challenges())
        said = Exchange(self._mechanism, challenges, self._responses, values, self._nonce, self._kept)
        mechanism = MECHANISMS.get(self._mechanism)
        if mechanism is None or (before and not mechanism.initial):
            return None, said
        return mechanism.step(said), said

    def _challenges(self) -> Iterator[bytes]:
        """What each 334 of the exchange says."""
        replies = []
        for entry in reversed(self._transcript.entries):
            if entry.reply is not None and entry.answers in IN_AUTH:
                replies.append(entry.reply)
            if entry.reply is not None and entry.answers == "AUTH":
                break
        for reply in reversed(replies):
            octets = sasl.challenge(reply.texts[-1])
            yield reply.texts[-1] if octets is None else octets
