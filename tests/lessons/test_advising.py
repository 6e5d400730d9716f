"""Which words a wrong turn brings: those of the step, else of the lesson, else made from what happened."""

from __future__ import annotations

import pytest

from smtpwb.lessons import advising
from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.steps import HAPPENINGS, SENT, Advice, Do
from smtpwb.smtp.replies import Reply
from tests.dialogues import play
from tests.lessons.bare import bare

RFC = ("RFC 5321 §4.2.1",)
STEP = Do(
    id="rcpt",
    title="r",
    explain="r",
    done=(Condition(answers=("RCPT",)),),
    sources=RFC,
    advice=(
        Advice("550 5.1.x", "step 5.1", RFC),
        Advice("550", "step 550", RFC),
        Advice("250", "step 250", RFC),
        Advice("closed", "step closed", RFC),
        Advice("sent", "step sent", RFC),
    ),
)


def lesson(*advice: Advice) -> Lesson:
    connect = Do(id="c", title="c", explain="c", done=(Condition(event="opened"),), sources=RFC)
    return bare(connect, STEP, advice=advice)


def reply(line: str) -> Reply:
    found = play("S: 220 a", "C: RCPT TO:<a@b.example>", f"S: {line}").entries[-1].reply
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("550 5.1.1 no", "step 5.1"),
        ("550 no", "step 550"),
        ("451 4.7.1 later", "lesson 4yz"),
    ],
)
def test_the_step_comes_before_the_lesson_and_the_nearer_pattern_first(line: str, text: str) -> None:
    about = lesson(Advice("4yz", "lesson 4yz", RFC), Advice("550", "lesson 550", RFC))
    assert advising.of_reply(about, STEP, reply(line), "RCPT").text == text


def test_without_a_word_the_diagnosis_is_told_with_its_sources() -> None:
    said = advising.of_reply(lesson(), STEP, reply("452 4.2.2 Mailbox full"), "RCPT")
    assert said.text.startswith("Mailbox full. ")
    assert "RFC 3463 §3.3" in said.sources


@pytest.mark.parametrize(("line", "words"), [("471 ", "Not now"), ("579 ", "No:")])
def test_where_nothing_is_known_the_first_digit_speaks(line: str, words: str) -> None:
    said = advising.of_reply(lesson(), STEP, reply(line), "RCPT")
    assert said.text.startswith(words)
    assert said.sources


def test_of_a_success_only_the_step_says_anything() -> None:
    assert advising.of_success(STEP, reply("251 ok")) is None
    found = advising.of_success(STEP, reply("250 ok"))
    assert found is not None
    assert found.text == "step 250"


@pytest.mark.parametrize("happening", [one for one in HAPPENINGS if one != SENT])
def test_every_happening_has_words(happening: str) -> None:
    assert advising.of_happening(lesson(), STEP, happening).text
    said = advising.of_happening(lesson(Advice(happening, "lesson's", RFC)), STEP, happening)
    assert said.text == ("step closed" if happening == "closed" else "lesson's")


def test_of_a_line_that_did_no_step_something_is_said_only_where_the_lesson_does() -> None:
    connect = lesson().steps[0]
    assert isinstance(connect, Do)
    assert advising.of_line(lesson(), connect, SENT) is None
    found = advising.of_line(lesson(), STEP, SENT)
    assert found is not None
    assert found.text == "step sent"
