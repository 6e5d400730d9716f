"""Where each entry of a transcript, each answer and each view opened moves a lesson.

The rules:
1. A step is done by a reply, an event, something sent or a view opened, as its file says; never by a typed
   line as such.
2. What is to be read or found out is never skipped. What is done on the wire meanwhile counts: the wire has a
   place of its own, and once all before it is read, the lesson is there.
3. A `do` step done early counts and skips the `do` steps right before it, unless it is `in_turn`, ends the
   dialogue, or lies behind a step that connects.
4. A step whose verb is out of place (`smtp.dialogue.RULES`) cannot be next on the wire: it goes back to the
   nearest earlier step that is in place, at most to the nearest one that connects. What was read and found
   out stays so. Where nothing but an open transaction is in the way, RSET helps, and it stays.
5. An error moves nothing by itself. It brings advice (`wrong_turns`): from the step that the refused verb
   belongs to, else from the step at hand, else from the lesson, else from the diagnosis. Each wrong turn goes
   one hint deeper, but for the verb of the step misspelt, and for an answer that was given before. Verbs of
   no step (NOOP, VRFY, …) are none: their refusal is told from the diagnosis alone.
6. In LMTP (RFC 2033) a lesson of SMTP steps aside: nothing moves it.
7. A finished lesson stays finished.

No clock, file or screen: the same entries and the same answers give the same standing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from smtpwb.lessons import advising
from smtpwb.lessons.advising import Said
from smtpwb.lessons.conditions import does
from smtpwb.lessons.lesson import Lesson, placeholders_of
from smtpwb.lessons.narrowing import says
from smtpwb.lessons.standing import OFFLINE, Standing, arrived, back, deeper, do_at, next_do
from smtpwb.lessons.steps import CLEARED, Do, Explain, FindOut, plain
from smtpwb.lessons.wrong_turns import wrong_turn
from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Opened


def moved(lesson: Lesson, now: Standing, entries: Sequence[Entry], index: int) -> Standing:
    """The standing after the entry at `index`, which has to be complete if it is a reply."""
    entry = entries[index]
    if now.wire == len(lesson.steps):
        return replace(now, seen=max(now.seen, index))
    if entry.kind is Kind.OPENED:
        now = _opened(lesson, now, entries, index)
    aside = entry.after.hello == "LHLO" and not lesson.speaks_lmtp
    now = replace(now, seen=max(now.seen, index), aside=aside)
    if aside:
        return replace(now, advice=None, advised=-1)
    place = next((p for p in _within_reach(lesson, now) if _done(lesson, now, p, entries, index)), None)
    if place is not None:
        now = _advanced(lesson, now, place, _given(entries, index))
    else:
        now = wrong_turn(lesson, now, entries, index)
    return _gone_back(lesson, now, index, entry)


def _opened(lesson: Lesson, now: Standing, entries: Sequence[Entry], index: int) -> Standing:
    """A connection stands, perhaps in place of another; where to is remembered even if nobody greets."""
    now = back(lesson, now, OFFLINE) if entries[index].before.open else now
    words = _asked_for(do_at(lesson, now.wire), _given(entries, index))
    return replace(now, advice=None, advised=-1, given={**now.given, **words})


def looked(lesson: Lesson, now: Standing, view: str, dialogue: Dialogue) -> Standing:
    """The standing after a view was opened."""
    for place in _within_reach(lesson, now):
        step = do_at(lesson, place)
        if any(one.looked == view for one in step.done) and (place == now.wire or not step.in_turn):
            advanced = _advanced(lesson, now, place, {})
            return advanced if dialogue.state in _PASSING else back(lesson, advanced, dialogue)
    return now


def _within_reach(lesson: Lesson, now: Standing) -> Iterator[int]:
    """The step next on the wire, and those that may be done early (rule 3)."""
    for place in range(now.wire, len(lesson.steps)):
        step = lesson.steps[place]
        if place in now.passed:
            continue
        if not isinstance(step, Do) or (step.connects and place > now.wire):
            return
        yield place
        if step.connects:
            return


def _done(lesson: Lesson, now: Standing, place: int, entries: Sequence[Entry], index: int) -> bool:
    step = do_at(lesson, place)
    early = place > now.wire
    if early and step.in_turn:
        return False
    return any(does(one, entries, index) for one in step.done if not (early and one.ends))


def _advanced(lesson: Lesson, now: Standing, place: int, given: Mapping[str, str]) -> Standing:
    """The step at `place` is done."""
    step = do_at(lesson, place)
    words = _asked_for(step, given)
    passed = now.passed if step.moves else (*now.passed, place)
    return arrived(
        lesson,
        replace(
            now,
            wire=next_do(lesson, place + 1, passed),
            done=(*now.done, place),
            passed=passed,
            advice=None,
            advised=-1,
            given={**now.given, **words},
        ),
    )


# What the learner says


def read(lesson: Lesson, now: Standing) -> Standing:
    """The standing once an explanation at hand is read; of another step the same."""
    if now.at == len(lesson.steps) or not isinstance(lesson.steps[now.at], Explain):
        return now
    return _passed(lesson, now)


def told(lesson: Lesson, now: Standing, answer: str) -> Standing:
    """The standing after an answer to the question at hand; of another step the same."""
    step = lesson.steps[now.at] if now.at < len(lesson.steps) else None
    if not isinstance(step, FindOut):
        return now
    if step.right(answer):
        return replace(_passed(lesson, replace(now, advice=None, advised=-1)), learned=step.why)
    missed = step.missed(answer)
    words = Said(missed.text, missed.sources or step.sources) if missed else Said(_NOT_THAT, step.sources)
    tried = plain(answer)
    if tried in now.tried:
        return replace(now, advice=replace(words, text=f"{_AGAIN} {words.text}"))
    return deeper(replace(now, advice=words, tried=now.tried | {tried}))


def _passed(lesson: Lesson, now: Standing) -> Standing:
    """The step at hand is read or found out; what was lost meanwhile is told where the lesson goes on."""
    after = arrived(lesson, replace(now, passed=(*now.passed, now.at)))
    if after.at > now.at:
        return after
    here = do_at(lesson, after.wire)
    words = advising.GONE if here.connects else advising.of_happening(lesson, here, CLEARED)
    return replace(after, advice=words)


def hinted(lesson: Lesson, now: Standing) -> Standing:
    """The standing with one hint more."""
    return now if now.at == len(lesson.steps) else deeper(now)


_AGAIN = "That was your answer before."
_NOT_THAT = "No, that is not it."


# Rule 4: what leads back

_PASSING = frozenset({State.AUTH, State.TLS, State.QUIT, State.CONTENT})
"""States that lead on by themselves, or to be left first: nothing is decided there."""
_MAY_LEAD_BACK = frozenset({Kind.REPLY, Kind.SECURED, Kind.CLOSED})


def _gone_back(lesson: Lesson, now: Standing, index: int, entry: Entry) -> Standing:
    closed = entry.kind is Kind.CLOSED
    if entry.kind not in _MAY_LEAD_BACK or entry.after.state in _PASSING or now.wire == len(lesson.steps):
        return now
    if entry.after.state is State.CLOSED and not closed:
        return now  # after a 421 the end of the stream is still to come
    after = back(lesson, now, entry.after)
    if after.wire == now.wire or closed or now.advised == index or after.at != after.wire:
        return after
    words = advising.of_happening(lesson, do_at(lesson, after.wire), CLEARED)
    return replace(after, advice=words, advised=index)


# What fills the placeholders


def _asked_for(step: Do, given: Mapping[str, str]) -> dict[str, str]:
    """Of what the user gave, that which the step has a placeholder for."""
    return {name: word for name, word in given.items() if name in placeholders_of(step)}


def _given(entries: Sequence[Entry], index: int) -> dict[str, str]:
    """What this entry tells of the user: the order to connect, the name, the addresses accepted."""
    entry = entries[index]
    opening = entries[entry.partner] if entry.partner is not None and entry.reply is not None else entry
    if isinstance(opening.event, Opened):
        return _printable("target", opening.event.target)
    if entry.command is None or not says(entry, "2yz"):
        return {}
    if entry.answers in HELLOS:
        return _printable("helo", entry.command.argument.decode("utf-8", "replace").strip())
    name = {"MAIL": "sender", "RCPT": "recipient"}.get(entry.answers)
    path = entry.command.path
    return _printable(name, path.address.decode("utf-8", "replace")) if name and path else {}


def _printable(name: str, word: str) -> dict[str, str]:
    """Only what can be shown and typed again as it is."""
    return {name: word} if word.isprintable() and "\ufffd" not in word else {}
