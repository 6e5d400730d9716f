"""Where a lesson stands, as a value, and where each entry of a transcript moves it.

The rules:
1. A step is done by a reply, an event or something sent, as its file says; never by a typed line as such.
2. A later step done early counts, and skips what stood before it, unless it is `in_turn`.
3. A step whose verb is out of place (`smtp.dialogue.RULES`) cannot be at hand: the lesson goes back to the
   nearest earlier step that is in place, else to the first.
4. An error moves nothing by itself. It brings advice: from the step that the refused verb belongs to, else
   from the step at hand, else from the lesson. Verbs of no step (NOOP, VRFY, …) change nothing.
5. A new connection starts anew; a finished lesson stays finished.
6. In LMTP (RFC 2033) the lesson steps aside: its lines are SMTP's, and nothing moves it.

No clock, file or screen: the same entries give the same standing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from smtpwb.lessons import patterns
from smtpwb.lessons.lesson import CLEARED, CLOSED, OPEN_FAILED, Advice, Condition, Lesson, Step
from smtpwb.smtp.dialogue import RULES, State, in_place
from smtpwb.smtp.replies import Reply
from smtpwb.transcript.events import Opened, Secured, Sent
from smtpwb.transcript.transcript import Entry, Kind


class Standing(msgspec.Struct, frozen=True):
    """How far a lesson has come."""

    at: int = 0
    """Index of the step at hand; the number of steps when finished."""
    done: tuple[int, ...] = ()
    """Indices of the steps done, in order; those skipped are not among them."""
    advice: Advice | None = None
    """What to do about the last failure, until something succeeds."""
    advised: int = -1
    """Index of the entry that brought the advice."""
    aside: bool = False
    """The dialogue is none that the lesson is about."""
    given: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Placeholder → what the user gave and the server accepted."""


def moved(lesson: Lesson, now: Standing, index: int, entry: Entry) -> Standing:
    """The standing after the entry at `index`, which has to be complete if it is a reply."""
    if now.at == len(lesson.steps):
        return now
    if entry.kind is Kind.OPENED:
        now = Standing(given=now.given)
    now = msgspec.structs.replace(now, given={**now.given, **_given(entry)})
    now = msgspec.structs.replace(now, aside=entry.after.hello == "LHLO")
    if now.aside:
        return msgspec.structs.replace(now, advice=None, advised=-1)
    step = _step_done(lesson, now, entry)
    if step is not None:
        now = msgspec.structs.replace(now, at=step + 1, done=(*now.done, step), advice=None, advised=-1)
    else:
        now = _advised(lesson, now, index, entry)
    return _gone_back(lesson, now, index, entry)


# Rules 1 and 2: what does a step


def _step_done(lesson: Lesson, now: Standing, entry: Entry) -> int | None:
    for place in range(now.at, len(lesson.steps)):
        step = lesson.steps[place]
        in_turn = place == now.at or not step.in_turn
        if in_turn and any(_does(entry, condition) for condition in step.done):
            return place
    return None


def _does(entry: Entry, condition: Condition) -> bool:
    if condition.answers:
        return _key(entry) in condition.answers and _says(entry, condition.reply)
    if condition.sent:
        return entry.kind is Kind.CONTENT and isinstance(entry.event, Sent) and entry.event.data != b".\r\n"
    return _event(entry) == condition.event


def _key(entry: Entry) -> str:
    """What a reply answers, as a key of `smtp.dialogue.RULES`; empty for all that is no reply."""
    if entry.kind is not Kind.REPLY:
        return ""
    return "BDAT LAST" if entry.command is not None and entry.command.last_chunk else entry.answers


def _says(entry: Entry, pattern: str) -> bool:
    return entry.reply is not None and patterns.fits(pattern, entry.reply)


def _event(entry: Entry) -> str:
    """The happening that an entry is; empty for a reply, for what was sent and for a failed handshake."""
    if isinstance(entry.event, Secured) and not entry.event.version:
        return ""
    return {
        Kind.OPENED: "opened",
        Kind.FAILED: OPEN_FAILED,
        Kind.SECURED: "secured",
        Kind.CLOSED: CLOSED,
    }.get(entry.kind, "")


# Rule 4: what a failure brings


