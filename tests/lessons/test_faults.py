"""Every fault of a lesson is told in one go, none hides behind another."""

from __future__ import annotations

import tomllib
from typing import Any

import msgspec
import pytest

from smtpwb.lessons.conditions import Condition, EventName
from smtpwb.lessons.faults import faults_of, tables_of, words_of
from smtpwb.lessons.lesson import LEVELS, Lesson, Level
from smtpwb.lessons.loading import COURSE
from smtpwb.lessons.steps import Do, Explain, FindOut, Step


def table() -> dict[str, Any]:
    """The walkthrough, whose steps tell their kind."""
    found = tomllib.loads((COURSE / "01-walkthrough.toml").read_text(encoding="utf-8"))
    found["steps"] = [{"kind": "do", **step} for step in found["steps"]]
    return found


def test_a_lesson_without_a_fault_has_none() -> None:
    assert faults_of(table()) == []


def test_all_faults_of_a_file_are_told_at_once() -> None:
    lesson = table()
    del lesson["sources"], lesson["next"]
    lesson |= {"ask": "What?", "minutes": "ten", "level": "hard"}
    lesson["placeholders"]["sender"]["default"] = 7
    lesson["steps"][0]["sources"] = []
    lesson["steps"][1] |= {"titel": "x", "done": [{"answers": ["EHLOX"]}, {"reply": 5}]}
    lesson["steps"][2]["kind"] = "ask"
    lesson["steps"][3]["hints"] = "think"
    lesson["advice"] = [{"when": "soon", "text": "x", "sources": ["RFC 5321"]}, {"when": "4yz"}]
    assert [place for place, _ in faults_of(lesson)] == [
        "ask",
        "minutes",
        "next",
        "sources",
        "steps[0].sources",
        "steps[1].titel",
        "steps[1].done[0]",
        "steps[1].done[1].reply",
        "steps[2].kind",
        "steps[3].hints",
        "level",
        "placeholders.sender.default",
        "advice[0]",
        "advice[1].text",
        "advice[1].sources",
    ]
    assert all(reason for _, reason in faults_of(lesson))


def test_steps_that_do_not_go_together_are_told_of_beside_other_faults() -> None:
    lesson = table()
    lesson["minutes"] = 0
    lesson["steps"][1]["id"] = lesson["steps"][0]["id"]
    lesson["steps"][2]["say"] = "MAIL FROM:<{nobody}>"
    told = faults_of(lesson)
    assert [place for place, _ in told] == ["minutes", "", ""]
    assert f"two of the id {lesson['steps'][0]['id']!r}" in told[1][1]
    assert "'nobody'" in told[2][1]


def test_steps_that_do_not_go_together_are_all_told() -> None:
    lesson = table()
    lesson["steps"][1]["id"] = lesson["steps"][0]["id"]
    lesson["steps"][2]["say"] = "MAIL FROM:<{nobody}>"
    ((_, reason),) = faults_of(lesson)
    assert "two of the id" in reason
    assert "'nobody'" in reason


@pytest.mark.parametrize("path", sorted(COURSE.glob("*.toml")), ids=lambda path: path.stem)
def test_what_has_no_faults_is_a_lesson(path: Any) -> None:
    lesson = tomllib.loads(path.read_text(encoding="utf-8"))
    lesson["steps"] = [{"kind": "do", **step} for step in lesson["steps"]]
    assert faults_of(lesson) == []
    assert msgspec.convert(lesson, Lesson).id == lesson["id"]


def test_the_tables_and_words_that_a_type_allows() -> None:
    assert tables_of(Step) == {"do": Do, "explain": Explain, "find-out": FindOut}
    assert tables_of(Condition) == {"": Condition}
    assert tables_of(int) == {}
    assert words_of(Level) == LEVELS
    assert words_of(EventName | None)[0] == "opened"
    assert words_of(str) == ()


def test_all_that_is_wrong_with_one_condition_is_told() -> None:
    lesson = table()
    lesson["steps"][0]["done"] = [{"answers": ["(greeting)"], "path": "(", "reply": "9", "target": "x"}]
    ((place, reason),) = faults_of(lesson)
    assert place == "steps[0].done[0]"
    assert all(word in reason for word in ("`path` is '('", "`reply` is '9'", "`target` says nothing"))


def test_all_that_is_wrong_with_one_question_is_told() -> None:
    asks = {"id": "a", "kind": "find-out", "title": "A", "sources": ["RFC 5321 §2"], "question": "Which?"}
    asks |= {"answer": "x", "why": "So.", "hints": ["a", "b", "c"], "choices": ["a", "a"], "accept": ["("]}
    ((place, reason),) = faults_of({**table(), "steps": [*table()["steps"], asks]})
    assert place == f"steps[{len(table()['steps'])}]"
    assert all(word in reason for word in ("two to five", "`accept` goes without", "'x' is none", "'('"))
