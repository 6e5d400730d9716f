"""What stands in a header field: the addresses of From and To, the date of Date (RFC 5322 §3.3, §3.4).

Reads what people and programs write, leniently; it is for telling what is doubtful, never for routing.
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"(?!@)')
"""A display name in quotes; a local part in quotes has its `@` behind it."""
_ANGLED = re.compile(r"<([^<>]*)>")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s*,)?\s*(\d{{1,2}})\s+(?:{_MONTHS})\s+\d{{2,4}}"
    r"\s+(\d\d):(\d\d)(?::(\d\d))?\s+(?:[+-]\d{4}|[A-Z]{1,3})",
    re.IGNORECASE,
)


def addresses(value: str) -> tuple[str, ...]:
    """The addresses in a list of mailboxes and groups, without names and comments."""
    while (without := _COMMENT.sub(" ", value)) != value:  # comments nest
        value = without
    value = _QUOTED.sub(" ", value)
    found = []
    for item in re.split(r"[,;]", value):
        angled = _ANGLED.search(item)
        address = angled[1] if angled else item.rpartition(":")[2]
        found.append(address.rpartition(":")[2].strip())
    return tuple(address for address in found if "@" in address)


def is_date(value: str) -> bool:
    """Whether it reads as a date and time (RFC 5322 §3.3), zones of old (§4.3) included."""
    found = _DATE.fullmatch(_COMMENT.sub(" ", value).strip())
    if found is None:
        return False
    day, hour, minute, second = (int(part or 0) for part in found.groups())
    return 1 <= day <= 31 and hour < 24 and minute < 60 and second <= 60
