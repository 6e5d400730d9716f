"""Search: which rows match the words of a query, best first.

Every word must occur somewhere in a row. Decides how a word is read and what a find weighs; which
rows are asked is for `catalog`. A word such as `5.7` or `x.7.1` is read as the beginning of an
enhanced status code, any other as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from smtpwb.reference.rows import EnhancedClassRow, EnhancedCodeRow, EnhancedSubjectRow, Row

_WORD = re.compile(r"rfc[ -]?(\d+)|(\S+)")
_ENHANCED = re.compile(r"([245x])(\.|\.\d{1,3}\.?|\.\d{1,3}\.\d{1,3})")
_OPEN_PARTS = re.compile(r"(?:\.x)+\.?$")
_KEYED_BY_X = (EnhancedSubjectRow, EnhancedCodeRow)

_KEY, _KEY_PREFIX, _NAME, _EXPLANATION, _SOURCES, _FACTS = range(6)
"""Where a word was found: the lower, the better."""


class Indexed(NamedTuple):
    """A row and its text in lower case."""

    row: Row
    keys: tuple[str, ...]
    """Its key; a class is also `5.x.x`, a subject also `x.1.x`."""
    texts: tuple[str, str, str, str]
    """Key and name, explanation, sources, facts."""


class _Word(msgspec.Struct, frozen=True):
    """A word of a query, read once for all rows."""

    text: str
    pattern: re.Pattern[str]
    """Finds it in a text. A number is found from its first digit on, so that 25 is not found in 325."""
    status: str = ""
    """The class, 2, 4 or 5, if it is the beginning of an enhanced status code that names one."""
    detail: str = ""
    """The key of that enhanced status code, or its beginning."""


def indexed(rows: Iterable[Row]) -> tuple[Indexed, ...]:
    """The rows made ready for `ranked`; worth keeping."""
    return tuple(_index(row) for row in rows)


def ranked(query: str, among: Iterable[Indexed]) -> tuple[Row, ...]:
    """The rows in which every word of `query` occurs (case aside), best first; all for an empty query.

    Best is the row whose key is the query, then one whose key is a word of it, then one whose key begins
    with a word, then a find in the name, the explanation, the sources, the facts; equals keep their order.
    """
    words = _words(query)
    whole = " ".join(word.text for word in words)
    found = [(_rank(one, words, whole), one.row) for one in among]
    return tuple(row for rank, row in sorted((hit for hit in found if hit[0]), key=lambda hit: hit[0]))


def _index(row: Row) -> Indexed:
    facts = " ".join(value for _, value in row.facts())
    texts = (f"{row.key} {row.name}", row.explanation, " ".join(row.sources), facts)
    name, explanation, sources, rest = (text.lower() for text in texts)
    return Indexed(row, _keys(row), (name, explanation, sources, rest))


def _keys(row: Row) -> tuple[str, ...]:
    key = row.key.lower()
    if isinstance(row, EnhancedClassRow):
        return key, f"{key}.x.x"
    return (key, f"{key}.x") if isinstance(row, EnhancedSubjectRow) else (key,)


def _words(query: str) -> tuple[_Word, ...]:
    found = _WORD.finditer(query.lower())
    return tuple(_word(f"rfc {one[1]}" if one[1] else one[2]) for one in found)


def _word(text: str) -> _Word:
    enhanced = _ENHANCED.fullmatch(_OPEN_PARTS.sub(".", text))
    if enhanced is None:
        before = r"(?<!\d)" if text[0].isdigit() else ""
        return _Word(text, re.compile(before + re.escape(text)))
    pattern = re.compile(rf"(?<![\d.§]){re.escape(text)}")  # not the end of a longer section number
    return _Word(text, pattern, enhanced[1].strip("x"), "x" + enhanced[2])


def _rank(one: Indexed, words: Sequence[_Word], whole: str) -> tuple[int, ...]:
    """How good a find is, the lower the better; empty for none. An empty query finds all alike."""
    places = [_place(one, word) for word in words]
    found = [place for place in places if place is not None]
    if len(found) < len(places):
        return ()
    return (whole not in one.keys, min(found, default=0), sum(found))


def _place(one: Indexed, word: _Word) -> int | None:
    """The best place where the word occurs in the row; None if nowhere."""
    key = word.detail if word.detail and isinstance(one.row, _KEYED_BY_X) else word.text
    if key in one.keys:
        return _KEY
    if one.keys[-1].startswith(key) and _has_class(one.row, word.status):
        return _KEY_PREFIX
    places = enumerate(one.texts, start=_NAME)
    return next((place for place, text in places if _occurs(word, text)), None)


def _has_class(row: Row, status: str) -> bool:
    """Whether an enhanced status code may have this class; where its definition names none, any."""
    return not (status and isinstance(row, EnhancedCodeRow) and row.classes) or status in row.classes


def _occurs(word: _Word, text: str) -> bool:
    """A plain look comes first: nearly always it says no, and a pattern that looks back is slow."""
    return word.text in text and word.pattern.search(text) is not None
