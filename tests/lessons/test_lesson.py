"""Lesson files: the built-in ones are whole, and a mistake in one is named by file, key and reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smtpwb.errors import DataFileError
from smtpwb.lessons import patterns
from smtpwb.lessons.lesson import HAPPENINGS, Advice, Lesson, Step, fill, lessons, load
from smtpwb.smtp.commands import VERBS, parse

SMALL = """
id = "small"
title = "Small"
summary = "The least that a lesson can be."
minutes = 1
about = ["a greeting"]
learned = ["A server greets."]
next = ["Say HELO."]
sources = ["RFC 5321 §3.1"]

[placeholders.target]
default = "telnet practice.test 25"
description = "where to"

[[steps]]
id = "connect"
title = "Connect"
say = "{target}"
explain = "It greets first."
expect = "220"
done = [{ answers = ["(greeting)"] }]
sources = ["RFC 5321 §3.1"]
""" + "".join(
    f'\n[[advice]]\nwhen = "{when}"\ntext = "Alas."\nsources = ["RFC 5321 §3.8"]\n'
    for when in ("4yz", "5yz", "closed", "open-failed", "cleared")
)


def loaded(tmp_path: Path, text: str) -> Lesson:
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_the_least_lesson_loads(tmp_path: Path) -> None:
    assert loaded(tmp_path, SMALL).steps[0].verbs == ("(greeting)",)


@pytest.mark.parametrize(
    ("was", "becomes", "key", "reason"),
    [
        ('title = "Small"', "", "the lesson", "missing required field `title`"),
        ('title = "Small"', "title = 7", "title", "Expected `str`, got `int`"),
        ('title = "Small"', 'titel = "Small"', "the lesson", "unknown field `titel`"),
        ('id = "small"', 'id = "Small one"', "id", "matching regex"),
        ("minutes = 1", "minutes = 0", "minutes", ">= 1"),
        ('learned = ["A server greets."]', "learned = []", "learned", "length >= 1"),
        ('explain = "It greets first."', 'explain = ""', "steps[0].explain", "length >= 1"),
        ('say = "{target}"', 'say = "{where}"', "the lesson", "'where'"),
        ('"(greeting)"', '"GREETING"', "steps[0].done[0]", "'GREETING', which nothing can answer"),
        ('["(greeting)"] }', '["(greeting)"], reply = "2" }', "steps[0].done[0]", "'2', which is no reply"),
        ('["(greeting)"] }', '["(greeting)"], event = "opened" }', "steps[0].done[0]", "has one of"),
        ('answers = ["(greeting)"]', 'event = "closed"', "the lesson", "does not connect"),
        ('answers = ["(greeting)"]', 'event = "soon"', "steps[0].done[0].event", "Invalid enum value"),
        ('when = "4yz"', 'when = "soon"', "advice[0]", "'soon', which is no reply pattern"),
        ('when = "closed"', 'when = "421"', "the lesson", "lacks 'closed'"),
        ('["RFC 5321 §3.8"]', '["everybody knows"]', "advice[0].sources[0]", "matching regex"),
        ('["RFC 5321 §3.8"]', "[]", "advice[0].sources", "length >= 1"),
    ],
)
def test_a_mistake_is_named_by_file_key_and_reason(
    tmp_path: Path, was: str, becomes: str, key: str, reason: str
) -> None:
    assert was in SMALL
    with pytest.raises(DataFileError) as caught:
        loaded(tmp_path, SMALL.replace(was, becomes, 1))
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'small.toml'}: {key}: ")
    assert reason in said


def test_two_steps_of_one_id_are_refused(tmp_path: Path) -> None:
    step = SMALL[SMALL.index("[[steps]]") : SMALL.index("[[advice]]")]
    with pytest.raises(DataFileError, match="two of the id 'connect'"):
        loaded(tmp_path, SMALL + step)


@pytest.mark.parametrize("text", ["title = ", b"\xff"])
def test_what_is_no_toml_is_said_to_be_none(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataFileError, match=r"broken\.toml is not TOML"):
        load(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.toml cannot be read"):
        load(tmp_path / "none.toml")


def test_placeholders_are_filled_and_other_braces_kept() -> None:
    assert fill("MAIL FROM:<{sender}> {}", {"sender": "a@b"}) == "MAIL FROM:<a@b> {}"


# The built-in lessons

ALL_STEPS = [
    pytest.param(lesson, step, id=f"{lesson.id}.{step.id}") for lesson in lessons() for step in lesson.steps
]


def test_the_walkthrough_has_the_steps_of_the_note_in_its_order() -> None:
    (walkthrough,) = (lesson for lesson in lessons() if lesson.id == "walkthrough")
    words = {name: one.default for name, one in walkthrough.placeholders.items()}
    assert [fill(step.say, words) for step in walkthrough.steps] == [
        "telnet practice.test 25",
        "HELO ws.example.net",
        "MAIL FROM:<jrace@example.net>",
        "RCPT TO:<jrace@practice.test>",
        "DATA",
        "test",
        ".",
        "QUIT",
    ]
    assert [step.remark for step in walkthrough.steps if step.remark] == [
        "insert name or IP address of your SMTP server",
        "use sending e-mail address",
        "destination inside <>",
        "This means “data follows”",
        "remote server closes session",
    ]


def test_lesson_ids_differ() -> None:
    assert len({lesson.id for lesson in lessons()}) == len(lessons())


@pytest.mark.parametrize(("lesson", "step"), ALL_STEPS)
def test_a_step_is_short_and_says_why(lesson: Lesson, step: Step) -> None:
    assert len(re.findall(r"[.!?](?= |$)", step.explain)) <= 3
    for text in (step.title, step.explain, step.expect, *(one.text for one in step.advice)):
        assert len(text) <= 200
        assert text.isprintable()


@pytest.mark.parametrize(("lesson", "step"), ALL_STEPS)
def test_the_line_to_type_is_a_command_that_does_the_step(lesson: Lesson, step: Step) -> None:
    verb = parse(step.say.encode()).verb
    if verb in VERBS:
        assert verb in step.verbs


def twice(advice: tuple[Advice, ...]) -> list[str]:
    """The patterns that stand twice: the second would never be read."""
    names = [one.when for one in advice]
    return [name for name in names if names.count(name) > 1]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_every_advice_can_be_given_and_has_a_source(lesson: Lesson) -> None:
    for advice in (lesson.advice, *(step.advice for step in lesson.steps)):
        assert twice(advice) == []
        for one in advice:
            assert one.when in HAPPENINGS or patterns.valid(one.when)
            assert one.sources
