from __future__ import annotations

import json
import re

import pytest

from smtpwb.cli import codes, main
from smtpwb.reference import catalog

ROWS = [row for name in catalog.TABLES for row in catalog.table(name)]


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints; it ends well and complains of nothing."""
    assert main.main(["codes", *arguments]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def test_what_is_asked_for_by_its_key_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    row = catalog.reply_code("550")
    assert row is not None
    whole, also = output(capsys, "550").split("\n\nalso:\n")
    assert whole.startswith(f"550  {row.name}\n  ")
    flat = " ".join(whole.split())
    for fact in (row.explanation, *row.after.values(), " · ".join(row.sources)):
        assert fact in flat
    assert len(also.splitlines()) == len(catalog.search("550")) - 1


@pytest.mark.parametrize("query", ["5.7.1", "x.7.1", "X.7.1", "4.7.1"])
def test_an_enhanced_status_code_of_any_class(query: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = catalog.enhanced("5.7.1")
    assert row is not None
    assert output(capsys, query).startswith(f"X.7.1  {row.name}\n  ")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table} {row.key}")
def test_every_row_can_be_seen_whole(row: catalog.Row) -> None:
    text = codes._text(catalog.search(row.key), row.key)
    assert row.explanation in " ".join(text.split())


def test_a_few_hits_are_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    rows = catalog.search("greylist")
    assert 1 < len(rows) <= codes.FEW
    told = " ".join(output(capsys, "greylist").split())
    assert all(row.explanation in told for row in rows)


def test_many_hits_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = catalog.search("mailbox")
    assert len(rows) > codes.FEW
    assert output(capsys, "mailbox").splitlines() == [f"{row.key:<18} {row.name}" for row in rows]


def test_without_a_query_every_row_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(output(capsys).splitlines()) == len(ROWS)


def test_words_may_come_as_one_argument_or_several(capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "auth", "plain") == output(capsys, "auth plain") != output(capsys, "auth")


def test_text_fits_in_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    words = re.compile(r"\S{70,}")  # an address may be longer than a line
    for row in ("550", "X.7.1", "SIZE", "MAIL"):
        whole, _, _ = output(capsys, row).partition("also:")
        assert all(len(line) <= 80 or words.search(line) for line in whole.splitlines())


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_nothing_found(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["codes", "nonesuch\x1b[2J", "--format", format]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("smtpwb: nothing in the tables matches 'nonesuch<1B>[2J'")
    assert len(told.err.splitlines()) == 1


def documented_keys() -> set[str]:
    text = " ".join(codes.DESCRIPTION.split())
    listed = text.partition("with the keys: ")[2].rstrip(".")
    return set(re.sub(r" \(.*?\)", "", listed).split(", "))


def test_json_has_the_documented_keys(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in output(capsys, "--format", "json").splitlines()]
    assert len(rows) == len(ROWS)
    for row in rows:
        assert set(row) == documented_keys()
        assert isinstance(row["facts"], dict)
        assert row["sources"]
        assert row["table"] in catalog.TABLES


def test_markdown_has_a_heading_a_row_and_no_markup_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    told = output(capsys, "--format", "markdown")
    assert len(re.findall(r"^### ", told, re.MULTILINE)) == len(ROWS)
    assert re.search(r"(?<!\\)<", told) is None
    assert "MAIL FROM:\\<" in told
