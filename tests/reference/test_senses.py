"""What a clause says of what, whatever the words it uses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference import rulebook
from smtpwb.reference.diagnosis import CAUSES
from smtpwb.reference.senses import senses
from smtpwb.reference.wording import folded

DATA = rulebook.read("senses")
FAMILIES = [(kind, family) for kind in ("things", "states", "denied") for family in DATA[kind]]


def said(text: str, verb: str = "") -> set[tuple[str, str]]:
    return {(one.thing, one.state) for one in senses(text, verb)}


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("that recipient doesn't exist", ("recipient", "missing")),
        ("i have no such customer", ("recipient", "missing")),
        ("we do not know a mailbox of that name: not found", ("recipient", "missing")),
        ("the box you write to is disabled", ("recipient", "disabled")),
        ("mailbox of this user is almost full", ("recipient", "full")),
        ("you may not relay through here: relaying is prohibited", ("relay", "refused")),
        ("the domain is not hosted here", ("domain", "foreign")),
        ("sender could not be verified, sorry: fail", ("sender", "failed")),
        ("no ptr for you", ("reverse", "missing")),
        ("more connections than the maximum", ("connection", "many")),
        ("der empfanger ist unbekannt", ("recipient", "missing")),
        ("destinataire inexistant ou introuvable", ("recipient", "missing")),
        ("il destinatario non esiste", ("recipient", "missing")),
        ("exceeded mailsize limit", ("size", "many")),
    ],
)
def test_other_words_say_the_same(text: str, sense: tuple[str, str]) -> None:
    assert sense in said(text)


def test_what_is_denied_is_not_said() -> None:
    assert ("recipient", "disabled") not in said("the account is not disabled")
    assert ("recipient", "missing") not in said("the recipient exists")
    assert ("recipient", "refused") not in said("the recipient is not blocked")


def test_a_not_denies_nothing_behind_a_colon() -> None:
    assert ("recipient", "foreign") in said("not a local user")
    assert ("recipient", "foreign") not in said("action not taken: local user only")
    assert ("sender", "refused") in said("the address in the from: line is not allowed")


def test_a_clause_ends_at_its_point() -> None:
    assert ("recipient", "full") not in said("user unknown. the disk is full")
    assert ("inside", "full") in said("user unknown. the disk is full")


def test_the_thing_that_is_next_is_meant_unless_it_is_vague() -> None:
    assert ("relay", "rejected") in said("host denies relay")
    assert ("host", "rejected") not in said("host denies relay")
    assert ("host", "rejected") in said("host denied")


def test_the_verb_tells_what_is_meant_where_the_words_do_not() -> None:
    assert said("unknown", "RCPT") == {("recipient", "missing")}
    assert said("unknown", "MAIL") == {("sender", "missing")}
    assert said("unknown") == {("", "missing")}
    assert [one.named for one in senses("unknown", "RCPT")] == [False]
    assert [one.named for one in senses("user unknown", "MAIL")] == [True]


@pytest.mark.parametrize(("kind", "family"), FAMILIES)
def test_a_family_is_of_folded_words_of_its_own(kind: str, family: str) -> None:
    words = DATA[kind][family]
    assert len(set(words)) == len(words)
    for word in words:
        assert word == folded(word)
        assert 1 <= len(word.split()) <= 4, word
        assert "~" not in word.strip("~"), word


def test_what_is_said_names_families_and_causes() -> None:
    states = {*DATA["states"], *DATA["denied"]}
    assert set(DATA["senses"]) == {*DATA["things"], "anything"}
    for causes_of in DATA["senses"].values():
        assert set(causes_of) <= states
        for causes in causes_of.values():
            assert set(causes) <= set(CAUSES)
            assert max(causes.values()) < 4.5  # a set phrase says more than words that stand together
    assert set(DATA["of_verb"].values()) | set(DATA["vague"]) <= set(DATA["things"])
    assert {*DATA["less"], *(one for less in DATA["less"].values() for one in less)} <= states
    assert set(DATA["kinds"]) | set(DATA["kinds"].values()) <= states


def test_stages_name_causes() -> None:
    stages = dict(rulebook.read("stages"))
    for verb, others in stages.pop("instead").items():
        assert verb in stages
        assert {*others, *others.values()} <= set(CAUSES)
    for verb, causes in stages.items():
        assert verb in (*DATA["of_verb"],)
        assert set(causes) <= set(CAUSES)
        assert max(causes.values()) < 0


WORDS = st.sampled_from(
    ["not ", "no ", "user ", "unknown ", "exist ", ". ", "full", "-", "'", "ü", "\n", "@ "]
)


@given(st.lists(WORDS).map("".join) | st.text(), st.sampled_from(["", "RCPT", "MAIL", "X"]))
def test_any_text_is_read(text: str, verb: str) -> None:
    for one in senses(folded(text), verb):
        assert one.state in {*DATA["states"], *DATA["denied"]}
        assert one.words or one.state == "missing"
