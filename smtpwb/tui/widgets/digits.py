"""The picture of a reply code taken apart: every digit with a line to what it says."""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.reference.explain import Part

_CODE_COLUMNS = (2, 7, 12)
_ENHANCED_BEGIN = 22


def _branches(columns: Sequence[int], parts: Sequence[Part]) -> list[str]:
    """One row a part, the last part first, so that no line crosses a label."""
    rows = []
    for index in range(len(parts) - 1, -1, -1):
        row = ""
        for column in columns[:index]:
            row = f"{row:<{column}}│"
        rows.append(f"{row:<{columns[index]}}└ {parts[index].meaning}")
    return rows


def drawing(code: Sequence[Part], enhanced: Sequence[Part]) -> list[str]:
    """The rows of the picture: the code's digits, and right of them the enhanced status code.

    `code` has three parts or none, `enhanced` three or none. The two share a row only where the
    code's branches are bare lines; its labels stand below.
    """
    if not code:
        return []
    columns = _enhanced_columns(enhanced)
    head = "".join(
        f"{'':<{column - (index and _CODE_COLUMNS[index - 1] + 1)}}{part.text}"
        for index, (column, part) in enumerate(zip(_CODE_COLUMNS, code, strict=True))
    )
    stems = "".join(
        f"{'':<{column - (index and _CODE_COLUMNS[index - 1] + 1)}}│"
        for index, column in enumerate(_CODE_COLUMNS)
    )
    rows = [head]
    if enhanced:
        rows[0] = f"{head:<{_ENHANCED_BEGIN}}{' . '.join(part.text for part in enhanced)}"
        rows += [f"{stems:<{_ENHANCED_BEGIN}}{branch}" for branch in _branches(columns, enhanced)]
    return rows + _branches(_CODE_COLUMNS, code)


def _enhanced_columns(enhanced: Sequence[Part]) -> list[int]:
    columns, place = [], 0
    for part in enhanced:
        columns.append(place)
        place += len(part.text) + 3
    return columns
