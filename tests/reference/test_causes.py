"""The causes: what is said of each."""

from __future__ import annotations

import re

import pytest

from smtpwb.reference.causes import CAUSES


@pytest.mark.parametrize("id", CAUSES)
def test_each_says_what_is_wrong_and_what_to_do(id: str) -> None:
    cause = CAUSES[id]
    assert re.fullmatch("[a-z]+(-[a-z]+)*", id)
    assert len(cause.title) <= 40
    assert not cause.title.endswith(".")
    for sentence in (cause.explanation, cause.permanence):
        assert sentence.endswith(".")
    assert cause.try_


def test_titles_differ() -> None:
    assert len({cause.title for cause in CAUSES.values()}) == len(CAUSES)


def test_an_unknown_cause_is_no_cause() -> None:
    with pytest.raises(KeyError):
        CAUSES["nothing"]
