from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.errors import DataFileError
from smtpwb.transcript.events import Event, Sent, to_json
from smtpwb.transcript.holding import is_held
from smtpwb.transcript.journal import (
    PART,
    VERSION,
    Journal,
    Reading,
    directory,
    read,
    reading,
)
from tests.dialogues import BEGAN, play

EVENTS = play(
    "S: 220 hi<FF>",
    "C: EHLO a",
    "S: 250-a",
    "S: 250 STARTTLS",
    "C: STARTTLS",
    "S: 220 go",
    "S: <tls>",
    "S: <closed>",
).events


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "one.jsonl"


def written(path: Path, events: list[Event]) -> Path:
    journal = Journal(path)
    assert [journal.write(event) for event in events] == [""] * len(events)
    journal.close()
    return path


def test_what_is_written_is_read_again(path: Path) -> None:
    assert read(written(path, EVENTS)).events == EVENTS


def test_one_line_an_event_behind_a_header(path: Path) -> None:
    header, *lines = written(path, EVENTS).read_bytes().splitlines()
    assert json.loads(header)["smtpwb_journal"] == VERSION
    assert datetime.fromisoformat(json.loads(header)["begun"]).utcoffset() is not None
    assert lines == [to_json(event) for event in EVENTS]


def test_each_event_is_in_the_file_at_once(path: Path) -> None:
    """Whatever happens next, what happened so far is kept."""
    journal = Journal(path)
    for count, event in enumerate(EVENTS, 1):
        journal.write(event)
        assert read(path) == Reading(EVENTS[:count], read(path).begun)
    journal.close()


def test_a_session_without_an_event_leaves_no_file(path: Path) -> None:
    journal = Journal(path)
    journal.close()
    assert not path.exists()
    assert not path.parent.exists()


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_only_the_owner_reads_it(path: Path) -> None:
    before = os.umask(0)
    try:
        written(path, EVENTS)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_session_has_a_file_of_its_own_in_the_state_directory() -> None:
    journal = Journal.begin()
    assert journal.path.parent == directory()
    assert str(directory()).startswith(os.environ["XDG_STATE_HOME"])
    assert journal.path.suffix == ".jsonl"
    assert str(os.getpid()) in journal.path.name


def test_a_file_that_exists_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("mine")
    journal = Journal(path)
    assert "goes on without it" in journal.write(EVENTS[0])
    assert path.read_text() == "mine"


def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere")
    assert Journal(path).write(EVENTS[0])
    assert not (tmp_path / "elsewhere").exists()


def test_where_it_cannot_be_written_it_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = Journal(tmp_path / "file" / "one.jsonl")
    said = [journal.write(event) for event in EVENTS]
    assert said[0].startswith("The journal cannot be kept (")
    assert said[1:] == [""] * (len(EVENTS) - 1)
    journal.close()


def test_when_it_can_be_written_again_nothing_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "state" / "one.jsonl"
    path.parent.write_text("in the way")
    journal = Journal(path)
    assert "goes on without it" in journal.write(EVENTS[0])
    assert journal.write(EVENTS[1]) == ""
    path.parent.unlink()
    assert journal.write(EVENTS[2]) == (
        "The journal is kept again, with 2 events that could not be written before."
    )
    assert [journal.write(event) for event in EVENTS[3:]] == [""] * len(EVENTS[3:])
    journal.close()
    assert read(path).events == EVENTS


