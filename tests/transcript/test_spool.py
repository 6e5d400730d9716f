from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.errors import DataFileError
from smtpwb.transcript.events import Purpose, Sent
from smtpwb.transcript.spool import HEAD, TAIL, Spool, reading, whole
from tests.dialogues import BEGAN


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


def test_an_event_takes_its_octets_back_where_they_are_at_hand(tmp_path: Path) -> None:
    path = tmp_path / "a.spool"
    with Spool(path) as spool:
        segment = spool.segment()
        segment.add(b"octets")
    event = Sent(seq=0, wall=BEGAN, at=0, data=b"", purpose=Purpose.CONTENT, spooled=segment.spooled())
    assert whole(event, reading(path)) == replace(event, data=b"octets", spooled=None)
    assert whole(event, None) is event
    path.unlink()
    assert whole(event, reading(path)) is event
    assert not path.exists()


def test_one_reads_while_another_writes() -> None:
    """What is read does not move the place that is written at."""
    with Spool() as spool:
        first = spool.segment()
        first.add(b"first")
        second = spool.segment()
        for octet in b"second":
            assert b"".join(spool.read(first.spooled())) == b"first"
            second.add(bytes([octet]))
        assert b"".join(spool.read(second.spooled())) == b"second"


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


def test_what_was_kept_is_read_where_it_may_not_be_written_and_a_backup_of_it_does_no_harm(
    tmp_path: Path,
) -> None:
    path = tmp_path / "one.spool"
    with Spool(path) as spool:
        segment = spool.segment()
        segment.add(b"octets")
    (tmp_path / "backup").hardlink_to(path)
    path.chmod(0o400)
    assert b"".join(reading(path)(segment.spooled())) == b"octets"
    with Spool(path) as spool:
        assert b"".join(spool.read(segment.spooled())) == b"octets"
        with pytest.raises(OSError, match=r"another name|denied"):
            spool.segment()
