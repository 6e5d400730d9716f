"""The rows themselves: complete, with sources, and in agreement with each other."""

from __future__ import annotations

import re
from typing import TypeVar

import pytest

from smtpwb.reference import catalog
from smtpwb.reference.rows import (
    EnhancedCodeRow,
    ReplyCodeRow,
    ReplyDigitRow,
    Row,
    SeedDeviationRow,
)

R = TypeVar("R", bound=Row)

RFC = r"RFC [1-9]\d*"
SECTION = re.compile(rf"{RFC} (?:§(?:\d+|[A-Z])(?:\.\d+)*|appendix [A-Z])")
REGISTRY = re.compile(r"IANA [a-z-]+|RFC index")
SOFTWARE = re.compile(
    r"(?:Exchange|Exim|GNAT|Gmail|Google|Microsoft|Postfix|Sisimai|Snort|Yahoo|ZMailer|ZoneMTA|aiosmtpd|go-sisimai|iCloud"
    r"|kapeli|kura/blackhole|logstash|nodemailer|Cyrus SASL)\b.*"
)
DRAFT = re.compile(r"draft-[a-z0-9-]+")
WHOLE_DOCUMENT = re.compile(RFC)
OTHER = re.compile(
    r"pmmail-list 2003-06-25|EHLO replies seen in the wild|Exchange protocol logs seen in the wild"
    r"|SASL library mechanism lists|Mail client source code|Public bug reports on STARTTLS stripping"
)
"""What was seen but is written up nowhere."""

UNDOCUMENTED = ("unregistered", "draft", "obsolete")
"""Only a row that says so in its status may rest on observation alone."""

VERBS = frozenset(
    "CONNECT HELO EHLO LHLO MAIL RCPT DATA CONTENT RECIPIENT BDAT RSET VRFY EXPN HELP NOOP QUIT STARTTLS AUTH".split()  # noqa: SIM905, E501
)

SEED_DETAILS = ("0", "012345678", "01234", "012345", "01234567", "012345", "012345", "0123457")
"""The enhanced status codes in the list of 2003, by subject."""


def _rows(row_type: type[R]) -> list[R]:
    return [row for row in catalog.table(row_type.table) if isinstance(row, row_type)]


def _can_be_looked_up(source: str) -> bool:
    return any(form.fullmatch(source) for form in (SECTION, REGISTRY, SOFTWARE, DRAFT, WHOLE_DOCUMENT))


@pytest.mark.parametrize("table_id", catalog.TABLES)
def test_each_row_is_explained_in_a_few_plain_sentences(table_id: str) -> None:
    for row in catalog.table(table_id):
        assert row.explanation.endswith("."), row.key
        assert 20 <= len(row.explanation) <= 400, row.key
        assert row.explanation == " ".join(row.explanation.split()), row.key
        assert row.name == row.name.strip(), row.key


@pytest.mark.parametrize("table_id", catalog.TABLES)
def test_each_row_has_a_source_of_known_form(table_id: str) -> None:
    for row in catalog.table(table_id):
        unknown = [
            source for source in row.sources if not (_can_be_looked_up(source) or OTHER.fullmatch(source))
        ]
        assert not unknown, row.key
        assert len(set(row.sources)) == len(row.sources), row.key


@pytest.mark.parametrize("table_id", catalog.TABLES)
def test_each_row_has_a_source_that_can_be_looked_up(table_id: str) -> None:
    for row in catalog.table(table_id):
        documented = any(map(_can_be_looked_up, row.sources))
        assert documented or getattr(row, "status", "") in UNDOCUMENTED, row.key


@pytest.mark.parametrize("pattern", ["2yz", "3yz", "4yz", "5yz"])
def test_an_unknown_code_of_each_class_has_a_sentence_after_each_command(pattern: str) -> None:
    row = catalog.row("reply_digits", pattern)
    assert isinstance(row, ReplyDigitRow)
    assert {verb.removeprefix("LMTP ") for verb in row.after} == VERBS


