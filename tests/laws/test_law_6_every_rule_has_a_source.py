"""Law 6 for what diagnoses and recognises: every cause, rule, sign and remedy has a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from smtpwb.reference import catalog, keywords, rulebook
from smtpwb.reference.blocklists import blocklists
from smtpwb.reference.causes import CAUSES
from smtpwb.reference.diagnosis import diagnose
from smtpwb.reference.particulars import particulars
from smtpwb.reference.signs import signs
from smtpwb.reference.stranger import kinds
from smtpwb.smtp.extensions import Extensions
from smtpwb.smtp.lint.message import MESSAGE_CHECKS
from tests.benchmarks.replies import read
from tests.laws.sources import check, documents, form

WORDS = sorted(path.stem for path in rulebook.DIRECTORY.glob("words_*.toml"))
REPLIES = [reply for name in ("labelled", "written") for reply in read(name)]
"""Real ones and those of the documents, to see what a whole diagnosis cites."""


def parts(source: str) -> tuple[str, ...]:
    """The sources that one field names, joined by `; `."""
    return tuple(source.split("; "))


def cited() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each thing that the rules say, by where it stands, with its sources."""
    for id, cause in CAUSES.items():
        yield f"cause {id}", cause.sources
    for number, row in enumerate(particulars()):
        yield f"particular {number} of {row.causes[0]}", row.sources
    for name in WORDS:
        for id, rule in rulebook.read(name).items():
            yield f"{name}/{id}", parts(rule["source"])
    for name, provider in rulebook.read("providers").items():
        yield f"provider {name}", parts(provider["source"])
    for place, names, sign in signs():
        yield (
            f"sign of {', '.join(names)} in {place}: {sign.has or sign.host or sign.keywords}",
            parts(sign.source),
        )
    for kind in kinds():
        yield f"stranger {kind.name} {kind.on}", kind.sources
    for id, about in MESSAGE_CHECKS.items():
        yield f"message check {id}", (about.source,)
    for one in blocklists():
        yield f"blocklist {one.name}", (one.lookup or one.source,)


CITED = list(cited())


def test_there_is_something_to_look_through() -> None:
    assert len(CITED) > 500
    assert {place.split()[0].split("/")[0] for place, _ in CITED} >= {
        *WORDS,
        "cause",
        "provider",
        "sign",
        "stranger",
        "blocklist",
    }


@pytest.mark.parametrize(("place", "sources"), CITED, ids=[place for place, _ in CITED])
def test_every_rule(place: str, sources: tuple[str, ...]) -> None:
    check(sources)


@pytest.mark.parametrize("code", rulebook.read("codes"))
def test_what_every_reply_code_speaks_for(code: str) -> None:
    digits, _, after = code.partition(" ")
    found = diagnose(digits.replace("yz", "99"), "", "", after)
    mine = [one for one in found.evidence if one.rule == f"codes/{code}"]
    assert mine
    for one in mine:
        check(parts(one.source))


@pytest.mark.parametrize("enhanced", rulebook.read("enhanced"))
def test_what_every_enhanced_status_code_speaks_for(enhanced: str) -> None:
    found = diagnose("", enhanced.replace("X", "5"), "")
    mine = [one for one in found.evidence if one.kind == "enhanced"]
    assert mine
    for one in mine:
        check(parts(one.source))


def test_every_diagnosis_cites_each_source_once_and_all_its_evidence() -> None:
    """Whatever is added to the evidence, for replies that bring up nearly all of it."""
    for reply in REPLIES:
        found = diagnose(reply.code, reply.enhanced, reply.reply, reply.after)
        check(found.sources)
        for one in found.evidence:
            assert all(form(source) for source in parts(one.source)), one.rule


def test_what_is_missing_in_an_ehlo_reply_says_where_that_is_written() -> None:
    told = {one for secured in (True, False, None) for one in keywords.missing(Extensions(()), secured)}
    assert len(told) >= 5
    for sentence in told:
        source = re.search(r"\(([^()]+)\)\.$", sentence)
        assert source
        check(tuple(source[1].split(", ")))


def test_every_mechanism_says_where_it_is_written() -> None:
    for row in catalog.table("sasl_mechanisms"):
        (told,) = keywords.read("AUTH", [row.key])
        assert told.startswith(row.key)
        if told.endswith(")."):
            source = re.search(r"\(([^()]+)\)\.$", told)
            assert source
            assert form(source[1]), told


def test_every_rfc_that_is_cited_has_a_row() -> None:
    """So that the Reference tells what it is."""
    assert (
        sorted(documents(sources for _, sources in CITED) - {row.key for row in catalog.table("rfcs")}) == []
    )
