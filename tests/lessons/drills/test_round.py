"""A round: what is at hand, what the answers come to, and what is learned from them."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import Round, begin
from smtpwb.lessons.drills.weights import USUAL

DECK = DECKS["codes"]


def played(results: list[bool], seed: int = 1) -> Round:
    """A round with these results."""
    now = begin(DECK, {}, len(results), Random(seed))
    for right in results:
        assert now.card is not None
        now = now.answered(now.card.answer if right else (now.card.answer + 1) % len(now.card.choices))
    return now


def test_a_round_begins_with_its_first_card_and_nothing_to_its_credit() -> None:
    now = begin(DECK, {}, 3, Random(1))
    assert (now.card, now.finished, now.score, now.streak, now.missed) == (now.cards[0], False, 0, 0, ())
    assert len({card.id for card in now.cards}) == 3


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_what_the_answers_come_to(results: list[bool]) -> None:
    now = played(results)
    assert (now.finished, now.card) == (True, None)
    assert now.results == tuple(results)
    assert now.score + len(now.missed) == len(results)
    assert now.streak == len("".join("r" if right else "." for right in results).rpartition(".")[2])


@pytest.mark.parametrize("choice", [-1, 9])
def test_what_is_no_choice_is_refused(choice: int) -> None:
    with pytest.raises(ValueError, match="no choice"):
        begin(DECK, {}, 1, Random(1)).answered(choice)


def test_a_finished_round_takes_no_answer() -> None:
    with pytest.raises(ValueError, match="no choice"):
        played([True]).answered(0)


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_what_was_missed_weighs_more_and_what_was_known_less(results: list[bool]) -> None:
    now = played(results)
    learned = now.learned({"another": 2.0})
    assert learned.pop("another") == 2.0
    assert {id for id, weight in learned.items() if weight > USUAL} == {card.id for card in now.missed}
    assert len(learned) == len(results)


def test_what_was_missed_comes_up_more_often() -> None:
    missed = played([False] * 5)
    ids = {card.id for card in missed.cards}

    def met(weights: dict[str, float]) -> int:
        rounds = (begin(DECK, weights, 10, Random(seed)) for seed in range(60))
        return Counter(card.id in ids for one in rounds for card in one.cards)[True]

    assert met(missed.learned({})) > 1.5 * met({})


def test_the_same_seed_gives_the_same_cards() -> None:
    assert begin(DECK, {}, 10, Random(7)) == begin(DECK, {}, 10, Random(7)) != begin(DECK, {}, 10, Random(8))
