from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.content import Content

from smtpwb.lessons import score
from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import first
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import Do, Explain, FindOut, Step, Wrong
from smtpwb.tui.widgets.lesson_panel import LessonPanel, step
from tests.dialogues import play
from tests.lessons.bare import bare
from tests.tui.stage import Stage, words

RFC = ("RFC 5321 §3.1",)
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
    for sentence in (*WALKTHROUGH.learned, *WALKTHROUGH.next, score.UNHELPED):
        assert sentence in said


def test_the_end_says_where_hints_were_taken_and_what_to_repeat() -> None:
    runner = own(replace(ASK, repeat=("starttls",)))
    runner.deeper()
    runner.answer("one")
    runner.observe(play("S: 220 a"))
    said = step(runner, False).plain
    assert "1 hint: 1 at “Which?”." in said
    assert "→ Repeat: STARTTLS and reading a certificate" in said


@pytest.mark.parametrize(("lines", "title"), [(("S: 220 a",), "2/8"), (DONE, "done")])
async def test_the_frame_tells_how_far_one_is(lines: tuple[str, ...], title: str) -> None:
    panel = LessonPanel()
    async with Stage(panel).run_test(size=(80, 24)) as pilot:
        panel.show(after(*lines), False)
        await pilot.pause()
        assert str(panel.border_title).endswith(title)
        assert panel.has_class("-done") == (title == "done")
        assert " ".join(step(after(*lines), False).plain.split())[:60] in words(pilot.app)


def own(*steps: Step) -> Runner:
    connect = Do(
        id="connect", title="Call", explain="Why. More.", done=(Condition(event="opened"),), sources=RFC
    )
    return Runner(bare(*steps, connect, title="My own"))


ASK = FindOut(
    id="ask",
    title="Which?",
    question="Which [b]was[/b] it?",
    answer="one",
    why="It was [i]one[/i].",
    hints=("First.", "Second.", "Third."),
    choices=("one", "two"),
    wrong=(Wrong("two", "Not [u]two[/u]."),),
    sources=RFC,
)


@pytest.mark.parametrize("narrow", [False, True])
def test_an_explanation_is_shown_whole_and_nothing_in_it_is_markup(narrow: bool) -> None:
    text = "One [b]thing[/b].\n\nAnother."
    runner = own(Explain(id="read", title="Read", explain=text, sources=RFC))
    assert text in step(runner, narrow).plain


@pytest.mark.parametrize("narrow", [False, True])
def test_a_question_shows_what_a_wrong_answer_missed_and_the_newest_hint(narrow: bool) -> None:
    runner = own(ASK)
    assert ASK.question in step(runner, narrow).plain
    assert all((choice in step(runner, narrow).plain) is not narrow for choice in ("· one", "· two"))
    runner.answer("two")
    runner.deeper()
    said = step(runner, narrow).plain
    assert "Not [u]two[/u]." in said
    assert "Second." in said
    assert "First." not in said


@pytest.mark.parametrize("narrow", [False, True])
def test_what_a_right_answer_showed_stands_at_the_next_step_until_a_hint_is_taken(narrow: bool) -> None:
    runner = own(ASK)
    runner.answer("one")
    first, second, *_ = step(runner, narrow).plain.split("\n")
    assert (second if narrow else first) == "✓ It was [i]one[/i].", "where rows are few the task comes first"
    assert first == "Why." or not narrow
    runner.deeper()
    assert "✓" not in step(runner, narrow).plain


@pytest.mark.parametrize(
    ("lines", "task"), [(("S: 220 a",), "Type  HELO ws.example.net"), ((), "Type  telnet")]
)
def test_where_rows_are_few_the_task_comes_first_whatever_else_is_said(
    lines: tuple[str, ...], task: str
) -> None:
    runner = after(*lines, *(["C: HELO", "S: 501 a"] if lines else ["S: <closed>"]))
    runner.deeper()
    assert step(runner, True).plain.startswith(task)


def test_what_the_reply_panel_says_of_a_refusal_is_not_said_twice() -> None:
    blind = Do(
        id="greet", title="Greet it", explain="Greet it. You know how.", say="EHLO a", blind=True,
        hints=("Vague.", "Pointed."), done=(Condition(answers=("EHLO",)),), sources=RFC,
    )  # fmt: skip
    connect = Do(id="connect", title="Call", explain="Why.", done=(Condition(event="opened"),), sources=RFC)
    runner = Runner(bare(connect, blind))
    runner.observe(play("S: 220 a", "C: EHLO x", "S: 452 4.2.2 full"))
    assert runner.advised is not None
    assert step(runner, True).plain == "Greet it.\nHint 1  Vague."
    assert runner.advised.text not in step(runner, False).plain


def test_where_another_connection_stands_the_task_stays_and_quit_comes_before_it() -> None:
    runner = Runner(bare(ELSEWHERE))
    runner.observe(play("S: 220 a"))
    task, first = step(runner, True).plain.split("\n")[:2]
    assert task == "Type  telnet other 25"
    assert first.startswith("First QUIT")


ELSEWHERE = Do(
    id="call",
    title="Call",
    explain="Why.",
    say="telnet other 25",
    done=(Condition(event="opened", target="other"),),
    sources=RFC,
)


@pytest.mark.parametrize("narrow", [False, True])
def test_several_lines_stand_below_each_other_and_a_blind_one_only_with_the_last_hint(narrow: bool) -> None:
    lines = Do(
        id="lines",
        title="Queue",
        explain="Why.",
        say="NOOP\n\nQUIT",
        blind=True,
        hints=("Vague.", "Pointed."),
        done=(Condition(event="opened"),),
        sources=RFC,
    )
    runner = own(lines)
    for hint in ("Vague.", "Pointed."):
        runner.deeper()
        assert "NOOP" not in step(runner, narrow).plain
        assert hint in step(runner, narrow).plain
    runner.deeper()
    rows = [row.split(maxsplit=1)[-1].strip() for row in step(runner, narrow).plain.splitlines()]
    at = rows.index("NOOP")
    assert "(an empty line)" in step(runner, narrow).plain.splitlines()[at + 1]
    assert rows[at + 2] == "QUIT"


async def test_the_frame_names_the_key_that_leads_on() -> None:
    panel = LessonPanel()
    async with Stage(panel).run_test(size=(80, 24)) as pilot:
        panel.key = {"answer": "alt+x"}.__getitem__
        panel.show(own(ASK), True)
        await pilot.pause()
        assert Content.from_markup(str(panel.border_title)).plain == "My own 1/2 · alt+x answer"
        panel.show(own(Explain(id="read", title="Read", explain="e", sources=RFC)), True)
        assert Content.from_markup(str(panel.border_title)).plain == "My own 1/2 · alt+x go on"
