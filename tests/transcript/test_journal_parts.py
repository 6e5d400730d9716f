"""A journal that grows long goes on in other files, and is one dialogue."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from smtpwb.transcript.events import to_json
from smtpwb.transcript.holding import is_held
from smtpwb.transcript.journal import Journal, parts, read
from tests.transcript.test_journal import EVENTS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "one.jsonl"


def long(path: Path, most: int = 300) -> list[Path]:
    """The files of a journal that goes on after so many octets."""
    journal = Journal(path, most)
    assert [journal.write(event) for event in EVENTS] == [""] * len(EVENTS)
    journal.close()
    return parts(path)


@pytest.mark.parametrize("most", [1, 200, 300, 400, 10_000])
def test_a_long_journal_goes_on_in_other_files_and_is_one_dialogue(path: Path, most: int) -> None:
    files = long(path, most)
    assert files[0] == path
    assert [file.name for file in files[1:]] == [f"one.jsonl.{number}" for number in range(2, len(files) + 1)]
    last = max(len(to_json(event)) for event in EVENTS) + 100
    assert all(file.stat().st_size < most + last for file in files)
    assert all(file.stat().st_size >= most for file in files[:-1])
    assert (read(path).events, read(path).fault) == (EVENTS, "")


@pytest.mark.skipif(os.name == "nt", reason="no file modes")
def test_every_file_of_it_is_its_owners_and_no_link_is_followed(path: Path, tmp_path: Path) -> None:
    assert {stat.S_IMODE(file.stat().st_mode) for file in long(path)} == {0o600}
    other = tmp_path / "other" / "one.jsonl"
    other.parent.mkdir()
    other.with_name("one.jsonl.2").symlink_to(tmp_path / "elsewhere")
    journal = Journal(other, 300)
    assert any("goes on without it" in journal.write(event) for event in EVENTS)
    journal.close()
    assert not (tmp_path / "elsewhere").exists()


def test_it_stays_held_while_it_goes_on(path: Path) -> None:
    journal = Journal(path, 1)
    for event in EVENTS:
        journal.write(event)
        with path.open("rb") as file:
            assert is_held(file.fileno())
        assert len(journal._files) <= 2
    journal.close()
    with path.open("rb") as file:
        assert not is_held(file.fileno())


def test_cut_in_its_last_file_it_opens_as_far_as_it_goes(path: Path) -> None:
    *before, last = long(path)
    assert len(before) > 1
    octets = last.read_bytes()
    ends = [at for at, octet in enumerate(octets) if octet == ord("\n")]
    kept = sum(file.read_bytes().count(b"\n") - 1 for file in before)
    for cut in range(len(octets)):
        last.write_bytes(octets[:cut])
        found = read(path)
        assert found.events == EVENTS[: kept + max(0, sum(end <= cut for end in ends) - 1)], cut
        assert ("breaks off" in found.fault) is not any(cut in (end, end + 1) for end in ends), cut


def test_damage_in_a_file_that_follows_is_named_by_both(path: Path) -> None:
    second = long(path, 200)[1]
    header, line, *_ = second.read_bytes().splitlines(keepends=True)
    second.write_bytes(header + line.replace(b"event", b"tneve"))
    assert "(line 2 of part 2)" in read(path).fault


@pytest.mark.parametrize("gone", [0, 1])
def test_what_a_file_held_that_is_gone_is_missed(path: Path, gone: int) -> None:
    files = long(path, 1)
    if gone:
        files[gone].unlink()
    else:
        path.write_bytes(path.read_bytes()[:20])
    found = read(path)
    assert found.events == [event for number, event in enumerate(EVENTS) if number != gone]
    assert "lacks 1 event in between" in found.fault
