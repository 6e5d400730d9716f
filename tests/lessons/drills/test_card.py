"""Cards: what a typed answer means, and where the right choice comes to stand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.lessons.drills.card import Card, mixed, some

CARD = Card(
    id="550", question="?", choices=("a", "b", "c"), answer=1, why=("why",), sources=("RFC 1",), about="550"
)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        *(("1", 0), ("3", 2), ("a", 0), ("C", 2), (" 2\n", 1)),
        *(("0", None), ("4", None), ("d", None), ("", None), ("12", None), ("x", None), ("²", None)),
    ],
)
def test_a_digit_or_a_letter_means_a_choice(typed: str, choice: int | None) -> None:
    assert CARD.chosen(typed) == choice


def test_the_right_choice_is_told_by_its_words() -> None:
    assert CARD.right == "b"


@given(st.integers(), st.lists(st.text(), max_size=4))
def test_the_choices_are_mixed_and_the_place_of_the_right_one_is_known(seed: int, wrong: list[str]) -> None:
    wrong = [one for one in wrong if one != "right"]
    choices, answer = mixed("right", wrong, Random(seed))
    assert sorted(choices) == sorted(["right", *wrong])
    assert choices[answer] == "right"


def test_every_place_comes_up() -> None:
    assert {mixed("right", "abc", Random(seed))[1] for seed in range(100)} == {0, 1, 2, 3}


@given(st.integers(), st.sets(st.integers()), st.integers(0, 5))
def test_some_are_different_ones(seed: int, among: set[int], count: int) -> None:
    names = sorted(map(str, among))
    taken = some(names, count, Random(seed))
    assert len(taken) == len(set(taken)) == min(count, len(names))
    assert set(taken) <= set(names)