def _advised(lesson: Lesson, now: Standing, index: int, entry: Entry) -> Standing:
    if entry.kind is Kind.FAILED:
        found = _for_event(lesson, lesson.steps[0], OPEN_FAILED)
    elif entry.kind is Kind.CLOSED:
        found = now.advice if _explained(now, entry) else _for_event(lesson, lesson.steps[now.at], CLOSED)
    elif entry.kind is Kind.REPLY and entry.reply is not None:
        return _after_reply(lesson, now, index, entry, entry.reply)
    else:
        return now
    return msgspec.structs.replace(now, advice=found, advised=index)


def _explained(now: Standing, entry: Entry) -> bool:
    """Whether a reply has already said why the connection ended: a 421, or a greeting that refused."""
    return now.advice is not None and (now.at == 0 or not entry.before.open)


def _after_reply(lesson: Lesson, now: Standing, index: int, entry: Entry, reply: Reply) -> Standing:
    owner = _owner(lesson, now, _key(entry))
    closing = reply.code == "421"
    here = lesson.steps[now.at]
    if reply.code[:1] in ("2", "3"):
        mends = owner is not None and (owner is here or not owner.in_turn)
        return msgspec.structs.replace(now, advice=None, advised=-1) if mends else now
    if reply.code[:1] not in ("4", "5") or (_aside(entry, owner) and not closing):
        return now
    if owner is not here and entry.partner is not None and entry.partner < now.advised:
        return now  # sent before the last failure was known: the first cause is worth more
    found = _for_reply(owner or here, lesson, reply)
    return msgspec.structs.replace(now, advice=found, advised=index)


def _owner(lesson: Lesson, now: Standing, key: str) -> Step | None:
    """The step that a verb belongs to, the one at hand first."""
    return next((s for s in (lesson.steps[now.at], *lesson.steps) if key in s.verbs), None)


def _aside(entry: Entry, owner: Step | None) -> bool:
    """A reply to a verb of no step, or to nothing at all; an unknown word is most likely a slip."""
    return owner is None and (not entry.answers or entry.answers in RULES)


def _for_reply(step: Step, lesson: Lesson, reply: Reply) -> Advice | None:
    for advice in (step.advice, lesson.advice):
        if (pattern := patterns.best((one.when for one in advice), reply)) is not None:
            return _when(advice, pattern)
    return None


def _for_event(lesson: Lesson, step: Step, happening: str) -> Advice | None:
    return _when((*step.advice, *lesson.advice), happening)


def _when(advice: Iterable[Advice], when: str) -> Advice | None:
    return next((one for one in advice if one.when == when), None)


# Rule 3: what sends the lesson back

_PASSING = frozenset({State.AUTH, State.TLS, State.QUIT})
"""States that lead on by themselves: nothing is decided there."""
_MAY_SEND_BACK = frozenset({Kind.REPLY, Kind.SECURED, Kind.CLOSED})


def _gone_back(lesson: Lesson, now: Standing, index: int, entry: Entry) -> Standing:
    closed = entry.kind is Kind.CLOSED
    if entry.kind not in _MAY_SEND_BACK or entry.after.state in _PASSING or now.at == len(lesson.steps):
        return now
    if entry.after.state is State.CLOSED and not closed:
        return now  # after a 421 the end of the stream is still to come
    place = next((p for p in range(now.at, 0, -1) if _stands(lesson.steps[p], entry)), 0)
    if place == now.at:
        return now
    if not closed and now.advised != index:
        now = msgspec.structs.replace(now, advice=_when(lesson.advice, CLEARED), advised=index)
    return msgspec.structs.replace(now, at=place, done=tuple(step for step in now.done if step < place))


def _stands(step: Step, entry: Entry) -> bool:
    return any(in_place(verb, entry.after) for verb in step.verbs)


# What fills the placeholders


def _given(entry: Entry) -> dict[str, str]:
    """What this entry tells of the user: the order to connect, the name, the addresses accepted."""
    if isinstance(entry.event, Opened):
        return _printable("target", entry.event.target)
    if entry.command is None or not _says(entry, "2yz"):
        return {}
    if entry.answers in ("HELO", "EHLO", "LHLO"):
        return _printable("helo", entry.command.argument.decode("utf-8", "replace").strip())
    name = {"MAIL": "sender", "RCPT": "recipient"}.get(entry.answers)
    path = entry.command.path
    return _printable(name, path.address.decode("utf-8", "replace")) if name and path else {}


def _printable(name: str, word: str) -> dict[str, str]:
    """Only what can be shown and typed again as it is."""
    return {name: word} if word.isprintable() and "\ufffd" not in word else {}
