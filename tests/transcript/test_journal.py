from __future__ import annotations

import json
import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from smtpwb.errors import DataFileError
from smtpwb.transcript.events import Event, Sent, to_json
from smtpwb.transcript.journal import VERSION, Journal, directory, read
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
    assert read(written(path, EVENTS)) == EVENTS


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
        assert read(path) == EVENTS[:count]
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


def test_a_disk_that_fills_is_said_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(path)
    assert journal.write(EVENTS[0]) == ""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    assert "No space left on device" in journal.write(EVENTS[1])
    assert journal.write(EVENTS[2]) == ""
    monkeypatch.undo()
    journal.close()
    assert read(path) == EVENTS[:1]


def test_the_end_may_be_missing(path: Path) -> None:
    """A crash while the last event was being written."""
    whole = written(path, EVENTS).read_bytes()
    last = len(to_json(EVENTS[-1])) + 1
    for cut in range(1, last + 1):
        path.write_bytes(whole[:-cut])
        left = EVENTS if cut == 1 else EVENTS[:-1]
        assert read(path) == left, cut


def test_damage_before_the_end_is_named_by_its_line(path: Path) -> None:
    lines = written(path, EVENTS).read_bytes().splitlines(keepends=True)
    lines[3] = b'{"event":"nonsense"}\n'
    path.write_bytes(b"".join(lines))
    with pytest.raises(DataFileError, match=r"one\.jsonl, line 4, is damaged"):
        read(path)


def test_an_event_that_is_whole_but_wrong_is_damage_even_at_the_end(path: Path) -> None:
    with written(path, EVENTS).open("ab") as file:
        file.write(b'{"event":"nonsense"}\n')
    with pytest.raises(DataFileError, match=f"line {len(EVENTS) + 2}, is damaged"):
        read(path)


@pytest.mark.parametrize("octets", [b"", b"hello\n", b"\xff\xfe\n", b'{"event":"opened"}\n', b"[]\n"])
def test_what_is_no_journal(path: Path, octets: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(octets)
    with pytest.raises(DataFileError, match="is no journal"):
        read(path)


def test_no_such_file(path: Path) -> None:
    with pytest.raises(DataFileError, match="is no journal"):
        read(path)


def test_a_newer_journal_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"smtpwb_journal": VERSION + 1, "begun": "2030-01-01T00:00:00Z"}) + "\n")
    with pytest.raises(DataFileError, match="newer"):
        read(path)


def test_a_large_event_is_written_whole(path: Path) -> None:
    large = [Sent(seq=0, wall=BEGAN, at=0, data=b"x" * 3_000_000)]
    assert read(written(path, list(large))) == large


def test_a_system_that_takes_little_at_a_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, octets: write(file, octets[:7]))
    assert read(written(path, EVENTS)) == EVENTS
