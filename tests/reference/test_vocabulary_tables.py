"""The tables of words: commands, EHLO keywords, parameters, SASL mechanisms and RFCs.

Checks the data as written, apart from the loader, and each table against the others.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smtpwb.reference import catalog
from smtpwb.smtp.limits import LINE_INCREASE

VOCABULARY = ("commands", "ehlo_keywords", "mail_parameters", "sasl_mechanisms", "rfcs")
DIRECTORY = Path(catalog.__file__).with_name("tables")

RFC = re.compile(r"RFC \d+")
CITED_RFC = re.compile(r"RFC \d+( §[A-Z0-9]+(\.\d+)*)?")

Raw = dict[str, Any]


@cache
def rows(table: str) -> list[Raw]:
    raw: list[Raw] = tomllib.loads((DIRECTORY / f"{table}.toml").read_text(encoding="utf-8"))["row"]
    return raw


@cache
def keys(table: str) -> set[str]:
    return {row["key"] for row in rows(table)}


def texts(row: Raw) -> list[str]:
    """Every string of a row, those in lists too."""
    lists = [value if isinstance(value, list) else [value] for value in row.values()]
    return [text for values in lists for text in values if isinstance(text, str)]


every_table = pytest.mark.parametrize("table", VOCABULARY)


@every_table
def test_no_key_comes_twice(table: str) -> None:
    assert len(keys(table)) == len(rows(table)) > 0


@every_table
def test_every_row_is_explained_in_whole_sentences(table: str) -> None:
    for row in rows(table):
        explanation = row["explanation"]
        assert row["name"], row["key"]
        assert explanation.endswith("."), row["key"]
        assert explanation[0].isupper() or explanation[0].isdigit(), row["key"]
        assert len(explanation) >= 25, row["key"]


@every_table
def test_no_cell_is_empty_or_padded(table: str) -> None:
    for row in rows(table):
        assert [] not in row.values(), row["key"]
        for text in texts(row):
            assert text == " ".join(text.split()) != "", row["key"]


@every_table
def test_every_row_has_a_source_and_every_cited_rfc_is_in_the_table_of_rfcs(table: str) -> None:
    known = keys("rfcs")
    for row in rows(table):
        assert row["sources"], row["key"]
        for source in row["sources"]:
            assert not source.startswith("RFC ") or source == "RFC index" or CITED_RFC.fullmatch(source), row[
                "key"
            ]
            assert set(RFC.findall(source)) <= known, (row["key"], source)


@every_table
def test_every_rfc_that_a_sentence_sends_the_reader_to_is_in_the_table_of_rfcs(table: str) -> None:
    for row in rows(table):
        named = set(RFC.findall(row["explanation"] + row.get("note", "")))
        assert named <= keys("rfcs"), row["key"]


@every_table
def test_the_loader_takes_every_row(table: str) -> None:
    assert [row.key for row in catalog.table(table)] == [row["key"] for row in rows(table)]


def test_what_a_keyword_unlocks_is_explained_where_it_belongs() -> None:
    verbs, parameters = keys("commands"), {key.partition("=")[0] for key in keys("mail_parameters")}
    for row in rows("ehlo_keywords"):
        assert set(row.get("verbs", [])) <= verbs, row["key"]
        unlocked = [*row.get("mail_params", []), *row.get("rcpt_params", [])]
        assert {re.split(r"[=\[]", one)[0] for one in unlocked} <= parameters, row["key"]


def test_every_parameter_is_unlocked_by_a_keyword_that_names_it() -> None:
    unlocked = {
        row["key"]: " ".join([*row.get("mail_params", []), *row.get("rcpt_params", [])])
        for row in rows("ehlo_keywords")
    }
    for row in rows("mail_parameters"):
        for extension in row["extension"]:
            assert extension in unlocked, row["key"]
            named = row["key"] in unlocked[extension]
            assert named or not {"MAIL", "RCPT"} & set(row["command"]), row["key"]


def test_the_line_grows_by_what_the_rfcs_state() -> None:
    """The table that people read and the one that lines are measured by say the same."""
    stated: dict[str, dict[str, int]] = {}
    for row in rows("mail_parameters"):
        increase = row.get("line_increase", 0)
        assert isinstance(increase, int), row["key"]
        assert increase > 0 or "line_increase" not in row, row["key"]
        for extension in row["extension"]:
            for verb in row["command"] if increase else ():
                by_verb = stated.setdefault(extension, {})
                by_verb[verb] = max(increase, by_verb.get(verb, 0))
    assert stated == LINE_INCREASE


def test_the_names_are_spelled_as_they_are_said() -> None:
    for table, pattern in {
        "commands": r"\(connect\)|[A-Z0-9-]+",
        "ehlo_keywords": r"[A-Z0-9-]+=?",
        "mail_parameters": r"[A-Z0-9-]+(=[A-Z]+)?",
        "sasl_mechanisms": r"[A-Z0-9_-]+",
        "rfcs": r"RFC [1-9]\d*",
    }.items():
        assert not [key for key in keys(table) if not re.fullmatch(pattern, key)], table


def test_the_commands_of_the_standard_are_all_there_with_their_replies() -> None:
    by_key = {row["key"]: row for row in rows("commands")}
    for verb in ["EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "VRFY", "EXPN", "HELP", "NOOP", "QUIT"]:
        assert by_key[verb]["syntax"].startswith(verb)
        assert re.match(r"2\d\d", by_key[verb]["success"]), verb
        assert re.search(r"[45]\d\d", by_key[verb]["failure"]), verb
    assert by_key["DATA"]["intermediate"] == "354"
    assert by_key["AUTH"]["intermediate"] == "334"


def test_succession_among_rfcs_is_told_by_both() -> None:
    by_key = {row["key"]: row for row in rows("rfcs")}
    for forward, back in (("obsoletes", "obsoleted_by"), ("updates", "updated_by")):
        for one, other in ((forward, back), (back, forward)):
            for key, row in by_key.items():
                for named in row.get(one, []):
                    assert named not in by_key or key in by_key[named].get(other, []), (key, named)


def test_an_obsolete_rfc_says_what_holds_today() -> None:
    """Those before the service extensions of 1993 are history, and say so in their own way."""
    by_key = {row["key"]: row for row in rows("rfcs")}
    for key, row in by_key.items():
        later = [one for one in row.get("obsoleted_by", []) if one in by_key]
        if later and int(row["date"][-4:]) >= 1993:
            assert RFC.search(row["explanation"]), key


def test_rfcs_stand_in_the_order_of_their_numbers() -> None:
    numbers = [int(row["key"].removeprefix("RFC ")) for row in rows("rfcs")]
    assert numbers == sorted(numbers)
