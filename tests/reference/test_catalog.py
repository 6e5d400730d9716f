"""Loading, looking up, and what is said of a data file that is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from smtpwb.errors import DataFileError
from smtpwb.reference import catalog
from smtpwb.reference.rows import EnhancedClassRow, ReplyCodeRow

GOOD = """
[[row]]
key = "9"
name = "Nine"
explanation = "Says it."
sources = ["RFC 3463 §2"]
reply_digit = "9"
rfc1893 = false
"""


def _written(directory: Path, text: str) -> Path:
    path = directory / "some.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_gives_typed_rows(tmp_path: Path) -> None:
    (row,) = catalog.load(_written(tmp_path, GOOD), EnhancedClassRow)
    assert (row.key, row.rfc1893, row.sources) == ("9", False, ("RFC 3463 §2",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "x"' + GOOD, "title"),
        (GOOD + 'colour = "red"', "row 9: Object contains unknown field `colour`"),
        (GOOD.replace('name = "Nine"', ""), "row 9: Object missing required field `name`"),
        (GOOD.replace('"Nine"', '""'), "row 9: Expected `str` of length >= 1"),
        (GOOD.replace('["RFC 3463 §2"]', "[]"), "row 9: Expected `array` of length >= 1"),
        (GOOD.replace("false", '"no"'), "row 9: Expected `bool`"),
        (GOOD.replace('key = "9"', ""), "row without a key"),
        (GOOD + GOOD, "row 9: another row has the same key"),
        ("[[row]\n", "cannot be read"),
        ("row = 3", "expected only [[row]] tables"),
    ],
)
def test_a_bad_file_is_named_with_row_and_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataFileError) as caught:
        catalog.load(_written(tmp_path, text), EnhancedClassRow)
    assert str(caught.value).startswith("some.toml")
    assert said in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_command_that_does_not_exist_is_no_key_of_after(tmp_path: Path) -> None:
    text = (
        GOOD.replace("rfc1893 = false", "").replace("reply_digit", "status").replace('"9"\n\n', '"current"\n')
    )
    bad = _written(
        tmp_path, text.replace('status = "9"', 'status = "current"') + '[row.after]\nMIAL = "No."\n'
    )
    with pytest.raises(DataFileError, match="row 9"):
        catalog.load(bad, ReplyCodeRow)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"^none\.toml cannot be read: No such file"):
        catalog.load(tmp_path / "none.toml", EnhancedClassRow)


def test_tables_are_parsed_once_and_row_finds_each() -> None:
    for table_id, info in catalog.TABLES.items():
        rows = catalog.table(table_id)
        assert rows is catalog.table(table_id)
        assert info.id == table_id
        assert info.title
        assert info.description.endswith(".")
        for row in rows:
            assert isinstance(row, info.row_type)
            assert catalog.row(table_id, row.key) is row
    assert len(catalog.TABLES) == 11


def test_lookups_by_type() -> None:
    code = catalog.reply_code("550")
    assert code is not None
    assert code.name == "Mailbox unavailable"
    assert "recipient" in code.after["RCPT"]
    assert code.after["CONTENT"] != code.after["RCPT"]
    assert catalog.reply_code("599") is None
    status, subject = catalog.enhanced_class("5"), catalog.enhanced_subject("1")
    assert status is not None
    assert status.name == "Permanent Failure"
    assert subject is not None
    assert subject.name == "Addressing Status"
    assert catalog.enhanced_class("3") is None


@pytest.mark.parametrize("code", ["5.1.1", "4.1.1", "X.1.1"])
def test_an_enhanced_code_is_found_whatever_its_class(code: str) -> None:
    row = catalog.enhanced(code)
    assert row is not None
    assert row.key == "X.1.1"
    assert row.fixer
    assert row.try_


@pytest.mark.parametrize("code", ["", "5", "5.", "5.1", "5.99.1"])
def test_no_enhanced_code(code: str) -> None:
    assert catalog.enhanced(code) is None


@pytest.mark.parametrize(
    ("position", "char", "name"),
    [
        ("first", "0", "Not a reply"),
        ("first", "1", "Positive Preliminary"),
        ("first", "2", "Positive Completion"),
        ("first", "3", "Positive Intermediate"),
        ("first", "4", "Transient Negative Completion"),
        ("first", "5", "Permanent Negative Completion"),
        ("first", "7", "Not a reply"),
        ("second", "0", "Syntax"),
        ("second", "2", "Connections"),
        ("second", "5", "Mail system"),
        ("second", "8", "Not in the grammar"),
    ],
)
def test_digits_in_smtp(position: str, char: str, name: str) -> None:
    row = catalog.digit(position, char)
    assert row is not None
    assert row.name == name


def test_no_digit() -> None:
    assert catalog.digit("third", "1") is None
    assert catalog.digit("first", "x") is None


def test_only_the_table_asked_for_is_parsed_and_no_screen_is_imported() -> None:
    program = (
        "import sys; from smtpwb.reference import catalog; catalog.reply_code('550');"
        "print(catalog.table.cache_info().currsize,"
        " [name for name in ('textual', 'rich', 'aiosmtplib', 'aiosmtpd', 'asyncio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1 []"
