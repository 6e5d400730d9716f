from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import DataFileError
from smtpwb.transcript.spool import HEAD, TAIL, Spool


def kept(spool: Spool, *pieces: bytes) -> bytes:
    segment = spool.segment()
    for piece in pieces:
        segment.add(piece)
    return b"".join(spool.read(segment.spooled()))


@given(st.lists(st.binary()))
def test_what_was_added_is_read_back(pieces: list[bytes]) -> None:
    with Spool() as spool:
        assert kept(spool, *pieces) == b"".join(pieces)


def test_segments_follow_one_another() -> None:
    with Spool() as spool:
        assert (kept(spool, b"first"), kept(spool, b"second")) == (b"first", b"second")


@given(st.lists(st.binary(max_size=3 * HEAD), max_size=4))
def test_the_beginning_and_the_end_are_at_hand(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    with Spool() as spool:
        segment = spool.segment()
        for piece in pieces:
            segment.add(piece)
        spooled = segment.spooled()
    assert (spooled.length, spooled.head, spooled.tail) == (len(whole), whole[:HEAD], whole[-TAIL:])


def test_a_spool_with_a_name_is_found_again_and_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "state" / "a.spool"
    with Spool(path) as spool:
        segment = spool.segment()
        segment.add(b"secret" * 1000)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Spool(path) as again:
        assert b"".join(again.read(segment.spooled())) == b"secret" * 1000


def test_what_is_gone_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.spool"
    with Spool(path) as spool:
        segment = spool.segment()
        segment.add(b"octets")
    path.write_bytes(b"octet!")
    with Spool(path) as changed, pytest.raises(DataFileError, match="changed"):
        list(changed.read(segment.spooled()))
    path.unlink()
    with Spool(path) as gone, pytest.raises(DataFileError, match="not kept"):
        list(gone.read(segment.spooled()))
