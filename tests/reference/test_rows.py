"""What a row shows of itself."""

from __future__ import annotations

import pytest

from smtpwb.reference import catalog
from smtpwb.reference.rows import MailParameterRow, Row


def _row(line_increase: int | None = None) -> Row:
    return MailParameterRow(
        key="SIZE",
        name="Message size",
        explanation="Says how large it is.",
        sources=("RFC 1870 §3",),
        command=("MAIL", "RCPT"),
        extension=("SIZE",),
        syntax="SIZE=n",
        line_increase=line_increase,
        status="current",
    )


def test_facts_are_the_extra_fields_in_order() -> None:
    assert _row(26).facts() == (
        ("Command", "MAIL, RCPT"),
        ("Extension", "SIZE"),
        ("Syntax", "SIZE=n"),
        ("Longer command line, in octets", "26"),
        ("Status", "current"),
    )


def test_a_number_that_is_not_known_is_no_fact() -> None:
    assert "Longer command line, in octets" not in dict(_row().facts())


def test_rows_are_values_and_can_be_kept_in_sets() -> None:
    assert _row() == _row() != _row(26)
    assert {_row(), _row()} == {_row()}
    code = catalog.reply_code("550")
    assert code in {code}, "although it holds a mapping"


def test_a_row_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        _row().name = "other"  # type: ignore[misc]


def test_facts_have_labels_and_leave_out_what_is_empty() -> None:
    row = catalog.enhanced("5.1.1")
    assert row is not None
    facts = dict(row.facts())
    assert facts["In RFC 1893"] == "yes"
    assert facts["Reply codes"] == "451, 550"
    assert facts["Who can fix it"] == row.fixer
    assert all(facts.values())
    assert "Name" not in facts
    code = catalog.reply_code("550")
    assert code is not None
    assert dict(code.facts())["After RCPT"] == code.after["RCPT"]


def test_what_a_keyword_unlocks() -> None:
    row = catalog.row("ehlo_keywords", "DSN")
    assert isinstance(row, catalog.EhloKeywordRow)
    assert row.unlocks.startswith("MAIL … RET")
    assert "RCPT … NOTIFY" in row.unlocks
