"""The score of a finished lesson: which steps took hints, and which lessons teach them.

Decides the sentences. What counts as a hint is decided in `standing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smtpwb.lessons import loading
from smtpwb.lessons.lesson import Lesson
from smtpwb.smtp.amounts import counted

UNHELPED = "You took no hint."
PASSED = "Passed: you took no hint."
_FEW = 4
"""Steps with hints that are named; of more it is only said how many they are."""


def told(lesson: Lesson, helped: Mapping[str, int]) -> str:
    """The score in a sentence, and whether an examination is passed. `helped`: id of a step → how many hints
    it took."""
    titles = {step.id: step.title for step in lesson.steps}
    taken = {id: count for id, count in helped.items() if id in titles}
    if not taken:
        return PASSED if examines(lesson) else UNHELPED
    hints = counted(sum(taken.values()), "hint")
    named = ", ".join(f"{count} at “{titles[id]}”" for id, count in taken.items())
    places = f": {named}" if len(taken) <= _FEW else f" at {len(taken)} of {len(titles)} steps"
    verdict = "Not passed yet. " if examines(lesson) else ""
    return f"{verdict}{hints}{places}. A wrong turn brings one, too."


def examines(lesson: Lesson) -> bool:
    """Whether it is an examination: its steps name the lessons that teach them."""
    return any(step.repeat for step in lesson.steps)


def repeat(lesson: Lesson, helped: Mapping[str, int]) -> tuple[str, ...]:
    """The titles of the lessons that teach what took hints, in the order of the steps, each once."""
    return tuple(dict.fromkeys(_titles(lesson, helped)))


def _titles(lesson: Lesson, helped: Mapping[str, int]) -> Iterator[str]:
    for step in lesson.steps:
        for id in step.repeat if step.id in helped else ():
            if (found := loading.find(id)) is not None:
                yield found.title
