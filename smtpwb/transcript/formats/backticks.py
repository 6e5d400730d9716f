"""Text between backticks, in which nothing is markup: in a line, and in lines (CommonMark §4.5, §6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BACKTICKS = re.compile("`+")


def span(told: str) -> str:
    """A code span around any text of one line; empty text is none."""
    if not told.strip():
        return ""
    ticks = "`" * (_longest((told,)) + 1)
    pad = " " if told.startswith("`") or told.endswith("`") or told != told.strip() else ""
    return f"{ticks}{pad}{told}{pad}{ticks}"


def fence(lines: Iterable[str]) -> str:
    """Backticks, at least three, and more than any run of them in the lines."""
    return "`" * max(3, _longest(lines) + 1)


def _longest(lines: Iterable[str]) -> int:
    return max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0)
