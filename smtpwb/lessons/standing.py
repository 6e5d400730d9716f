"""Where a lesson stands, as a value: the step at hand, and the step that is next on the wire.

Two places, because what is to be read or found out is never skipped, and what is done on the wire meanwhile
counts.
Decides where a step can be at hand. What moves a standing is decided in `moving`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from smtpwb.lessons.advising import GONE, Said
from smtpwb.lessons.conditions import CLOSED, Condition
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.steps import HINTS, Do, Step
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.sequence import in_place

OFFLINE = Dialogue()


class Standing(msgspec.Struct, frozen=True):
    """How far a lesson has come."""

    at: int = 0
    """Index of the step at hand; the number of steps when finished."""
    wire: int = 0
    """Index of the `do` step that is next on the wire; the number of steps when there is none."""
    done: tuple[int, ...] = ()
    """Indices of the `do` steps done, in order; those skipped are not among them."""
    passed: tuple[int, ...] = ()
    """Indices of the steps read, found out or done for good (`Do.moves`), in order: nothing undoes them."""
    depth: int = 0
    """How many hints are shown."""
    helped: Mapping[int, int] = msgspec.field(default_factory=dict)
    """Index of a step → how many hints it took, by wrong turns or by wish."""
    advice: Said | None = None
    """What to do about the last wrong turn, until something succeeds."""
    advised: int = -1
    """Index of the entry that brought the advice."""
    tried: frozenset[str] = frozenset()
    """The wrong answers to the question at hand, as they are compared: once more, none costs a hint."""
    learned: str = ""
    """Said of the last right answer, until the next move."""
    since: int = -1
    """The newest entry when the step at hand came up."""
    seen: int = -1
    """Index of the newest entry taken in."""
    aside: bool = False
    """The dialogue is none that the lesson is about."""
    given: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Placeholder → what the user gave and the server accepted."""


def begun(lesson: Lesson) -> Standing:
    """Before anything has happened."""
    return Standing(wire=next_do(lesson, 0))


def resumed(
    lesson: Lesson,
    step: str,
    passed: Sequence[str],
    given: Mapping[str, str],
    helped: Mapping[str, int] | None = None,
) -> Standing:
    """Where a lesson was left, by the ids of its steps; without a connection, so at a step that makes one."""
    ids = [one.id for one in lesson.steps]
    at = ids.index(step) if step in ids else 0
    read = tuple(index for index, id in enumerate(ids) if id in passed and _stays(lesson.steps[index]))
    took = {ids.index(id): count for id, count in (helped or {}).items() if id in ids}
    now = Standing(at=at, wire=next_do(lesson, at), passed=read, given=dict(given), helped=took)
    now = replace(now, wire=place_of(lesson, now.wire, OFFLINE))
    there = _at(lesson, now)
    return replace(now, at=there, advice=GONE if there < at else None)


def arrived(lesson: Lesson, now: Standing) -> Standing:
    """The step at hand, once what is done or read has changed; at another step, hints begin anew."""
    at = _at(lesson, now)
    return (
        now if at == now.at else replace(now, at=at, depth=0, learned="", tried=frozenset(), since=now.seen)
    )


def deeper(now: Standing) -> Standing:
    """One hint more, if there is one."""
    if now.depth == HINTS:
        return now
    helped = {**now.helped, now.at: now.helped.get(now.at, 0) + 1}
    return replace(now, depth=now.depth + 1, helped=helped)


def _at(lesson: Lesson, now: Standing) -> int:
    """The first step before the place on the wire that is not read; one at hand stays so until it is."""
    if now.at < len(lesson.steps) and _unread(lesson, now, now.at):
        return now.at
    return next((place for place in range(now.wire) if _unread(lesson, now, place)), now.wire)


def _unread(lesson: Lesson, now: Standing, place: int) -> bool:
    return not isinstance(lesson.steps[place], Do) and place not in now.passed


def _stays(step: Step) -> bool:
    """Once passed it stays so."""
    return not (isinstance(step, Do) and step.moves)


def next_do(lesson: Lesson, place: int, passed: Collection[int] = ()) -> int:
    """Index of the first `do` step from `place` on that is not done for good; the number of steps where
    there is none."""
    places = (at for at in range(place, len(lesson.steps)) if at not in passed)
    return next((at for at in places if isinstance(lesson.steps[at], Do)), len(lesson.steps))


def do_at(lesson: Lesson, place: int) -> Do:
    """The `do` step at `place`."""
    step = lesson.steps[place]
    assert isinstance(step, Do)
    return step


def back(lesson: Lesson, now: Standing, dialogue: Dialogue) -> Standing:
    """At the nearest step that is in place; of what was done, only what lies before it."""
    wire = place_of(lesson, now.wire, dialogue)
    if wire == now.wire:
        return now
    now = replace(now, wire=wire, done=tuple(step for step in now.done if step < wire))
    return arrived(lesson, now)


def place_of(lesson: Lesson, wire: int, dialogue: Dialogue) -> int:
    """The step at `wire` if it is in place, or would be after RSET: then nothing is missing, and something is
    in the way. Else the nearest before it that is in place and that brings the dialogue on; at most the one
    that connects, or where that is done the one behind it."""
    behind = wire
    for place in range(min(wire, len(lesson.steps) - 1), -1, -1):
        step = lesson.steps[place]
        if wire == len(lesson.steps) or not isinstance(step, Do):
            continue
        if place < wire and not step.moves:
            continue  # it brought nothing that could be missing now
        if any(_can_be_met(one, dialogue) for one in step.done):
            return place
        if place == wire and any(_can_be_met(one, dialogue.reset()) for one in step.done):
            return place
        if step.connects:
            return behind if dialogue.open and dialogue.state not in UNGREETED else place
        behind = place
    return behind


UNGREETED = frozenset({State.CONNECTED, State.REFUSED})
"""A connection stands, and no greeting has welcomed the client."""


def _can_be_met(condition: Condition, dialogue: Dialogue) -> bool:
    """Whether it can be met where the dialogue stands."""
    if condition.looked:
        return True
    if condition.event == CLOSED or condition.anywhere:
        return dialogue.open
    return dialogue.open and any(in_place(verb, dialogue) for verb in condition.verbs)
