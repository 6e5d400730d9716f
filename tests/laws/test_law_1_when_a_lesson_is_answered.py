"""Law 1 for lessons: neither a hint nor an answer, not a letter of it, goes to the server, whatever stands in
the composer and whatever state the dialogue is in."""

from __future__ import annotations

import pytest

from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import find
from tests.tui.desk import Desk, at_work

ENVELOPE = ("HELO a", "MAIL FROM:<a@b.example>", "RCPT TO:<jrace@practice.test>")
STATES: dict[str, tuple[str, ...]] = {
    "greeted": (),
    "in a transaction": ENVELOPE,
    "inside the message": (*ENVELOPE, "DATA"),
    "at a challenge": ("EHLO a", "AUTH LOGIN"),
}
"""What was said before, by where that leads."""


def questions() -> Lesson:
    lesson = find("digits")
    assert lesson is not None
    return lesson


async def asked(desk: Desk) -> None:
    """A lesson whose question is at hand, while the dialogue stands where it stands."""
    lesson = questions()
    desk.app.learning.begin(lesson, anew=True)
    desk.app.pane.follow_lesson(desk.app.runner)
    await desk.press("alt+a")
    step = desk.app.runner.step
    assert step is not None
    assert step.id == "channel"


@pytest.mark.parametrize("state", STATES)
async def test_nothing_of_an_answer_or_a_hint_is_sent(state: str) -> None:
    async with at_work() as desk:
        await desk.connect()
        for line in STATES[state]:
            await desk.say(line)
        await asked(desk)
        before = list(desk.sent)
        await desk.press("alt+h", "alt+a", "enter", "alt+h", "down", "enter")
        step = desk.app.runner.step
        assert step is not None
        assert step.id != "channel", "it was answered"
        await desk.press("alt+h", "alt+a", "alt+h")
        assert desk.sent == before


async def test_what_stands_in_the_composer_stays_there() -> None:
    async with at_work() as desk:
        await desk.connect()
        await asked(desk)
        await desk.press(*"NOOP")
        await desk.press("alt+a", "alt+h", "escape", "alt+h")
        assert desk.line.value == "NOOP"
        assert desk.sent == []


async def test_what_is_typed_behind_the_key_at_once_is_for_the_question() -> None:
    """Keys come in bursts over ssh: none of them may end in the composer, and no Enter send it."""
    async with at_work() as desk:
        await desk.connect()
        await asked(desk)
        desk.keys(*"NOOP", "alt+a", "down", "enter")
        await desk.until(lambda: desk.app.runner.learned, "the right answer")
        assert desk.line.value == "NOOP"
        assert desk.sent == []
