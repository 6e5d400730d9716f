from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.xtext import XCHAR, decode, encode


@pytest.mark.parametrize(
    ("value", "text"),
    [(b"ann", b"ann"), (b"a+b=c", b"a+2Bb+3Dc"), (b"a b\r\n", b"a+20b+0D+0A"), ("ä".encode(), "ä".encode())],
)
def test_both_ways(value: bytes, text: bytes) -> None:
    assert encode(value) == text
    assert decode(text) == value


def test_a_plus_without_digits_stays() -> None:
    assert decode(b"a+b+2b") == b"a+b+2b"


@given(st.binary())
def test_any_value_is_xtext_and_comes_back(value: bytes) -> None:
    assert re.fullmatch(XCHAR + rb"*", encode(value))
    assert decode(encode(value)) == value
