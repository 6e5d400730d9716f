"""Markdown: what is said breaks out of nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.transcript.formats.checks import (
    HOSTILE,
    check_markdown,
    check_rendered,
    hostile,
    real,
    said_by_others,
    written,
)


def test_the_outcome_comes_first() -> None:
    text = written("markdown", real())
    assert check_markdown(text)
    assert text.index("- Refused: `<nobody@lab.test> 550") < text.index("```text")


@given(said_by_others, said_by_others, st.sampled_from(HOSTILE), st.text())
def test_a_renderer_sees_code_alone(greeting: bytes, said: bytes, host: bytes, note: str) -> None:
    text = written("markdown", hostile(greeting, said, host.decode("latin-1"), note))
    assert check_rendered(text).splitlines() == check_markdown(text)
