"""AUTH: from the command to the verdict (RFC 4954).

Base64, lines and the `*` that cancels are decided here; what a mechanism asks and takes is `auth`'s.
"""

from __future__ import annotations

import binascii

from smtpwb.practice.auth import MECHANISMS, Opening
from smtpwb.practice.conversation import Conversation, Expects
from smtpwb.practice.lines import Line
from smtpwb.practice.replies import reply
from smtpwb.smtp import sasl
from smtpwb.smtp.commands import VERBS as KNOWN
from smtpwb.smtp.commands import Command
from smtpwb.smtp.grammar import base64_text
from smtpwb.smtp.limits import MAX_AUTH_LINE


def respond_to_answer(talk: Conversation, line: Line) -> str:
    """The reply to an answer to a 334 (RFC 4954 §4)."""
    if not line.held or line.octets > MAX_AUTH_LINE:
        return _end_exchange(talk, reply("answer too long"))
    if line.text == sasl.CANCEL:
        return _end_exchange(talk, reply("cancelled"))
    if base64_text.fullmatch(line.text) is None:
        return _end_exchange(talk, reply("bad base64"))
    return _next_step(talk, binascii.a2b_base64(line.text))


def _end_exchange(talk: Conversation, said: str) -> str:
    talk.exchange, talk.expects = None, Expects.COMMAND
    return said


def _next_step(talk: Conversation, answer: bytes | None) -> str:
    """Hand the mechanism an answer, or start it with None; its challenge or its verdict is the reply."""
    assert talk.exchange is not None
    try:
        challenge = talk.exchange.send(answer)  # type: ignore[arg-type]  # None starts a generator
    except StopIteration as verdict:
        talk.tries += 1
        said = talk.persona.verdicts[: talk.tries][-1:] or (verdict.value,)
        talk.authenticated = said[0] == "authenticated"
        return _end_exchange(talk, reply(said[0]))
    talk.expects = Expects.ANSWER
    return reply("challenge", challenge=binascii.b2a_base64(challenge, newline=False).decode())


def auth(talk: Conversation, command: Command) -> str:
    if not talk.extended:
        return reply("EHLO first")
    if talk.transaction is not None:
        return reply("in transaction")
    if talk.authenticated:
        return reply("already authenticated")
    words = command.argument.split()
    if not 1 <= len(words) <= 2:
        return reply("syntax", syntax=KNOWN["AUTH"].syntax)
    name = words[0].upper().decode("ascii", "replace")
    if name not in talk.mechanisms:
        return reply("no mechanism")
    initial = words[1] if len(words) == 2 else None
    if initial is not None and initial != sasl.EMPTY and base64_text.fullmatch(initial) is None:
        return reply("bad base64")
    talk.exchange = MECHANISMS[name](Opening(_decoded(initial), talk.secured))
    return _next_step(talk, None)


def _decoded(initial: bytes | None) -> bytes | None:
    if initial is None:
        return None
    return b"" if initial == sasl.EMPTY else binascii.a2b_base64(initial)
