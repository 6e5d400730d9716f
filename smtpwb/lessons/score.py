"""The score of a finished lesson: which steps took hints, and which lessons teach them.

Decides the sentences. What counts as a hint is decided in `standing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smtpwb.lessons import loading
from smtpwb.lessons.lesson import Lesson
from smtpwb.smtp.amounts import counted

UNHELPED = "You took no hint."


def told(lesson: Lesson, helped: Mapping[str, int]) -> str:
    """The score in a sentence. `helped`: id of a step → how many hints it took."""
    titles = {step.id: step.title for step in lesson.steps}
    places = [f"{count} at “{titles[id]}”" for id, count in helped.items() if id in titles]
    return f"{counted(sum(helped.values()), 'hint')}: {', '.join(places)}." if places else UNHELPED


def repeat(lesson: Lesson, helped: Mapping[str, int]) -> tuple[str, ...]:
    """The titles of the lessons that teach what took hints, in the order of the steps, each once."""
    return tuple(dict.fromkeys(_titles(lesson, helped)))


def _titles(lesson: Lesson, helped: Mapping[str, int]) -> Iterator[str]:
    for step in lesson.steps:
        for id in step.repeat if step.id in helped else ():
            if (found := loading.find(id)) is not None:
                yield found.title