def test_what_a_code_means_after_a_command_is_a_sentence_of_its_own() -> None:
    rows: list[ReplyCodeRow | ReplyDigitRow] = [*_rows(ReplyCodeRow), *_rows(ReplyDigitRow)]
    for row in rows:
        for verb, sentence in row.after.items():
            assert re.fullmatch(r"[A-Z].{15,300}\.", sentence), (row.key, verb)
            assert sentence != row.explanation, (row.key, verb)


_AFTER = {"DATA (end)": "CONTENT"}


@pytest.mark.parametrize(
    "row", [row for row in _rows(ReplyCodeRow) if row.status == "current"], ids=lambda row: row.key
)
def test_a_current_code_says_what_it_means_after_each_main_command_that_gives_it(row: ReplyCodeRow) -> None:
    given = {_AFTER.get(command, command) for command in row.commands} & VERBS
    assert given <= set(row.after)


def test_reply_codes_of_the_standard_are_all_there() -> None:
    """RFC 5321 §4.2.3, with RFC 4954 §6, RFC 7504 and RFC 3207."""
    standard = (
        "211 214 220 221 250 251 252 354 421 450 451 452 455 500 501 502 503 504 550 551 552 553 554 555 "
        "235 334 432 454 530 534 535 538 521 556"
    )
    known = {row.key: row.status for row in _rows(ReplyCodeRow)}
    assert {known.get(code) for code in standard.split()} <= {"current", "historic"}


def test_reply_codes_name_enhanced_codes_that_exist() -> None:
    enhanced = {row.key for row in _rows(EnhancedCodeRow)}
    for row in _rows(ReplyCodeRow):
        assert set(row.enhanced) <= enhanced, row.key


def test_the_two_tables_of_codes_name_each_other() -> None:
    """The registry's pairs of an enhanced status code and a reply code are the same from both sides."""
    there = {(code, row.key) for row in _rows(EnhancedCodeRow) for code in row.basic_codes if code.isdigit()}
    back = {(row.key, key) for row in _rows(ReplyCodeRow) for key in row.enhanced}
    assert there ^ back == set()


def test_the_registry_is_whole() -> None:
    last = {"0": 0, "1": 10, "2": 4, "3": 6, "4": 7, "5": 6, "6": 10, "7": 30}
    expected = {f"X.{subject}.{detail}" for subject, end in last.items() for detail in range(end + 1)}
    assert {row.key for row in _rows(EnhancedCodeRow)} == expected


def test_a_failure_has_someone_who_can_fix_it_and_something_to_try() -> None:
    for row in _rows(EnhancedCodeRow):
        positive_only = row.key in ("X.1.5", "X.3.6", "X.6.10")
        assert bool(row.try_) != positive_only, row.key
        assert not row.try_ or row.try_.endswith("."), row.key
        assert bool(row.fixer) != (positive_only or row.key == "X.1.9"), row.key


def test_the_list_of_2003_is_quoted_for_each_code_it_has() -> None:
    listed = {f"X.{subject}.{detail}" for subject, details in enumerate(SEED_DETAILS) for detail in details}
    assert {row.key for row in _rows(EnhancedCodeRow) if row.seed_wording} == listed
    assert {row.key for row in _rows(EnhancedCodeRow) if row.rfc1893} == listed | {"X.7.6"}


def test_each_deviation_stands_in_both_tables() -> None:
    codes = {row.key.lower(): row.seed_wording for row in _rows(EnhancedCodeRow) if row.deviation}
    listed = {
        row.key: row.seed_wording for row in _rows(SeedDeviationRow) if row.seed_table == "enhanced_codes"
    }
    assert codes == listed


def test_both_digit_tables_of_2003_have_all_ten_digits() -> None:
    for position, form in (("first", r"(\d)xx"), ("second", r"x(\d)x")):
        found = [
            match[1]
            for row in _rows(ReplyDigitRow)
            if row.position == position and row.protocol == "list of 2003"
            if (match := re.fullmatch(form, row.pattern))
        ]
        assert found == list("0123456789")


def test_keywords_and_parameters_name_each_other() -> None:
    keywords = {row.key for row in catalog.table("ehlo_keywords")}
    for row in catalog.table("mail_parameters"):
        assert isinstance(row, catalog.MailParameterRow)
        assert set(row.extension) <= keywords, row.key
