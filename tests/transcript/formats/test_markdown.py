"""Markdown: what is said breaks out of nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.formats.markdown import fence, span
from tests.transcript.formats.checks import (
    HOSTILE,
    check_markdown,
    check_rendered,
    hostile,
    real,
    said_by_others,
    written,
)


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


def test_the_outcome_comes_first() -> None:
    text = written("markdown", real())
    assert check_markdown(text)
    assert text.index("- Refused: `<nobody@lab.test> 550") < text.index("```text")


@given(said_by_others, said_by_others, st.sampled_from(HOSTILE), st.text())
def test_a_renderer_sees_code_alone(greeting: bytes, said: bytes, host: bytes, note: str) -> None:
    text = written("markdown", hostile(greeting, said, host.decode("latin-1"), note))
    assert check_rendered(text).splitlines() == check_markdown(text)
