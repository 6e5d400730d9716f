"""The course that comes with the program: every lesson is whole, short, and can be told from the others."""

from __future__ import annotations

import re

import pytest

from smtpwb.lessons import patterns
from smtpwb.lessons.lesson import Lesson, fill
from smtpwb.lessons.loading import COURSE, first, lessons
from smtpwb.lessons.steps import HAPPENINGS, Advice, Do, Explain, FindOut, Step
from smtpwb.smtp.commands import VERBS, parse

STEPS = [
    pytest.param(lesson, step, id=f"{lesson.id}.{step.id}") for lesson in lessons() for step in lesson.steps
]


def test_the_walkthrough_has_the_steps_of_the_note_in_its_order() -> None:
    walkthrough = first()
    words = {name: one.default for name, one in walkthrough.placeholders.items()}
    steps = [step for step in walkthrough.steps if isinstance(step, Do)]
    assert [fill(step.say, words) for step in steps] == [
        "telnet practice.test 25",
        "HELO ws.example.net",
        "MAIL FROM:<jrace@example.net>",
        "RCPT TO:<jrace@practice.test>",
        "DATA",
        "test",
        ".",
        "QUIT",
    ]
    assert [step.remark for step in steps if step.remark] == [
        "insert name or IP address of your SMTP server",
        "use sending e-mail address",
        "destination inside <>",
        "This means “data follows”",
        "remote server closes session",
    ]


def test_lesson_ids_differ_and_are_in_the_names_of_their_files() -> None:
    files = sorted(path.name for path in COURSE.glob("*.toml"))
    assert [name[3:] for name in files] == [f"{lesson.id}.toml" for lesson in lessons()]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_what_should_come_before_comes_before(lesson: Lesson) -> None:
    ids = [one.id for one in lessons()]
    assert set(lesson.needs) <= set(ids[: ids.index(lesson.id)])


@pytest.mark.parametrize(("lesson", "step"), STEPS)
def test_what_a_step_would_have_repeated_comes_before(lesson: Lesson, step: Step) -> None:
    ids = [one.id for one in lessons()]
    assert set(step.repeat) <= set(ids[: ids.index(lesson.id)])


def test_the_examination_says_of_each_of_its_steps_what_to_repeat() -> None:
    examination = lessons()[-1]
    assert examination.id == "examination"
    assert all(step.repeat or isinstance(step, Explain) for step in examination.steps)


@pytest.mark.parametrize(("lesson", "step"), STEPS)
def test_a_step_is_short_and_says_why(lesson: Lesson, step: Step) -> None:
    assert len(step.title) <= 60
    texts: tuple[str, ...] = ()
    match step:
        case Do():
            assert len(re.findall(r"[.!?](?= |$)", step.explain)) <= 4
            texts = (step.explain, step.expect, *step.hints, *(one.text for one in step.advice))
        case Explain():
            texts = tuple(step.explain.split("\n\n"))
        case FindOut():
            texts = (step.question, step.why, *step.choices, *step.hints, *(one.text for one in step.wrong))
    for text in texts:
        assert len(text) <= 520
        assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_only_where_any_server_will_do_may_the_learner_have_named_it(lesson: Lesson) -> None:
    asked = [one for step in lesson.steps if isinstance(step, Do) for one in step.done]
    ours = any("practice" in one.path or "other" in one.path for one in asked)
    narrowed = any(one.secured is not None or one.words for one in asked if one.connects)
    placed = [step.say for step in lesson.steps if isinstance(step, Do) and step.say == "{target}"]
    assert not placed or not (ours or narrowed)


@pytest.mark.parametrize(("lesson", "step"), STEPS)
def test_the_line_to_type_is_a_command_that_does_the_step(lesson: Lesson, step: Step) -> None:
    verb = parse(step.say.encode()).verb if isinstance(step, Do) else ""
    if isinstance(step, Do) and verb in VERBS and step.verbs:
        said = {*step.verbs, *("AUTH" for one in step.verbs if one == "(answer)")}
        assert verb in said or any(one.event or one.sent for one in step.done)


def twice(advice: tuple[Advice, ...]) -> list[str]:
    """The patterns that stand twice: the second would never be read."""
    names = [one.when for one in advice]
    return [name for name in names if names.count(name) > 1]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_every_advice_can_be_given_and_has_a_source(lesson: Lesson) -> None:
    for advice in (lesson.advice, *(step.advice for step in lesson.steps if isinstance(step, Do))):
        assert twice(advice) == []
        for one in advice:
            assert one.when in HAPPENINGS or patterns.valid(one.when)
            assert one.sources
