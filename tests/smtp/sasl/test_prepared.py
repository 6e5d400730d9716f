from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.sasl.prepared import prepared


@pytest.mark.parametrize(
    ("text", "ready"),
    [  # RFC 4013 §3, then what it forbids, which stays as it is
        ("I\u00adX", "IX"),
        ("user", "user"),
        ("USER", "USER"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),
        ("\u0007ä", "\u0007ä"),
        ("\u0627\u0031", "\u0627\u0031"),
        ("\u0627\u0628", "\u0627\u0628"),
        ("", ""),
    ],
)
def test_what_is_hashed(text: str, ready: str) -> None:
    assert prepared(text) == ready


@given(st.text())
def test_any_text_is_taken_and_what_is_ready_holds_nothing_mapped_away(text: str) -> None:
    ready = prepared(text)
    assert ready == text or not {"\u00ad", "\u200b", "\u00a0"} & set(ready)


@given(st.text(alphabet=st.characters(max_codepoint=0x7E, min_codepoint=0x20)))
def test_printable_ascii_stays(text: str) -> None:
    assert prepared(text) == text
