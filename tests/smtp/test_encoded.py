"""Base64, quoted-printable, character sets and encoded words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.encoded import from_base64, in_utf_8, without_encoded_words


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"550 =?utf-8?q?Empf=C3=A4nger_unbekannt?= x", "550 Empf\xe4nger unbekannt x"),
        (b"=?iso-8859-1?Q?Postfach_=FCber?= =?utf-8?B?ZsO8bGx0?=", "Postfach \xfcberf\xfcllt"),
        (b"=?us-ascii*en?q?no?=", "no"),
        (b"=?x?z?no?= =?no?=", "=?x?z?no?= =?no?="),
        (b"=?utf-8?b?%?=", ""),
    ],
)
def test_encoded_words_are_decoded(encoded: bytes, text: str) -> None:
    assert without_encoded_words(encoded).decode() == text


@given(st.binary(max_size=60))
def test_any_octets_in_an_encoded_word(data: bytes) -> None:
    for way in (b"b", b"q"):
        assert b"\n" not in without_encoded_words(b"=?utf-8?%s?%s?=" % (way, data.replace(b"\n", b"")))


@pytest.mark.parametrize("charset", ["idna", "hex", "undefined", "punycode", "windows-1259", ""])
def test_a_character_set_that_is_none_changes_nothing(charset: str) -> None:
    assert in_utf_8(b"x\xff", charset) == b"x\xff"


@pytest.mark.parametrize(
    ("raw", "octets"), [(b"YWJj", b"abc"), (b"YW\nJj", b"abc"), (b"YQ==", b"a"), (b"YQ", b"a"), (b"Y", b"")]
)
def test_base64_as_far_as_it_goes(raw: bytes, octets: bytes) -> None:
    assert from_base64(raw) == octets
