"""The question alone; in the whole workbench see `test_learning`."""

from __future__ import annotations

import pytest

from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import FindOut, Wrong
from smtpwb.tui.screens.question import QuestionScreen
from tests.lessons.bare import bare
from tests.tui.stage import Stage, words

RFC = ("RFC 5321 §3.1",)


def runner(*choices: str) -> Runner:
    step = FindOut(
        id="one",
        title="A title",
        question="Which is [b]right[/b]?",
        answer=choices[-1] if choices else "right",
        why="Because.",
        hints=("First.", "Second.", "Third."),
        choices=choices,
        wrong=(Wrong(choices[0] if choices else "wr.*", "Not [i]this[/i]."),),
        sources=RFC,
    )
    return Runner(bare(step))


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("choices", [(), ("wrong", "[b]right[/b]")])
async def test_a_wrong_answer_is_told_and_may_be_tried_again(
    stage: Stage, size: tuple[int, int], choices: tuple[str, ...]
) -> None:
    asked, heard = runner(*choices), []
    async with stage.run_test(size=size) as pilot:
        screen = QuestionScreen(asked, lambda: heard.append(asked.finished), "alt+h")
        await stage.push_screen(screen)
        await pilot.pause()
        assert "Which is [b]right[/b]?" in words(stage)
        await pilot.press(*([] if choices else "wrong"), "enter")
        assert "Not [i]this[/i]." in words(stage)
        assert "First." in words(stage)
        await pilot.press("alt+h")
        assert "Second." in words(stage)
        await pilot.press("alt+h", "alt+h")
        assert "That was the last hint." in words(stage)
        assert stage.screen is screen
        await pilot.press(*(["down"] if choices else [*["backspace"] * 5, *"right"]), "enter")
        assert stage.screen is not screen
        assert heard == [False] * 4 + [True]


async def test_nothing_is_no_answer_and_escape_puts_it_off(stage: Stage) -> None:
    asked = runner()
    async with stage.run_test(size=(80, 24)) as pilot:
        screen = QuestionScreen(asked, lambda: None, "alt+h")
        await stage.push_screen(screen)
        await pilot.press("space", "enter")
        assert asked.hints == ()
        assert "Type an answer first" in words(stage)
        await pilot.press("escape")
        assert stage.screen is not screen
        assert not asked.finished
