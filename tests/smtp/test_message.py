from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.message import for_data, received, stored, stuffed, with_crlf


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (b"", b""),
        (b"text", b"text"),
        (b".x", b"x"),
        (b"..x", b".x"),
        (b"..", b"."),
        (b". ", b" "),
        (b"a.", b"a."),
    ],
)
def test_the_server_removes_one_dot(line: bytes, kept: bytes) -> None:
    assert stored(line) == kept


def test_a_lone_dot_ends_the_message() -> None:
    assert stored(b".") is None


@given(st.one_of(st.binary(), st.binary().map(lambda data: b"." + data)))
def test_what_is_stuffed_is_stored_as_it_was(line: bytes) -> None:
    assert stored(stuffed(line)) == line


PIECES = st.lists(st.lists(st.sampled_from([b".", b"\r", b"\n", b"a", b"\r\n"])).map(b"".join))


@given(PIECES)
def test_a_message_in_pieces_is_sent_as_its_lines_would_be(pieces: list[bytes]) -> None:
    *lines, rest = b"".join(pieces).split(b"\r\n")
    lines += [rest] if rest else []
    assert b"".join(for_data(pieces)) == b"".join(stuffed(line) + b"\r\n" for line in lines) + b".\r\n"


@given(PIECES)
def test_every_line_end_becomes_crlf_wherever_the_pieces_are_cut(pieces: list[bytes]) -> None:
    whole = b"".join(pieces).replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    assert b"".join(with_crlf(pieces)) == whole


@given(PIECES)
def test_what_is_received_is_what_was_meant(pieces: list[bytes]) -> None:
    meant = b"".join(pieces)
    open_end = meant and not meant.endswith(b"\r\n")
    assert received(b"".join(for_data(pieces))) == meant + (b"\r\n" if open_end else b"")
