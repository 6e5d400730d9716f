from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.formats.backticks import fence, span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a ``b", "```a ``b```"),
        (" a", "`  a `"),
        ("", ""),
    ],
)
def test_a_span_has_more_backticks_than_its_text(text: str, expected: str) -> None:
    assert span(text) == expected


@given(st.lists(st.text("`~a ", max_size=9), max_size=5))
def test_no_line_ends_its_fence(lines: list[str]) -> None:
    around = fence(lines)
    assert len(around) >= 3
    assert not [line for line in lines if around in line]
