"""SASLprep (RFC 4013), which names and passwords go through before they are hashed."""

from __future__ import annotations

import stringprep
import unicodedata

_PROHIBITED = (
    # RFC 4013 §2.3; unassigned code points (§2.5) are let through, as for a query
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def prepared(text: str) -> str:
    """The text as it is hashed. What the profile forbids stays as it was typed: the server is to judge it."""
    if text.isascii():
        return text
    mapped = "".join(" " if stringprep.in_table_c12(c) else c for c in text if not stringprep.in_table_b1(c))
    normal = unicodedata.normalize("NFKC", mapped)
    forbidden = any(table(c) for c in normal for table in _PROHIBITED) or not _one_direction(normal)
    return text if forbidden else normal


def _one_direction(text: str) -> bool:
    """RFC 3454 §6: text with right-to-left letters has no others, and begins and ends with one."""
    right = [stringprep.in_table_d1(c) for c in text]
    if not any(right):
        return True
    return right[0] and right[-1] and not any(stringprep.in_table_d2(c) for c in text)
