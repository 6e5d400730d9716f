"""The picture of a reply code taken apart: every digit with a line to what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from smtpwb.reference.explain import Part


class _Spacing(msgspec.Struct, frozen=True):
    """How far things stand apart."""

    code: tuple[int, int, int]
    """Columns of the three digits."""
    enhanced: int
    """Column at which the enhanced status code begins."""
    dot: str


_AIRY = _Spacing((2, 7, 12), 22, " . ")
_TIGHT = _Spacing((0, 3, 6), 11, ".")


def drawing(code: Sequence[Part], enhanced: Sequence[Part], width: int) -> list[str]:
    """The rows of the picture: the code's digits, and right of them the enhanced status code.

    `code` and `enhanced` have three parts each, or none. Where that would not fit
    `width` it is drawn close, and cut.
    """
    if not code:
        return []
    airy = _drawn(code, enhanced, _AIRY)
    if max(map(len, airy)) <= width:
        return airy
    tight = _drawn(code, enhanced, _TIGHT)
    return [row if len(row) <= width else f"{row[: width - 1]}…" for row in tight]


def listed(code: Sequence[Part], enhanced: Sequence[Part]) -> list[str]:
    """The same in words: the codes, and below them every digit with what it says."""
    if not code:
        return []
    codes = ("".join(part.text for part in code), ".".join(part.text for part in enhanced))
    parts = [f"{part.text}: {part.meaning}" for part in (*code, *enhanced)]
    return [" ".join(filter(None, codes)), *parts]


def _drawn(code: Sequence[Part], enhanced: Sequence[Part], spacing: _Spacing) -> list[str]:
    head = _placed([part.text for part in code], spacing.code)
    stems = _placed("│││", spacing.code)
    if not enhanced:
        return [head, *_branches(spacing.code, code)]
    columns, place = [], 0
    for part in enhanced:
        columns.append(place)
        place += len(part.text) + len(spacing.dot)
    return [
        f"{head:<{spacing.enhanced}}{spacing.dot.join(part.text for part in enhanced)}",
        *(f"{stems:<{spacing.enhanced}}{branch}" for branch in _branches(columns, enhanced)),
        *_branches(spacing.code, code),
    ]


def _placed(texts: Sequence[str], columns: Sequence[int]) -> str:
    row = ""
    for text, column in zip(texts, columns, strict=True):
        row = f"{row:<{column}}{text}"
    return row


def _branches(columns: Sequence[int], parts: Sequence[Part]) -> list[str]:
    """One row a part, the last part first, so that no line crosses a label."""
    rows = []
    for index in range(len(parts) - 1, -1, -1):
        stems = _placed("│" * index, columns[:index])
        rows.append(f"{stems:<{columns[index]}}└ {parts[index].meaning}")
    return rows
