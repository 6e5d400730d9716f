"""Lesson files: where they lie, and how a mistake in one is named: by file, key and reason."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import DataFileError
from smtpwb.lessons import loading
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import load
from smtpwb.lessons.steps import Do

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
    step = loaded(tmp_path, SMALL).steps[0]
    assert isinstance(step, Do)
    assert step.verbs == ("(greeting)",)


@pytest.mark.parametrize(
    ("was", "becomes", "key", "reason"),
    [
        ('title = "Small"', "", "title", "it is missing"),
        ('title = "Small"', "title = 7", "title", "Expected `str`, got `int`"),
        ('title = "Small"', 'titel = "Small"', "titel", "there is no such key; is `title` meant?"),
        ("minutes = 1", 'minutes = "ten"', "minutes", "Expected `int`, got `str`"),
        ("minutes = 1", 'minutes = 1\nlevel = "hard"', "level", "it is one of basics, failures, extensions"),
        ('default = "telnet', 'is = "telnet', "placeholders.target.is", "there is no such key"),
        ('title = "Connect"', 'title = "Connect"\nkind = "ask"', "steps[0].kind", "do, explain, find-out"),
        ('id = "small"', 'id = "Small one"', "id", "matching regex"),
        ("minutes = 1", "minutes = 0", "minutes", ">= 1"),
        ('learned = ["A server greets."]', "learned = []", "learned", "length >= 1"),
        ('explain = "It greets first."', 'explain = ""', "steps[0].explain", "length >= 1"),
        ('say = "{target}"', 'say = "{where}"', "", "'where'"),
        ('"(greeting)"', '"GREETING"', "steps[0].done[0]", "'GREETING', which is no verb"),
        ('["(greeting)"] }', '["(greeting)"], reply = "2" }', "steps[0].done[0]", "'2', which is no reply"),
        ('["(greeting)"] }', '["(greeting)"], event = "opened" }', "steps[0].done[0]", "has exactly one of"),
        ('answers = ["(greeting)"]', 'answers = ["EHLO"]', "", "nothing connects before the step 'connect'"),
        (
            'answers = ["(greeting)"]',
            'event = "soon"',
            "steps[0].done[0].event",
            "it is one of opened, open-failed",
        ),
        ('when = "4yz"', 'when = "soon"', "advice[0]", "'soon', which is no reply pattern"),
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
    assert said.startswith(": ".join(filter(None, (str(tmp_path / "small.toml"), key))) + ": ")
    assert reason in said


def test_two_steps_of_one_id_are_refused(tmp_path: Path) -> None:
    step = SMALL[SMALL.index("[[steps]]") : SMALL.index("[[advice]]")]
    with pytest.raises(DataFileError, match="two of the id 'connect'"):
        loaded(tmp_path, SMALL + step)


@pytest.mark.parametrize("text", ["title = ", b"\xff"])
def test_what_is_no_toml_is_said_to_be_none(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "broken.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataFileError, match=r"broken\.toml: it is not TOML"):
        load(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.toml: it cannot be read"):
        load(tmp_path / "none.toml")


def test_all_faulty_steps_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    step = SMALL[SMALL.index("[[steps]]") : SMALL.index("[[advice]]")].replace("expect", "expects")
    path.write_text(SMALL + step + step, encoding="utf-8")
    lesson, faults = loading.read(path)
    assert lesson is None
    assert [fault.key for fault in faults] == ["steps[1].expects", "steps[2].expects"]


@pytest.mark.parametrize("char", ["\\u001b", "\\u0007", "\\r", "\\u202e", "\\u200b", "\\u2028", "\\u0085"])
@pytest.mark.parametrize(("was", "key"), [("Small", "title"), ("It greets first.", "steps[0].explain")])
def test_what_would_act_on_the_terminal_is_a_fault(tmp_path: Path, was: str, key: str, char: str) -> None:
    with pytest.raises(DataFileError, match=rf"{re.escape(key)}: it has a character that cannot be shown"):
        loaded(tmp_path, SMALL.replace(f'"{was}"', f'"{was}{char}"'))


def test_line_ends_and_blanks_of_any_kind_are_shown(tmp_path: Path) -> None:
    assert loaded(tmp_path, SMALL.replace('"Small"', '"Small\\n1\\u00a0000"')).title == "Small\n1\u00a0000"


# The user's own


def put(name: str, text: str) -> Path:
    loading.own_directory().mkdir(parents=True, exist_ok=True)
    path = loading.own_directory() / name
    path.write_text(text, encoding="utf-8")
    return path


def test_own_lessons_come_behind_the_course() -> None:
    put("b.toml", SMALL)
    put("a.toml", SMALL.replace('id = "small"', 'id = "smaller"'))
    shelf = loading.shelf()
    assert [lesson.id for lesson in shelf.own] == ["smaller", "small"]
    assert [name for name, _ in shelf.groups][-1] == loading.OWN
    assert shelf.faults == ()
    found = loading.find("small")
    assert found is not None
    assert found.title == "Small"


def test_a_faulty_one_hides_nothing_else() -> None:
    faulty = put("a.toml", SMALL.replace("minutes = 1", "minutes = 0"))
    taken = put("b.toml", SMALL.replace('id = "small"', 'id = "walkthrough"'))
    put("c.toml", SMALL)
    shelf = loading.shelf()
    assert [lesson.id for lesson in shelf.own] == ["small"]
    assert shelf.course == loading.lessons()
    assert [(fault.file, fault.key) for fault in shelf.faults] == [
        (str(faulty), "minutes"),
        (str(taken), "id"),
    ]
    assert "'walkthrough'" in shelf.faults[1].sentence


def test_the_first_lesson_is_found_without_reading_the_others() -> None:
    assert loading.first().id == "walkthrough"
    assert loading.find("walkthrough") is loading.first()
    assert loading.find("none-such") is None


# Anybody's


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(
            ["do", "explain", "find-out", "550", "4yz", "MAIL", "(greeting)", "{target}", "RFC 5321 §4", "("]
        ),
    ),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3),
        st.dictionaries(
            st.one_of(st.text(max_size=6), st.sampled_from(["id", "say", "done", "answers"])), inside
        ),
    ),
    max_leaves=6,
)


def _places(table: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a table a value stands."""
    inside = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    for key, value in inside:
        yield (*place, key)
        yield from _places(value, (*place, key))


@given(st.data())
def test_a_lesson_in_which_anything_stands_for_anything_is_one_or_its_faults_are_told(
    data: st.DataObject,
) -> None:
    table = tomllib.loads((loading.COURSE / "01-walkthrough.toml").read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        *inside, key = data.draw(st.sampled_from([*_places(table)]))
        holder = table
        for step in inside:
            holder = holder[step]
        holder[key] = copy.deepcopy(data.draw(anything))
    lesson, faults = loading._lesson(table)
    assert (lesson is None) == bool(faults)
    assert all(reason for _, reason in faults)


def test_a_file_of_very_many_values_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="more than 2,000 values"):
        loaded(tmp_path, "[[steps]]\n" * 3000)
