"""What is laid down is what would go, and what is read of it row by row is the same again."""

from __future__ import annotations

import errno
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import DataFileError
from smtpwb.session import prepared
from smtpwb.session.prepared import ROW, Prepared
from smtpwb.smtp.message import for_data, received
from smtpwb.smtp.scan import scan

LINES = st.lists(
    st.one_of(
        st.sampled_from([b"", b".", b"..", b"\r\n", b"\n", b"\r", b"a", b"\r\n.\r\n", b"\xff" * 3]),
        st.just(b"x" * ROW),
        st.binary(max_size=40),
        st.integers(0, 3 * ROW).map(lambda octets: b"y" * octets),
    ),
    max_size=200,
)


@given(LINES, st.booleans())
def test_what_is_read_of_it_is_what_would_go(pieces: list[bytes], stuffed: bool) -> None:
    laid = Prepared.lay(pieces, stuffed=stuffed)
    goes = b"".join(for_data(pieces) if stuffed else pieces)
    assert b"".join(laid.pieces()) == goes
    assert laid.size == len(goes)
    rows = laid.rows(0, laid.row_count + 5)
    assert b"".join(row.octets for row in rows) == goes
    assert len(rows) == laid.row_count
    assert max((len(row.octets) for row in rows), default=0) == laid.widest <= ROW
    assert laid.facts == scan(pieces)


@given(LINES, st.integers(0, 300), st.integers(1, 200))
def test_rows_from_anywhere_are_those_rows(pieces: list[bytes], first: int, count: int) -> None:
    laid = Prepared.lay(pieces, stuffed=True)
    assert laid.rows(first, count) == laid.rows(0, laid.row_count)[first : first + count]


@given(LINES)
def test_a_row_knows_whether_it_begins_a_line(pieces: list[bytes]) -> None:
    laid = Prepared.lay(pieces, stuffed=True)
    before = b"\r\n"
    for row in laid.rows(0, laid.row_count):
        assert row.begins_line == before.endswith(b"\r\n")
        before = before[-1:] + row.octets


@given(LINES, st.integers(0, 500), st.integers(0, 500))
def test_a_part_of_it(pieces: list[bytes], begin: int, octets: int) -> None:
    laid = Prepared.lay(pieces, stuffed=False)
    assert b"".join(laid.pieces(begin, begin + octets)) == b"".join(pieces)[begin : begin + octets]


@given(LINES)
def test_the_server_keeps_what_was_meant(pieces: list[bytes]) -> None:
    laid = Prepared.lay(pieces, stuffed=True)
    meant = b"".join(pieces)
    if meant and not meant.endswith(b"\r\n"):
        meant += b"\r\n"
    assert received(b"".join(laid.pieces())) == meant


def test_a_full_disk_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(prepared, "_write", full)
    with pytest.raises(DataFileError, match="No space left"):
        Prepared.lay([b"x"], stuffed=False)


def test_a_large_one_takes_little_memory() -> None:
    block = b"The quick brown fox jumps over the lazy dog, and the dog does not mind it at all.\r\n" * 1500
    tracemalloc.start()
    try:
        laid = Prepared.lay((block for _ in range(64)), stuffed=True)
        assert sum(map(len, laid.pieces())) == laid.size > 7_000_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_500_000
