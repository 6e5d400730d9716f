"""Law 6: every explanation has a source: an RFC section, an IANA registry, or a provider's page.

Everything that explains is looked through: tables, lint, lessons, practice mailboxes, rules, findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from smtpwb.lessons.lesson import lessons
from smtpwb.practice.mailboxes import Mailbox, mailboxes
from smtpwb.reference import catalog
from smtpwb.smtp.dialogue import RULES
from smtpwb.smtp.lint import CHECKS, lint
from smtpwb.transcript import capabilities, findings, pattern, timing
from tests.smtp.test_lint import MODULES

FORMS = {
    "a section of an RFC": r"RFC \d{1,4}( (§[A-Z]?[0-9.]*|appendix [A-Z]))?",
    "an index of RFCs": "RFC index",
    "an Internet-Draft": r"draft(-[a-z0-9]+)+",
    "an IANA registry": r"IANA [a-z]+(-[a-z]+)*",
    "a page": r"https://\S+",
    "an entry of the CVE list": r"CVE-\d{4}-\d{4,}",
    "a provider's page or reply": (
        r"(Google Gmail|Gmail|Yahoo|iCloud|Microsoft|Exchange|Google and Microsoft) [A-Za-z0-9- ]+"
    ),
    "the documents or source of a program": (
        r"(Cyrus SASL|Exim|Postfix|Sisimai|Snort|ZMailer|ZoneMTA|aiosmtpd|go-sisimai|kapeli|kura/blackhole"
        r"|logstash|nodemailer|GNAT\.Sockets\.SMTP\.Client) [A-Za-z0-9_./ -]+"
    ),
    "the list of 2003": r"pmmail-list 2003-06-25|Jeffrey Race, “.+”, pmmail-list, 25 June 2003",
}
"""What a source may look like."""
OBSERVED = {
    # what no document says, and is yet met: said as such
    "EHLO replies seen in the wild",
    "Exchange protocol logs seen in the wild",
    "Mail client source code",
    "Public bug reports on STARTTLS stripping",
    "SASL library mechanism lists",
}


def form(source: str) -> str:
    """What kind of source it is; empty if it is none."""
    if source in OBSERVED:
        return "what is met in practice"
    return next((name for name, pattern in FORMS.items() if re.fullmatch(pattern, source)), "")


def check(sources: tuple[str, ...]) -> None:
    assert sources
    assert [source for source in sources if not form(source)] == []
    assert len(set(sources)) == len(sources)


ROWS = [row for name in catalog.TABLES for row in catalog.table(name)]


def said_in_lessons() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each explanation of each lesson, by where it stands, with its sources."""
    for lesson in lessons():
        yield lesson.id, lesson.sources
        for advice in lesson.advice:
            yield f"{lesson.id}, {advice.when}", advice.sources
        for step in lesson.steps:
            yield f"{lesson.id}, {step.id}", step.sources
            for advice in step.advice:
                yield f"{lesson.id}, {step.id}, {advice.when}", advice.sources


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
    examples = [(dialogue, line) for m in MODULES for dialogue, line, ids in m.CASES if id in ids.split()]
    assert examples
    for dialogue, line in examples:
        for finding in lint(line, dialogue):
            assert form(finding.source) == "a section of an RFC"
            assert "§" in finding.source


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
    cited = {
        source.split(" §")[0].split(" appendix")[0]
        for sources in (*(row.sources for row in ROWS), *LESSONS.values(), *(f.sources for f in FINDINGS))
        for source in sources
        if source.startswith("RFC ") and source != "RFC index"
    }
    cited |= {check.source.split(" §")[0] for check in CHECKS.values()}
    assert sorted(cited - {row.key for row in catalog.table("rfcs")}) == []
