"""What is said of a wrong turn: the words of the step, else of the lesson, else made from what happened.

Decides which words fit a refusal or another happening. When a turn is wrong is decided in `wrong_turns`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from smtpwb.lessons import patterns
from smtpwb.lessons.conditions import CLOSED, OPEN_FAILED
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.steps import CLEARED, Advice, Do
from smtpwb.smtp.replies import Reply


class Said(msgspec.Struct, frozen=True):
    """Words, and where they are written."""

    text: str
    sources: tuple[str, ...]
    diagnosed: bool = False
    """They are what is said of the reply itself, wherever it is explained."""


def of_reply(lesson: Lesson, step: Do, reply: Reply, answers: str) -> Said:
    """What a refusal means at this step; never without words."""
    for advice in (step.advice, lesson.advice):
        if (found := _best(advice, reply)) is not None:
            return found
    return _diagnosed(reply, answers)


def of_other(reply: Reply, answers: str) -> Said:
    """What the refusal of a verb means that no step is about."""
    return _diagnosed(reply, answers)


def of_success(step: Do, reply: Reply) -> Said | None:
    """What a success means that did not do the step: only where the step has a word for it."""
    return _best(step.advice, reply)


def of_happening(lesson: Lesson, step: Do, happening: str) -> Said:
    """What it means that there is no connection, that it ended, or that the transaction is gone."""
    return _of(step.advice, happening) or _of(lesson.advice, happening) or _ELSE[happening]


def of_line(lesson: Lesson, step: Do, happening: str) -> Said | None:
    """What is said of a line that went out and did not do the step; None: nothing in particular."""
    return _of(step.advice, happening) or _of(lesson.advice, happening)


def _best(advice: tuple[Advice, ...], reply: Reply) -> Said | None:
    pattern = patterns.best((one.when for one in advice), reply)
    return _of(advice, pattern) if pattern is not None else None


def _of(advice: Iterable[Advice], when: str) -> Said | None:
    return next((Said(one.text, one.sources) for one in advice if one.when == when), None)


def _diagnosed(reply: Reply, answers: str) -> Said:
    """The most likely cause, and what to do next. The rules are read when first needed."""
    from smtpwb.reference.causes import CAUSES
    from smtpwb.reference.explain import diagnosed

    found = diagnosed(reply, answers)
    if found is None:
        return _CLASSES.get(reply.code[:1], _CLASSES["5"])
    return Said(f"{found.title}. {found.try_}", CAUSES[found.cause].sources, diagnosed=True)


GONE = Said(
    "The connection is gone, and with it what was said: these lines have to be said again. The questions "
    "stay answered.",
    ("RFC 5321 §3.8",),
)
"""Said where a lesson goes on further back than it stood."""
_CLASSES: Mapping[str, Said] = {
    "4": Said("Not now: the same line may work later.", ("RFC 5321 §4.2.1",)),
    "5": Said("No: the same line would fail again. Change something first.", ("RFC 5321 §4.2.1",)),
}
_ELSE: Mapping[str, Said] = {
    OPEN_FAILED: Said(
        "No connection: compare the name and the port with the line above.", ("RFC 5321 §3.1",)
    ),
    CLOSED: Said(
        "The connection ended, and the server forgets what was begun. Connect again.", ("RFC 5321 §3.8",)
    ),
    CLEARED: Said(
        "The server has forgotten what was said before: say it again from here. What you found out stays so.",
        ("RFC 5321 §4.1.1.5", "RFC 5321 §4.1.4"),
    ),
}
"""What is said where a lesson says nothing."""
