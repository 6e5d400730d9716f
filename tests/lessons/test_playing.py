"""Every lesson of the course is played to its end against the practice server: the right way, and with every
scripted wrong turn, each of which has to bring its advice."""

from __future__ import annotations

import pytest

from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import lessons
from tests.lessons.players import Learner


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong turns"])
async def test_it_can_be_played_to_its_end(lesson: Lesson, wrong: bool) -> None:
    learner = Learner(lesson, wrong)
    await learner.play()
    too_early = {"temporary": {"again": 1}}
    assert wrong or learner.runner.helped == too_early.get(lesson.id, {}), (
        "nothing that is right is taken for a wrong turn"
    )
