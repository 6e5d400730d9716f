"""A lesson with every kind of step in a real terminal, with its wrong turns; all of them are in the soak."""

from __future__ import annotations

from smtpwb.lessons.loading import find
from tests.needs import needs
from tests.soak.lessons import play


@needs("tmux")
def test_a_lesson_is_played_to_its_end_on_a_small_screen() -> None:
    lesson = find("digits")
    assert lesson is not None
    play(lesson, (80, 24))
