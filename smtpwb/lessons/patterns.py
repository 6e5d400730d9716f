"""Reply patterns: `550`, `55z`, `5yz`, `5.1.1`, `x.7.x`, `550 5.7.x`, and which of several fits best.

The letters stand for any digits, as the RFC itself writes `5yz` (RFC 5321 §4.2.1) and the tables of
enhanced status codes write `X.7.1` (RFC 3463 §2). What a pattern is used for is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from smtpwb.smtp.replies import Reply

_CODE = r"[2-5](?:yz|[0-9]z|[0-9]{2})"
_ENHANCED = r"[245x](?:\.(?:[0-9]{1,3}|x)){2}"
_PATTERN = re.compile(rf"(?={_CODE}|{_ENHANCED})({_CODE})?(?:(?:^|(?<=.) )({_ENHANCED}))?")


def valid(pattern: str) -> bool:
    """Whether it can be read as a pattern."""
    return _PATTERN.fullmatch(pattern) is not None


def fits(pattern: str, reply: Reply) -> bool:
    """Whether a reply is one of those the pattern stands for; every part of it has to agree."""
    code, enhanced = _compiled(pattern)
    return bool(code.fullmatch(reply.code)) and bool(enhanced.fullmatch(str(reply.enhanced or "")))


def best(patterns: Iterable[str], reply: Reply) -> str | None:
    """The pattern that fits most precisely; None if none fits. What is no pattern is passed over."""
    fitting = (pattern for pattern in patterns if valid(pattern) and fits(pattern, reply))
    return max(fitting, key=_precision, default=None)


def _precision(pattern: str) -> tuple[bool, int, bool]:
    """A whole enhanced status code says most, its class aside (`x.2.2`: the code has it too); then
    more digits say more; of as many, those of an enhanced status code."""
    enhanced = "." in pattern
    return enhanced and not pattern.endswith("x"), sum(map(str.isdigit, pattern)), enhanced


@cache
def _compiled(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of the code and of the enhanced status code; a part that is not there takes anything."""
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        raise ValueError(f"{pattern!r} is no reply pattern")
    code = re.sub("[yz]", "[0-9]", found[1]) if found[1] else ".*"
    enhanced = re.escape(found[2]).replace("x", "[0-9]+") if found[2] else ".*"
    return re.compile(code), re.compile(enhanced)
