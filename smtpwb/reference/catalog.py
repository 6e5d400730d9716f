"""The catalog: every reference table, parsed when first asked for, looked up by key and searched.

Decides where rows come from and what makes a data file wrong. What a row may hold is in `rows`,
what a find weighs in `search`, what is said of one reply in `explain`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from smtpwb.errors import DataFileError
from smtpwb.reference import search as _search
from smtpwb.reference.rows import (
    TABLES,
    CommandRow,
    EhloKeywordRow,
    EnhancedClassRow,
    EnhancedCodeRow,
    EnhancedSubjectRow,
    MailParameterRow,
    ReplyCodeRow,
    ReplyDigitRow,
    RfcRow,
    Row,
    SaslMechanismRow,
    SeedDeviationRow,
    TableInfo,
)

__all__ = [
    "TABLES",
    "CommandRow",
    "EhloKeywordRow",
    "EnhancedClassRow",
    "EnhancedCodeRow",
    "EnhancedSubjectRow",
    "MailParameterRow",
    "ReplyCodeRow",
    "ReplyDigitRow",
    "RfcRow",
    "Row",
    "SaslMechanismRow",
    "SeedDeviationRow",
    "TableInfo",
    "digit",
    "enhanced",
    "enhanced_class",
    "enhanced_subject",
    "load",
    "reply_code",
    "row",
    "search",
    "table",
]

R = TypeVar("R", bound=Row)

_DIRECTORY = Path(__file__).with_name("tables")


def load(path: Path, row_type: type[R]) -> tuple[R, ...]:
    """The rows of one data file, in its order.

    Raises DataFileError, naming the file, the row and the reason, if the file cannot be read, a row
    lacks a field or has one that its type does not know, or two rows have one key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error  # an OSError's own text names the whole path
        raise DataFileError(f"{path.name} cannot be read: {reason}") from error
    rows = raw.pop("row", [])
    if raw or not isinstance(rows, list):
        raise DataFileError(f"{path.name}: expected only [[row]] tables, found {', '.join(raw) or 'row'}")
    loaded = tuple(_convert(one, row_type, path.name) for one in rows)
    _check_keys(loaded, path.name)
    return loaded


@cache
def table(table_id: str) -> tuple[Row, ...]:
    """The rows of a table, parsed on first use. Raises KeyError for no table, DataFileError as `load`."""
    return load(_DIRECTORY / f"{table_id}.toml", TABLES[table_id].row_type)


def row(table_id: str, key: str) -> Row | None:
    """The row of a table with exactly this key."""
    return _by_key(table_id).get(key)


def reply_code(code: str) -> ReplyCodeRow | None:
    """The basic reply code, such as `550`."""
    return _find(ReplyCodeRow, code)


def enhanced(code: str) -> EnhancedCodeRow | None:
    """The enhanced status code, such as `5.1.1`; its class is not looked at."""
    return _find(EnhancedCodeRow, "X." + code.partition(".")[2])


def ehlo_keyword(keyword: str) -> EhloKeywordRow | None:
    """The service extension of an EHLO keyword in upper case, such as `SIZE`."""
    return _find(EhloKeywordRow, keyword)


def enhanced_class(number: str) -> EnhancedClassRow | None:
    """The class of an enhanced status code: `2`, `4` or `5`."""
    return _find(EnhancedClassRow, number)


def enhanced_subject(number: str) -> EnhancedSubjectRow | None:
    """The subject of an enhanced status code: `0` to `7`."""
    return _find(EnhancedSubjectRow, f"X.{number}")


def digit(position: str, char: str) -> ReplyDigitRow | None:
    """What a digit of a reply code says in SMTP, by position (`first`, `second`) and digit."""
    return _smtp_digits().get((position, char))


def search(query: str, tables: Iterable[str] | None = None) -> tuple[Row, ...]:
    """The rows of these tables (default: all) that match every word of `query`, best first."""
    among = (one for table_id in (TABLES if tables is None else tables) for one in _indexed(table_id))
    return _search.ranked(query, among)


def _convert(raw: object, row_type: type[R], file: str) -> R:
    try:
        return msgspec.convert(raw, row_type)
    except msgspec.ValidationError as error:
        key = raw.get("key", "without a key") if isinstance(raw, dict) else "without a key"
        raise DataFileError(f"{file}, row {key}: {error}") from error


def _check_keys(rows: Iterable[Row], file: str) -> None:
    seen: set[str] = set()
    for one in rows:
        if one.key in seen:
            raise DataFileError(f"{file}, row {one.key}: another row has the same key")
        seen.add(one.key)


def _find(row_type: type[R], key: str) -> R | None:
    found = row(row_type.table, key)
    return found if isinstance(found, row_type) else None


@cache
def _by_key(table_id: str) -> Mapping[str, Row]:
    return {one.key: one for one in table(table_id)}


@cache
def _indexed(table_id: str) -> tuple[_search.Indexed, ...]:
    return _search.indexed(table(table_id))


@cache
def _smtp_digits() -> Mapping[tuple[str, str], ReplyDigitRow]:
    """Each digit that a pattern such as `5yz` or `6yz-9yz` covers."""
    rows = (one for one in table(ReplyDigitRow.table) if isinstance(one, ReplyDigitRow))
    return {(one.position, char): one for one in rows if one.protocol == "SMTP" for char in _covered(one)}


def _covered(one: ReplyDigitRow) -> str:
    digits = [char for char in one.pattern if char.isdigit()]
    return "".join(str(number) for number in range(int(digits[0]), int(digits[-1]) + 1)) if digits else ""
