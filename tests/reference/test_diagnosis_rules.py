"""The rules of the diagnosis as data: that they can be read, point somewhere, and cite a source."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smtpwb.reference import rulebook
from smtpwb.reference.diagnosis import CAUSES
from smtpwb.reference.wording import folded, pattern

WORDS = sorted(path.stem for path in rulebook.DIRECTORY.glob("words_*.toml"))
LANGUAGES = "english french german italian japanese portuguese spanish"
PROVIDERS = sorted(rulebook.read("providers"))
GAPS = 3
"""As many gaps as a phrase may have: each multiplies the time that a hostile text can cost."""


def rules() -> Iterator[tuple[str, dict[str, object]]]:
    for name in WORDS:
        for id, rule in rulebook.read(name).items():
            yield f"{name}/{id}", rule


RULES = dict(rules())


def phrases() -> Iterator[tuple[str, str]]:
    for id, rule in RULES.items():
        for phrase in (*rule["says"], *rule.get("unless", ())):  # type: ignore[misc]
            yield id, phrase
    for name in PROVIDERS:
        for row in rulebook.read(f"providers/{name}")["rows"]:
            if "says" in row:
                yield name, row["says"]
    for one in rulebook.read("blocklists")["list"]:
        for phrase in one["marks"]:
            yield one["name"], phrase


PHRASES = list(phrases())


def test_there_is_something_to_look_through() -> None:
    assert [name.removeprefix("words_") for name in WORDS] == LANGUAGES.split()
    assert set(rulebook.read("languages")) == set(LANGUAGES.split()) - {"english"}
    assert len(PHRASES) > 2000
    assert len(PROVIDERS) >= 15


@pytest.mark.parametrize("id", RULES)
def test_a_rule_names_causes_and_a_source(id: str) -> None:
    rule = RULES[id]
    assert set(rule) <= {"causes", "source", "says", "unless"}
    assert rule["source"]
    assert rule["causes"]
    assert set(rule["causes"]) <= set(CAUSES)  # type: ignore[call-overload]


def test_every_phrase_is_folded_and_bounded() -> None:
    for id, phrase in PHRASES:
        assert phrase == folded(phrase) or phrase.strip() == folded(phrase), (id, phrase)
        assert phrase.count("*") <= GAPS, (id, phrase)
        assert phrase.count("(") == phrase.count(")"), (id, phrase)
        assert "((" not in phrase, (id, phrase)
        assert not set("?+[]{}^$\\") & set(phrase) or "[" in phrase or "{" in phrase, (id, phrase)
        pattern(phrase)


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_is_known_by_marks_and_points_to_causes(name: str) -> None:
    about = rulebook.read("providers")[name]
    assert about["marks"]
    assert about["source"]
    rows = rulebook.read(f"providers/{name}")["rows"]
    assert rows
    for row in rows:
        assert set(row) <= {"enhanced", "tag", "says", "numbers", "cause", "means", "second_hand"}
        assert row["cause"] in CAUSES
        assert row["means"]
        assert set(row) & {"enhanced", "tag", "says", "numbers"}
    assert {path.stem for path in (rulebook.DIRECTORY / "providers").glob("*.toml")} == set(PROVIDERS)


@pytest.mark.parametrize("name", ["codes", "enhanced"])
def test_codes_point_to_causes(name: str) -> None:
    for key, causes in rulebook.read(name).items():
        assert set(causes) <= set(CAUSES), key
        assert causes, key
