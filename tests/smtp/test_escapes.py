from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import UsageError
from smtpwb.smtp.escapes import NAMED, read, unescaped


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("NOOP", b"NOOP"),
        (r"NOOP\n", b"NOOP\n"),
        (r"\r\n.\n\x00\xfF\t\0\\", b"\r\n.\n\x00\xff\t\0\\"),
        (r"\\n", b"\\n"),
        ("grün", "grün".encode()),
        ("\udcff", b"\xff"),
        ("", b""),
    ],
)
def test_what_a_line_stands_for(text: str, octets: bytes) -> None:
    assert unescaped(text) == octets


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\\q", r"\q is no escape"),
        ("NOOP\\", "an escape is not complete"),
        (r"\x0", "an escape is not complete"),
        (r"\xzz", "an escape is not complete"),
        ("\\\x1b[2J", r"\<1B> is no escape"),
    ],
)
def test_what_is_no_escape_is_told_in_a_sentence(text: str, fault: str) -> None:
    with pytest.raises(UsageError) as raised:
        unescaped(text)
    assert str(raised.value) == fault
    assert raised.value.hint


NAMES = {value[0]: f"\\{name}" for name, value in NAMED.items()}


@given(st.binary())
def test_all_octets_can_be_written(octets: bytes) -> None:
    assert unescaped("".join(NAMES.get(octet, f"\\x{octet:02x}") for octet in octets)) == octets


@given(st.text())
def test_every_octet_has_its_characters_in_order(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    found = read(text)
    assert len(found.places) == len(found.octets)
    assert list(found.places) == sorted(found.places)
    for (begin, end), _ in zip(found.places, found.octets, strict=True):
        assert 0 <= begin < end <= len(text)
    if found.octets:
        assert found.characters(0, len(found.octets)) == (0, len(text))
