from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.scan import MAX_LINE, Facts, Field, Scan, scan, scanned

MESSAGE = b"From: a@x.test\r\nSubject: one\r\n two\r\n\r\nbody\r\n"


def facts(message: bytes) -> Facts:
    return scan((message,))


def test_a_message_in_order() -> None:
    found = facts(MESSAGE)
    assert found.fields == (Field("From", b"a@x.test"), Field("Subject", b"one two"))
    assert (found.octets, found.lines, found.blank_line) == (len(MESSAGE), 5, 4)
    assert (found.longest, found.longest_at) == (14, 1)
    assert found == Facts(
        octets=len(MESSAGE), lines=5, fields=found.fields, blank_line=4, longest=14, longest_at=1
    )


@given(
    st.lists(
        st.sampled_from([b"a: b", b"\r\n", b"\r", b"\n", b"\0", b"\xc3", b"\xa9", b" x", b"y" * 997, b"."]),
        max_size=30,
    ),
    st.data(),
)
def test_it_is_the_same_however_it_is_cut(parts: list[bytes], data: st.DataObject) -> None:
    message = b"".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(message)), max_size=6)))
    pieces = [message[a:b] for a, b in zip([0, *cuts], [*cuts, len(message)], strict=True)]
    assert scan(pieces) == facts(message)


@given(st.binary(max_size=300))
def test_what_is_counted_agrees_with_counting_lines_by_hand(message: bytes) -> None:
    found = facts(message)
    lines = message.split(b"\r\n")
    inside = [line.replace(b"\r\n", b"") for line in lines]
    assert found.bare_cr == sum(line.count(b"\r") for line in inside)
    assert found.bare_lf == sum(line.count(b"\n") for line in inside)
    assert found.longest == max(map(len, lines))
    assert found.lines == len(lines) - (not lines[-1])
    first = next((number for number, line in enumerate(lines, 1) if b"\0" in line), 0)
    assert found.nul_at == first
    first = next((number for number, line in enumerate(lines, 1) if not line.isascii()), 0)
    assert found.eight_bit_at == first


@pytest.mark.parametrize(
    ("message", "malformed", "blank"),
    [
        (b"", 0, 0),
        (b"\r\nbody\r\n", 0, 1),
        (b"From: a\r\nno field\r\n\r\nbody\r\n", 2, 3),
        (b"From: a\r\nDear Bob, how are you?\r\n", 2, 0),
        (b" folded at the head\r\n\r\n", 1, 2),
        (b"From: a\n\nbody\n", 0, 2),
        (b"From: a\r\n", 0, 0),
        (b"From : a\r\n\r\n", 0, 2),
    ],
)
def test_where_the_header_ends_and_what_is_none(message: bytes, malformed: int, blank: int) -> None:
    found = facts(message)
    assert (found.malformed, found.blank_line) == (malformed, blank)


@pytest.mark.parametrize(("octets", "too_long"), [(MAX_LINE, 0), (MAX_LINE + 1, 1)])
def test_how_long_a_line_may_be(octets: int, too_long: int) -> None:
    assert facts(b"x" * octets + b"\r\n").too_long == too_long
    assert facts(b"x" * octets).too_long == too_long


def test_fields_are_found_by_any_case_and_all_of_them() -> None:
    found = facts(b"TO: a\r\nto: b\r\n\r\n")
    assert found.all("To") == (b"a", b"b")
    assert found.get("to") == b"a"
    assert found.get("Cc") is None


def test_a_header_without_end_is_read_up_to_a_limit() -> None:
    reader = Scan()
    for _ in range(40):
        reader.feed(b"x: " + b"y" * 20_000 + b"\r\n")
    assert 0 < len(reader.facts().fields) < 40


def test_the_pieces_pass_through() -> None:
    reader = Scan()
    assert list(scanned([b"a", b"b\r\n"], reader)) == [b"a", b"b\r\n"]
    assert reader.facts().octets == 4


@pytest.mark.parametrize(("header", "utf8"), [(b"S: gr\xc3\xbc", True), (b"S: gr\xfc", False)])
def test_a_header_beyond_ascii(header: bytes, utf8: bool) -> None:
    found = facts(header + b"\r\n\r\n")
    assert not found.ascii_header
    assert found.utf8_header == utf8
