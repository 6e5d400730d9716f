"""Cards on mistakes: the lint finds exactly one thing in the broken line, and nothing in the right ones."""

from __future__ import annotations

from random import Random

import pytest

from smtpwb.lessons.drills.mistakes import BREAKS, MISTAKES, RIGHT, Broken, broken, judged
from smtpwb.smtp.commands import parse
from smtpwb.smtp.lint import Severity

TOPICS = MISTAKES.topics()
EVERY = [one for way in BREAKS for one in broken(way)]


@pytest.mark.parametrize("line", RIGHT)
def test_in_a_right_line_nothing_is_found(line: str) -> None:
    assert judged(line, line) == ()


@pytest.mark.parametrize("way", BREAKS)
def test_every_way_breaks_some_line(way: str) -> None:
    assert broken(way)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.line)
def test_in_a_broken_line_one_thing_is_found(one: Broken) -> None:
    assert judged(one.line, one.right) == (one.finding,)
    assert one.finding.severity in (Severity.ERROR, Severity.WARNING)
    assert one.line not in RIGHT
    assert one.line.strip() == one.line


@pytest.mark.parametrize("way", BREAKS)
def test_of_the_lines_on_a_card_one_is_wrong(way: str) -> None:
    for card in (TOPICS[way].make(Random(seed)) for seed in range(20)):
        (one,) = (one for one in broken(way) if one.line == card.right and one.right in card.why[1])
        assert [choice in RIGHT for choice in card.choices].count(False) == 1
        assert one.right not in card.choices, "beside its right form the wrong one is seen at once"
        assert card.why[0] == one.finding.text
        assert card.sources == (one.finding.source,)
        assert card.look_up == parse(one.right.encode()).verb


def test_where_a_line_looks_like_another_verb_the_lint_means_the_one_that_was_broken() -> None:
    for one in broken("letters swapped"):
        assert f"write {one.right.split()[0]}?" in one.finding.text


def test_the_ways_find_many_different_things() -> None:
    assert len({one.finding.id for one in EVERY}) >= 20


def test_what_is_wrong_in_parameters_and_extensions_comes_up_less_often() -> None:
    rare = {way for way, topic in TOPICS.items() if topic.weight < 1}
    assert {"kind of address left out", "word for LAST", "comma in a number"} <= rare
    assert not {"letters swapped", "brackets left out", "colon left out", "name left out"} & rare
