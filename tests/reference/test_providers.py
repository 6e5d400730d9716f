"""What providers say and mean by it."""

from __future__ import annotations

import pytest

from smtpwb.reference import rulebook
from smtpwb.reference.causes import CAUSES
from smtpwb.reference.clues import Evidence, read
from smtpwb.reference.providers import _begins_word, providers

NAMES = sorted(rulebook.read("providers"))


def told(text: str, code: str = "", enhanced: str = "", speaker: str = "") -> list[Evidence]:
    return list(providers(read(code, enhanced, text, "", speaker)))


def test_a_tag_speaks_only_where_its_provider_is_known() -> None:
    assert [one.cause for one in told("421 [TSS04] Messages deferred")] == ["poor-reputation"]
    assert told("450 4.2.1 the user is receiving mail too quickly") == []


def test_who_is_known_by_name_is_heard_the_more() -> None:
    text = "Outlook: messages weren't sent, part of their network is on our block list (S3150)."
    (alone, *_), (named, *_) = told(text), told(text, speaker="mx1.hotmail.com")
    assert named.weight > alone.weight


def test_a_code_of_its_own_is_known_whoever_is_named() -> None:
    assert [one.cause for one in told("no", "550", "5.7.606")] == ["blocklisted"]
    assert told("no", "550", "5.1.1") == []


def test_another_code_than_the_row_takes_from_it() -> None:
    text = "gsmtp inbox is out of storage space"
    (same, *_), (other, *_) = told(text, "452", "4.2.2"), told(text, "452", "4.7.1")
    assert same.weight > other.weight


def test_two_rows_are_heard_at_most() -> None:
    assert max(len(told(f"{mark} spam blocked reputation policy")) for mark in ("gsmtp", "outlook")) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_has_marks_a_source_and_rows_that_name_causes(name: str) -> None:
    provider, rows = rulebook.read("providers")[name], rulebook.read(f"providers/{name}")["rows"]
    assert provider["marks"]
    assert provider["source"]
    assert rows
    assert all(mark == mark.casefold() for mark in provider["marks"])
    for row in rows:
        assert row["cause"] in CAUSES
        assert {"enhanced", "tag", "says", "numbers"} & row.keys()
        assert "numbers" not in row or "number" in provider


def test_a_mark_within_another_word_names_nobody() -> None:
    assert _begins_word("me.com", "mx.me.com said")
    assert not _begins_word("me.com", "mx.acme.com said")
    assert _begins_word("me.com", "acme.com by way of me.com")


def test_a_word_of_every_language_names_no_provider() -> None:
    assert told("550 5.1.1 recipient not found, please exchange it for another", "550", "5.1.1") == []
    assert told("Exchange Server: 550 5.1.10 recipient not found", "550", "5.1.10")
