"""Cards on codes: what is asked is in force, the answer is the table's, and no other choice says the same."""

from __future__ import annotations

import re
from random import Random

import pytest

from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.codes import CODES
from smtpwb.reference import catalog

TOPICS = CODES.topics()
SEEDS = range(12)


def row_of(number: str) -> catalog.Row:
    """The row of a number as it is asked, found another way than the deck finds it."""
    if re.fullmatch(r"\d{3}", number):
        found: catalog.Row | None = catalog.reply_code(number)
    elif re.fullmatch(r"\d(\.\d+){2}", number):
        found = catalog.enhanced(number)
    elif number.endswith("yz"):
        found = catalog.digit("first", number[0])
    elif number.startswith("x.") or number.endswith("x.x"):
        status, subject, _ = number.split(".")
        found = catalog.enhanced_class(status) if status != "x" else catalog.enhanced_subject(subject)
    else:
        found = catalog.digit("second", number[1])
    assert found is not None
    return found


@pytest.mark.parametrize("id", TOPICS)
def test_the_choice_that_is_right_is_the_only_one(id: str) -> None:
    for card in (TOPICS[id].make(Random(seed)) for seed in SEEDS):
        right = row_of(id)
        asked_for_name = f" {id} " in card.question
        if asked_for_name:
            assert card.right == right.name
        else:
            assert f"“{right.name}”" in card.question
            assert card.right == id
        names = [choice if asked_for_name else row_of(choice).name for choice in card.choices]
        assert [name in right.name or right.name in name for name in names].count(True) == 1
        assert card.sources == right.sources


def asked(card: Card) -> bool:
    return card.question.startswith("Which")


def test_both_ways_are_asked() -> None:
    assert {asked(TOPICS["550"].make(Random(seed))) for seed in SEEDS} == {True, False}


def test_only_what_is_in_force_is_asked() -> None:
    for id in TOPICS:
        row = row_of(id)
        status = getattr(row, "status", "current")
        assert status == "current", id
    assert not {"571", "431", "523", "538", "5.7.11", "5.6.10"} & set(TOPICS)


def test_an_enhanced_status_code_is_asked_with_a_class_that_it_may_have() -> None:
    assert {"4.2.2", "4.7.12", "2.1.5", "5.1.1", "4.4.1"} <= set(TOPICS)
    for id in TOPICS:
        row = row_of(id)
        if isinstance(row, catalog.EnhancedCodeRow) and row.classes:
            assert id[0] in row.classes


def test_the_wrong_ones_are_those_that_are_easily_taken_for_it() -> None:
    """Numbers beside 4.2.2 have class, subject or detail in common with it."""
    wrong = [
        choice
        for card in (TOPICS["4.2.2"].make(Random(seed)) for seed in range(40))
        if asked(card)
        for choice in card.choices
        if choice != "4.2.2"
    ]
    assert len(set(wrong)) > 5
    for one in wrong:
        assert any(a == b for a, b in zip(one.split("."), ("4", "2", "2"), strict=True)), one


def test_the_codes_of_smtp_itself_come_up_more_often() -> None:
    assert TOPICS["550"].weight > TOPICS["458"].weight
    assert TOPICS["5.1.1"].weight > TOPICS["5.5.6"].weight
    common = sum(topic.weight for topic in TOPICS.values() if topic.weight > 1)
    assert common > 0.8 * sum(topic.weight for topic in TOPICS.values()), (
        "a first round is of what is met daily"
    )
