"""A lesson of which only the steps matter."""

from __future__ import annotations

from collections.abc import Mapping

from smtpwb.lessons.lesson import Lesson, Placeholder
from smtpwb.lessons.steps import Advice, Step

_TOLD = ("words",)
_SOURCES = ("RFC 5321 §3.3",)


def bare(
    *steps: Step,
    title: str = "One",
    advice: tuple[Advice, ...] = (),
    placeholders: Mapping[str, Placeholder] | None = None,
) -> Lesson:
    """It stands for no course: whatever else a lesson has is filled with words."""
    return Lesson(
        id="one",
        title=title,
        summary="s",
        minutes=1,
        about=_TOLD,
        learned=_TOLD,
        next=_TOLD,
        sources=_SOURCES,
        steps=steps,
        placeholders=dict(placeholders or {}),
        advice=advice,
    )
