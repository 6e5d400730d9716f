"""A dialogue as steps to be compared: what was sent or happened, with all the replies to it.

Decides what belongs to one step and by which key two dialogues are aligned. The lines of a message are one
step; what we did ourselves, and how it ended behind a QUIT, is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from smtpwb.smtp import amounts
from smtpwb.smtp.dialogue import GREETING, State
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, Sent
from smtpwb.transcript.transcript import Transcript

MESSAGE, ANSWER, UNASKED, CONNECT, TLS, END = (
    "(message)",
    "(answer)",
    "(unasked)",
    "(connect)",
    "(tls)",
    "(end)",
)
_WORDS = {
    GREETING: "the greeting",
    UNASKED: "said unasked",
    CONNECT: "the connection",
    TLS: "the TLS handshake",
    END: "the end of the connection",
    ANSWER: "an answer, masked",
}
_OF_EACH_TIME = re.compile(rb"(?im)^(?:Date|Message-ID):[^\n]*\n(?:[ \t][^\n]*\n)*")
"""Header fields that are others in each message (RFC 5322 §3.6.1, §3.6.4)."""


class Answer(msgspec.Struct, frozen=True):
    """One reply of a step."""

    index: int
    """Its entry."""
    codes: str
    """`250 2.1.5`; empty: it has no reply code."""
    lines: tuple[str, ...]
    """Visible text."""
    elapsed: int | None
    """Nanoseconds, where that is known."""


class Step(msgspec.Struct, frozen=True):
    """One thing that was sent or happened, and what came back."""

    verb: str
    """What kind of step: a verb in upper case, or one of the names above."""
    key: str
    """What was sent, as it is compared; of a message its digest without Date and Message-ID."""
    text: str
    """What was sent, to be shown: visible text, secrets as bullets."""
    index: int
    """The entry that began it."""
    answers: tuple[Answer, ...] = ()


def steps(transcript: Transcript) -> tuple[Step, ...]:
    """The steps of a dialogue, in the order in which they began."""
    found: list[Step] = []
    of: dict[int, int] = {}
    """Which step an entry belongs to."""
    for index, entry in enumerate(transcript.entries):
        if entry.kind is Kind.REPLY and entry.partner in of and entry.answers != GREETING:
            at = of[entry.partner]
            found[at] = replace(found[at], answers=(*found[at].answers, _answer(index, entry)))
        elif entry.kind is Kind.CONTENT and found and found[-1].verb == MESSAGE and not found[-1].answers:
            of[index] = len(found) - 1
        elif (step := _step(index, entry)) is not None:
            of[index] = len(found)
            found.append(step)
    return tuple(_whole(transcript.entries, found, of))


def _step(index: int, entry: Entry) -> Step | None:
    """The step that an entry begins."""
    match entry.kind:
        case Kind.COMMAND | Kind.RAW:
            text = wording.lines(entry)[0]
            verb = entry.command.verb if entry.command is not None else ""
            return Step(verb, _key(text, verb), text, index)
        case Kind.CONTENT:
            return Step(MESSAGE, "", "", index)
        case Kind.ANSWER:
            return Step(ANSWER, ANSWER, _WORDS[ANSWER], index)
        case Kind.REPLY:
            name = GREETING if entry.answers == GREETING else UNASKED
            return Step(name, name, _WORDS[name], index, (_answer(index, entry),))
        case Kind.OPENED | Kind.FAILED:
            return Step(CONNECT, CONNECT, _WORDS[CONNECT], index)
        case Kind.SECURED:
            return Step(TLS, TLS, _WORDS[TLS], index)
        case Kind.CLOSED if _telling(entry):
            return Step(END, END, _WORDS[END], index)
    return None


def _telling(entry: Entry) -> bool:
    """An end that we did not make, and that no QUIT asked for."""
    event = entry.event
    return isinstance(event, Closed) and not event.by_client and entry.before.state is not State.QUIT


def _key(text: str, verb: str) -> str:
    """The line with its verb in upper case; how long a secret is counts for nothing."""
    rest = text.lstrip()
    if verb and rest.upper().startswith(verb):
        rest = verb + rest[len(verb) :]
    return re.sub(f"{wording.BULLET}+", wording.BULLET, rest.rstrip())


def _answer(index: int, entry: Entry) -> Answer:
    reply = entry.reply
    assert reply is not None
    return Answer(index, reply.codes, wording.lines(entry), entry.elapsed)


def _whole(entries: Sequence[Entry], found: Sequence[Step], of: dict[int, int]) -> Iterator[Step]:
    """The steps, with what each message was."""
    parts: dict[int, list[Sent]] = {}
    for index, at in of.items():
        event = entries[index].event
        if found[at].verb == MESSAGE and isinstance(event, Sent):
            parts.setdefault(at, []).append(event)
    for at, step in enumerate(found):
        if at not in parts:
            yield step
            continue
        count = sum(event.octets for event in parts[at])
        yield replace(step, key=_digest(parts[at]), text=f"a message of {amounts.octets(count)}")


def _digest(events: Sequence[Sent]) -> str:
    if any(event.spooled is not None for event in events):
        return " ".join(_spooled(event) for event in events)
    octets = b"".join(event.data for event in events)
    head, blank, body = octets.partition(b"\r\n\r\n")
    head = _OF_EACH_TIME.sub(b"", head + b"\r\n")
    return hashlib.sha256(head + blank + body).hexdigest()


def _spooled(event: Sent) -> str:
    return hashlib.sha256(event.data).hexdigest() if event.spooled is None else event.spooled.sha256
