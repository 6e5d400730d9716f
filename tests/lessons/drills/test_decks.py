"""Every card of every deck: one choice is right, it can be read, and it says why and where to read it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.reference import catalog
from smtpwb.tui.widgets.reference_pane import find
from tests.laws.sources import check, documents

TOPICS = {(kind, id): topic for kind, deck in DECKS.items() for id, topic in deck.topics().items()}
cards = st.builds(
    lambda place, seed: TOPICS[place].make(Random(seed)), st.sampled_from(list(TOPICS)), st.integers()
)


def test_there_is_something_to_ask() -> None:
    assert list(DECKS) == ["codes", "next", "mistake", "fixer"]
    assert {kind: len(deck.topics()) >= 40 for kind, deck in DECKS.items()} == dict.fromkeys(DECKS, True)


@pytest.mark.parametrize(("kind", "id"), TOPICS)
def test_a_card_is_remembered_by_the_name_of_its_topic(kind: str, id: str) -> None:
    topic = TOPICS[kind, id]
    assert topic.make(Random(0)).id == id
    assert topic.weight > 0


@given(cards)
def test_the_answer_is_one_of_the_choices_and_no_two_are_alike(card: Card) -> None:
    assert card.answer in range(len(card.choices))
    assert 3 <= len(card.choices) <= 5
    assert len({choice.casefold() for choice in card.choices}) == len(card.choices)


@given(cards)
def test_it_can_be_read_and_says_why(card: Card) -> None:
    for text in (card.question, *card.shown, *card.choices, *card.why, card.about):
        assert text.strip() == text != ""
        assert text.isprintable()
    assert card.question.endswith("?")
    assert card.why[0].endswith((".", "?"))


@given(cards)
def test_every_answer_has_a_source(card: Card) -> None:
    """Law 6, and the Reference has a row for every RFC that is named."""
    check(card.sources)
    assert documents([card.sources]) <= {row.key for row in catalog.table("rfcs")}


@given(cards)
def test_what_is_to_be_looked_up_is_in_the_reference(card: Card) -> None:
    if card.look_up:
        row = find(card.look_up, "")
        assert row is not None
        assert card.look_up[-1] in row.key


@given(st.sampled_from(list(TOPICS)), st.integers())
def test_the_same_seed_makes_the_same_card(place: tuple[str, str], seed: int) -> None:
    assert TOPICS[place].make(Random(seed)) == TOPICS[place].make(Random(seed))
