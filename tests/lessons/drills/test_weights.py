"""Weights: what was missed comes up more often, and everything comes up."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.lessons.drills.weights import LEAST, MOST, USUAL, after, drawn

weights = st.floats(LEAST, MOST)


@given(weights)
def test_a_miss_raises_and_an_answer_lowers_within_bounds(weight: float) -> None:
    assert after(weight, True) <= weight <= after(weight, False)
    assert after(weight, True) >= LEAST
    assert after(weight, False) <= MOST
    assert after(weight, False) > USUAL


def test_a_miss_is_made_good_by_two_right_answers() -> None:
    once = after(USUAL, False)
    assert after(once, True) > USUAL
    assert after(after(once, True), True) < USUAL


@given(st.integers(), st.dictionaries(st.text(), weights), st.integers(0, 20))
def test_as_many_different_ones_are_drawn_as_there_are(
    seed: int, among: dict[str, float], count: int
) -> None:
    taken = drawn(among, count, Random(seed))
    assert len(taken) == len(set(taken)) == min(count, len(among))
    assert set(taken) <= set(among)
    assert taken == drawn(among, count, Random(seed))


def test_a_card_comes_first_as_often_as_it_weighs() -> None:
    """Of 3,000 draws: the share of the first is its share of the weight, give or take five deviations."""
    rng, among = Random(1), {"missed": 3.0, "usual": 1.0, "known": 0.5}
    firsts = Counter(drawn(among, 1, rng)[0] for _ in range(3000))
    for id, weight in among.items():
        share = weight / sum(among.values())
        assert abs(firsts[id] - 3000 * share) < 5 * (3000 * share * (1 - share)) ** 0.5
