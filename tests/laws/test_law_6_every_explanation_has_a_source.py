"""Law 6: every explanation has a source: an RFC section, an IANA registry, or a provider's page.

Everything that explains is looked through: tables, lint, lessons, practice mailboxes, rules of the dialogue,
findings. What diagnoses and recognises is looked through in `test_law_6_every_rule_has_a_source`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smtpwb.lessons.loading import lessons
from smtpwb.lessons.steps import Do, FindOut
from smtpwb.practice.mailboxes import Mailbox, mailboxes
from smtpwb.reference import catalog
from smtpwb.smtp.dialogue import RULES
from smtpwb.smtp.lint import CHECKS, lint
from smtpwb.transcript import capabilities, findings, pattern, timing
from tests.laws.sources import check, documents
from tests.smtp.test_lint import EXAMPLES, SOURCE

ROWS = [row for name in catalog.TABLES for row in catalog.table(name)]


def said_in_lessons() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each explanation of each lesson, by where it stands, with its sources."""
    for lesson in lessons():
        yield lesson.id, lesson.sources
        for advice in lesson.advice:
            yield f"{lesson.id}, {advice.when}", advice.sources
        for step in lesson.steps:
            yield f"{lesson.id}, {step.id}", step.sources
            said = step.advice if isinstance(step, Do) else step.wrong if isinstance(step, FindOut) else ()
            for one in said:
                yield f"{lesson.id}, {step.id}, {one.when}", one.sources or step.sources


LESSONS = dict(said_in_lessons())
FINDINGS = [
    one
    for module in (findings, capabilities, pattern, timing)
    for named in vars(module).values()
    for one in (named.values() if isinstance(named, dict) else (named,))
    if isinstance(one, findings.Finding)
]


def test_there_is_something_to_look_through() -> None:
    assert {row.table for row in ROWS} == set(catalog.TABLES)
    assert len(ROWS) > 500
    assert len(LESSONS) > 10
    assert len(CHECKS) > 20
    assert len(FINDINGS) >= 30
    assert len(mailboxes()) >= 8


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table} {row.key}")
def test_every_row_of_every_table(row: catalog.Row) -> None:
    check(row.sources)


@pytest.mark.parametrize("id", CHECKS)
def test_every_check_of_lint(id: str) -> None:
    """Its own source, and whatever else it cites in its examples."""
    check((CHECKS[id].source,))
    examples = [(dialogue, line) for cases in EXAMPLES for dialogue, line, ids in cases if id in ids.split()]
    assert examples
    for dialogue, line in examples:
        for finding in lint(line, dialogue):
            assert SOURCE.fullmatch(finding.source)
            check((finding.source,))


@pytest.mark.parametrize("place", LESSONS)
def test_every_step_and_advice_of_every_lesson(place: str) -> None:
    check(LESSONS[place])


@pytest.mark.parametrize("mailbox", mailboxes(), ids=lambda mailbox: mailbox.address)
def test_every_practice_mailbox(mailbox: Mailbox) -> None:
    check(mailbox.sources)


@pytest.mark.parametrize("verb", RULES)
def test_every_rule_of_the_dialogue(verb: str) -> None:
    check((RULES[verb].source,))


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.text[:30])
def test_every_finding(finding: findings.Finding) -> None:
    check(finding.sources)


def test_every_rfc_that_is_cited_has_a_row() -> None:
    """So that the Reference tells what it is."""
    cited = documents((*(row.sources for row in ROWS), *LESSONS.values(), *(f.sources for f in FINDINGS)))
    cited |= documents((check.source,) for check in CHECKS.values())
    assert sorted(cited - {row.key for row in catalog.table("rfcs")}) == []
