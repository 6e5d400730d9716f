"""What is said of a line that was accepted and is not what the task asks for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from smtpwb.lessons import beside
from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.narrowing import NARROWS
from smtpwb.lessons.steps import Do
from smtpwb.smtp.dialogue import State
from tests.dialogues import play

RFC = ("RFC 5321 §3.3",)
MAIL = ("S: 220 a", "C: EHLO a", "S: 250 a", "C: MAIL FROM:<a@b.example>", "S: 250 a")
TAKEN = (*MAIL, "C: RCPT TO:<a@b.example>", "S: 250 a")


def step(say: str = "", **done: object) -> Do:
    condition = msgspec.convert(done, Condition)
    return Do(id="one", title="o", explain="o", done=(condition,), sources=RFC, say=say)


def said(of: Do, *lines: str) -> str:
    entries = play(*lines).entries
    found = beside.of_accepted(of, entries, len(entries) - 1)
    return found.text if found else ""


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"answers": ["RCPT"], "path": "^full@"}, "not the address of the task"),
        ({"answers": ["RCPT"], "path": "^full@", "reply": "452"}, "not the address of the task"),
        ({"answers": ["RCPT"], "path": "^a@", "reply": "452"}, "another reply"),
        ({"answers": ["RCPT"], "parameters": ["NOTIFY"]}, "a parameter is missing"),
        ({"answers": ["RCPT"], "argument": "^FROM"}, "something else behind"),
        ({"answers": ["RCPT"], "secured": True}, "STARTTLS"),
        ({"answers": ["RCPT"], "pipelined": True}, "when it is sent"),
        ({"answers": ["DATA"], "reply": "354"}, ""),
    ],
)
def test_of_what_differs_that_is_told_which_says_most(keys: dict[str, Any], words: str) -> None:
    text = said(step(**keys), *TAKEN)
    assert words in text if words else text == ""


def test_of_several_lines_and_of_a_refusal_nothing_is_told() -> None:
    assert said(step("RCPT\nDATA", answers=["RCPT"], path="^full@"), *TAKEN) == ""
    assert said(step(answers=["RCPT"], path="^full@"), *TAKEN[:-1], "S: 550 no") == ""


def test_another_server_than_the_one_of_the_task_is_told() -> None:
    assert "not the one" in said(step(answers=["(greeting)"], words="^there"), "S: 220 here")
    assert said(step(answers=["(greeting)"], words="^there"), *MAIL) == ""


def test_inside_a_message_that_no_step_is_about_the_way_out_is_told() -> None:
    inside = (*TAKEN, "C: DATA", "S: 354 go")
    assert said(step(answers=["RCPT"], path="^full@"), *inside) == beside.INSIDE.text
    assert said(step(sent="content"), *inside) == ""
    assert not beside.inside(step(answers=["."]), State.CONTENT)


def test_every_key_that_is_told_narrows_a_condition() -> None:
    assert set(beside._DIFFERS) <= set(NARROWS)
