"""Every key that a lesson may have is listed, with what it takes and what it is for."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from smtpwb.lessons.conditions import Condition, Part
from smtpwb.lessons.keys import TABLES, keys, takes
from smtpwb.lessons.lesson import Level
from smtpwb.lessons.loading import COURSE
from smtpwb.lessons.steps import Sentences, Step


def _parts(part: type[Part]) -> list[type[Part]]:
    every = [inner for one in part.__subclasses__() for inner in (one, *_parts(one))]
    return [one for one in every if not one.__name__.startswith("_")]


def test_every_table_is_listed() -> None:
    assert set(TABLES.values()) == set(_parts(Part))


def test_every_key_says_what_it_is_for_in_a_sentence() -> None:
    assert [key.name for key in keys() if not key.told.endswith(".")] == []
    assert {key.name for key in keys() if key.table == "[placeholders.NAME]"} == {"default", "description"}


def test_keys_that_a_step_takes_over_are_listed_and_what_has_to_be_there_comes_first() -> None:
    listed = [key for key in keys() if key.table.startswith('[[steps]] with kind = "explain"')]
    assert [key.name for key in listed if key.required] == ["id", "title", "sources", "explain"]
    assert [key.required for key in listed] == sorted((key.required for key in listed), reverse=True)


def test_every_key_of_the_course_is_among_them() -> None:
    known = {key.name for key in keys()} | {"kind"}
    for path in COURSE.glob("*.toml"):
        lesson = tomllib.loads(path.read_text(encoding="utf-8"))
        lesson["placeholders"] = [*lesson.get("placeholders", {}).values()]
        assert _names(lesson) <= known


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(name for one in value.values() for name in _names(one))}
    return {name for one in value for name in _names(one)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str, "text"),
        (bool | None, "true or false"),
        (Level, "basics or failures or extensions or security or operation"),
        (Sentences, "a list of text"),
        (tuple[Condition, ...], "a list of tables"),
        (Step, "a table"),
    ],
)
def test_what_a_key_takes_is_told_in_words(kind: Any, words: str) -> None:
    assert takes(kind) == words
