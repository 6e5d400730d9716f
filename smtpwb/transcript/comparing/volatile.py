"""Words that are others each time and say nothing: queue ids, clocks, counters, addresses, hosts of one pool.

Decides when two texts of a server say the same. Two texts are compared word by word: where words differ,
both must be of one volatile kind in the same place. Reply codes and enhanced status codes are not compared
here: they always count.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_DAYS = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
_ZONE = r"(?:\s*(?:[+-]\d{4}|[+-]\d\d:\d\d|Z\b|UTC\b|GMT\b))?(?:\s*\([A-Z]{2,5}\))?"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # what stands for it in both texts: what it looks like
    (
        "\1date",
        re.compile(
            rf"(?:{_DAYS},?\s+)?\d{{1,2}}[ -]{_MONTHS}[ -]\d{{4}}(?:\s+{_CLOCK}{_ZONE})?"
            rf"|{_DAYS}\s+{_MONTHS}\s+\d{{1,2}}\s+{_CLOCK}{_ZONE}(?:\s+\d{{4}})?"
            rf"|\d{{4}}-\d\d-\d\d(?:[T ]{_CLOCK}{_ZONE})?"
        ),
    ),
    ("\1clock", re.compile(rf"\b\d{{1,2}}:\d\d:\d\d(?:\.\d+)?{_ZONE}")),
    ("\1span", re.compile(r"\b\d+(?:\.\d+)? ?(?:milli)?(?:seconds?|secs?|minutes?|mins?|hours?|days?)\b")),
    ("\1address", re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")),
    ("\1address", re.compile(r"(?:\bIPv6:)?(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")),
)
_APART = re.compile(r"([\s<>()\[\]{},;:=\"'|]+)")
_MEASURED = frozenset({"bytes", "octets", "kb", "mb", "gb", "recipients", "messages", "errors"})
"""Behind a number: it is a limit, and one that changes is worth telling."""
_NAMING = frozenset({"as", "id", "qid", "qp", "internalid", "session", "ticket", "ref", "reference"})
"""Before a word: it is an id, whatever it looks like."""
_ID = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._+/!%-]{5,}")
_NO_ID = re.compile(
    r"[A-Za-z]{3,}[.-]?\d{1,3}|[A-Za-z]+(?:-[A-Za-z]+)*-\d{1,2}"  # a name with a number behind it
    r"|v?\d{1,3}(?:\.\d{1,4})+\w{0,3}"  # a version
    r"|[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"  # a host
)
_LOCAL_ID = 8
"""Characters of what stands before the @ of a Message-ID, at least."""


def alike(before: str, after: str, own_before: Collection[str] = (), own_after: Collection[str] = ()) -> bool:
    """Whether two texts say the same, but for what changes each time.

    `own_…` are words that were said to the server, or are known of us: where it repeats them it says nothing
    of its own.
    """
    if before == after:
        return True
    ones, others = _words(before, own_before), _words(after, own_after)
    return len(ones) == len(others) and all(
        one == other or _volatile(one, other, _word(ones, at - 2), _word(ones, at + 2))
        for at, (one, other) in enumerate(zip(ones, others, strict=True))
    )


def _words(text: str, own: Collection[str]) -> list[str]:
    """Words at the even places, what stands between them at the odd ones."""
    for word in sorted(filter(None, own), key=len, reverse=True):
        text = re.sub(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", "\1own", text, flags=re.IGNORECASE)
    for name, pattern in _PATTERNS:
        text = pattern.sub(name, text)
    return _APART.split(text)


def _word(words: list[str], at: int) -> str:
    return words[at].lower() if 0 <= at < len(words) else ""


def _volatile(one: str, other: str, before: str, behind: str) -> bool:
    """Whether two words, with the words beside the first, are of one kind that changes each time."""
    if one.isdecimal() and other.isdecimal():
        return behind.rstrip(".") not in _MEASURED
    if before in _NAMING and _named(one) and _named(other):
        return True
    if "@" in one and "@" in other:
        return _message_ids(one, other)
    return _pool(one, other) or (_is_id(one) and _is_id(other))


def _named(word: str) -> bool:
    return bool(word) and not (word.isalpha() and word.islower())


def _is_id(word: str) -> bool:
    return _ID.fullmatch(word) is not None and _NO_ID.fullmatch(word) is None


def _message_ids(one: str, other: str) -> bool:
    (local, _, domain), (local_after, _, domain_after) = one.rpartition("@"), other.rpartition("@")
    long = min(len(local), len(local_after)) >= _LOCAL_ID
    same = domain == domain_after or _pool(domain, domain_after)
    return long and same and _is_id(local) and _is_id(local_after)


def _pool(one: str, other: str) -> bool:
    """Whether two host names are of one pool: mx1 and mx2 of a domain, or first labels that are numbered."""
    ones, others = one.rstrip(".").split("."), other.rstrip(".").split(".")
    if len(ones) != len(others) or len(ones) < 2 or not ones[-1].isalpha():
        return False
    if list(map(_unnumbered, ones[1:])) != list(map(_unnumbered, others[1:])):
        return False
    first, first_after = ones[0], others[0]
    if _unnumbered(first) == _unnumbered(first_after):
        return True
    return len(ones) > 2 and _unnumbered(first) != first and _unnumbered(first_after) != first_after


def _unnumbered(label: str) -> str:
    return re.sub(r"\d+", "", label).lower()