class Disk:
    """Takes so many octets and no more, as a full one does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        self._write = os.write
        monkeypatch.setattr(os, "write", self.write)

    def write(self, file: int, octets: bytes) -> int:
        if not self.room:
            raise OSError(28, "No space left on device")
        taken = self._write(file, octets[: self.room])
        self.room -= taken
        return taken


@pytest.mark.parametrize("most", [PART, 300, 1])
@pytest.mark.parametrize("room", [0, 1, 20, 60, 100, 300, 400, 500, 600, 700])
def test_a_full_disk_leaves_no_half_line_when_there_is_room_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, room: int, most: int
) -> None:
    disk = Disk(monkeypatch, room)
    journal = Journal(path, most)
    said = [journal.write(event) for event in EVENTS[:-1]]
    assert len([one for one in said if "No space left on device" in one]) == 1
    assert not read(path).fault or "breaks off" in read(path).fault
    disk.room = 1_000_000
    assert "is kept again" in journal.write(EVENTS[-1])
    journal.close()
    monkeypatch.undo()
    assert (read(path).events, read(path).fault) == (EVENTS, "")


def test_what_is_missing_is_written_at_the_end_if_there_is_room_by_then(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, 400)
    journal = Journal(path)
    for event in EVENTS:
        journal.write(event)
    disk.room = 1_000_000
    journal.close()
    assert read(path).events == EVENTS


def test_a_session_holds_its_journal_while_it_lasts(path: Path) -> None:
    journal = Journal(path)
    journal.write(EVENTS[0])
    with path.open("rb") as file:
        assert is_held(file.fileno())
        journal.close()
        assert not is_held(file.fileno())


def test_two_sessions_of_one_program_do_not_meet() -> None:
    assert Journal.begin().path != Journal.begin().path


# Reading


WHOLE = b"".join(
    line + b"\n"
    for line in (
        json.dumps({"smtpwb_journal": VERSION, "begun": "2024-01-01T12:00:00Z"}).encode(),
        *map(to_json, EVENTS),
    )
)


def of(octets: bytes) -> Reading:
    return reading(octets.splitlines(keepends=True), "one.jsonl")


def test_cut_at_any_octet_it_opens_as_far_as_it_goes() -> None:
    ends = [at for at, octet in enumerate(WHOLE) if octet == ord("\n")]
    for cut in range(len(WHOLE) + 1):
        found = of(WHOLE[:cut])
        whole = sum(end <= cut for end in ends)
        assert found.events == EVENTS[: max(0, whole - 1)], cut
        at_an_end = any(cut in (end, end + 1) for end in ends)
        assert ("breaks off" in found.fault) is not at_an_end, cut
        assert at_an_end is (found.fault == ""), cut


def test_octets_lost_with_the_power_are_no_damage() -> None:
    """Some file systems leave zeros where the last octets should be."""
    assert of(WHOLE + b"\0" * 300).events == EVENTS
    assert "breaks off" in of(WHOLE + b"\0" * 300).fault


@given(st.binary(max_size=200), st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_whatever_damage_it_has_what_stands_before_and_behind_is_there(
    junk: bytes, begin: int, end: int
) -> None:
    header = WHOLE.index(b"\n") + 1
    begin, end = sorted((max(header, begin), max(header, end)))
    found = of(WHOLE[:begin] + junk + WHOLE[end:])
    before, behind = WHOLE[:begin].count(b"\n") - 1, WHOLE[end:].count(b"\n") - 1
    assert found.events[:before] == EVENTS[:before]
    assert behind <= 0 or found.events[-behind:] == EVENTS[-behind:]


def damaged(number: int, line: bytes) -> Reading:
    lines = WHOLE.splitlines(keepends=True)
    lines[number - 1 : number] = [line] if line else []
    return of(b"".join(lines))


def test_damage_before_the_end_is_named_by_its_line() -> None:
    found = damaged(4, b'{"event":"nonsense"}\n')
    assert found.events == EVENTS[:2] + EVENTS[3:]
    assert found.fault == (
        "one.jsonl has 1 event that cannot be read here (line 4); replies behind a gap may be paired wrongly."
    )


def test_a_line_that_is_gone_is_missed() -> None:
    found = damaged(4, b"")
    assert found.events == EVENTS[:2] + EVENTS[3:]
    assert "lacks 1 event in between" in found.fault


def test_an_event_that_is_whole_but_wrong_is_damage_even_at_the_end() -> None:
    found = of(WHOLE + b'{"event":"nonsense"}\n')
    assert found.events == EVENTS
    assert f"(line {len(EVENTS) + 2})" in found.fault


@pytest.mark.parametrize("octets", [b"hello\n", b"\xff\xfe\n", b'{"event":"opened"}\n', b"[]\n", b"\n"])
def test_what_is_no_journal(octets: bytes) -> None:
    with pytest.raises(DataFileError, match=r"one\.jsonl is no journal"):
        of(octets)


def test_no_such_file(path: Path) -> None:
    with pytest.raises(DataFileError, match=r"one\.jsonl cannot be read"):
        read(path)


def test_a_newer_journal_opens_as_far_as_it_can_be_understood() -> None:
    lines = WHOLE.splitlines(keepends=True)
    lines[0] = json.dumps({"smtpwb_journal": VERSION + 1, "by": "a later one"}).encode() + b"\n"
    lines.insert(3, b'{"event":"dreamt","seq":2}\n')
    found = of(b"".join(lines))
    assert found.events == EVENTS
    assert found.fault.startswith(
        "one.jsonl was written by a newer smtpwb and has 1 event that cannot be read"
    )


def test_a_large_event_is_written_whole(path: Path) -> None:
    large = [Sent(seq=0, wall=BEGAN, at=0, data=b"x" * 3_000_000)]
    assert read(written(path, list(large))).events == large


def test_a_system_that_takes_little_at_a_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, octets: write(file, octets[:7]))
    assert read(written(path, EVENTS)).events == EVENTS
