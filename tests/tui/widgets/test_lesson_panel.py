from __future__ import annotations

import pytest

from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import first
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import Do
from smtpwb.tui.widgets.lesson_panel import LessonPanel, step
from tests.dialogues import play
from tests.tui.stage import Stage, words

WALKTHROUGH: Lesson = first()
REFUSED = ("S: 220 a", "C: HELO a", "S: 250 a", "C: MAIL FROM:<a@b.example>", "S: 451 4.7.1 later")
DONE = (
    *REFUSED[:4],
    "S: 250 ok",
    "C: RCPT TO:<b@b.example>",
    "S: 250 ok",
    "C: DATA",
    "S: 354 go",
    "C: text",
    "C: .",
    "S: 250 queued",
    "C: QUIT",
    "S: 221 bye",
    "S: <closed>",
)


def after(*lines: str) -> Runner:
    runner = Runner(WALKTHROUGH, {"helo": "ws.example.net"})
    runner.observe(play(*lines))
    return runner


@pytest.mark.parametrize("narrow", [False, True])
def test_it_shows_what_to_type_and_why(narrow: bool) -> None:
    runner = after("S: 220 a")
    now = runner.step
    assert isinstance(now, Do)
    said = step(runner, narrow).plain
    assert "HELO ws.example.net" in said
    assert now.explain.split(". ")[0] in said
    if not narrow:
        assert now.title in said
        assert now.expect in said
        assert all(source in said for source in now.sources)


@pytest.mark.parametrize("narrow", [False, True])
def test_advice_is_shown_while_it_holds(narrow: bool) -> None:
    runner = after(*REFUSED)
    assert runner.advised is not None
    assert runner.advised.text in step(runner, narrow).plain
    assert "MAIL FROM:<" in step(runner, narrow).plain, "the step stays"


@pytest.mark.parametrize("narrow", [False, True])
def test_in_lmtp_it_says_one_sentence(narrow: bool) -> None:
    runner = after("S: 220 a", "C: LHLO a", "S: 250 a")
    assert step(runner, narrow).plain == runner.aside != ""


@pytest.mark.parametrize("narrow", [False, True])
def test_the_end_says_what_was_learned_and_what_to_do_next(narrow: bool) -> None:
    said = step(after(*DONE), narrow).plain
    for sentence in (*WALKTHROUGH.learned, *WALKTHROUGH.next):
        assert sentence in said


@pytest.mark.parametrize(("lines", "title"), [(("S: 220 a",), "2/8"), (DONE, "done")])
async def test_the_frame_tells_how_far_one_is(lines: tuple[str, ...], title: str) -> None:
    panel = LessonPanel()
    async with Stage(panel).run_test(size=(80, 24)) as pilot:
        panel.show(after(*lines), False)
        await pilot.pause()
        assert str(panel.border_title).endswith(title)
        assert panel.has_class("-done") == (title == "done")
        assert " ".join(step(after(*lines), False).plain.split())[:60] in words(pilot.app)
