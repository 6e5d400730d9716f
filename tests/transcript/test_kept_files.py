"""What is left over of a dialogue goes like the rest, and never while its session is going on."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smtpwb.errors import DataFileError, UsageError
from smtpwb.transcript.events import Spooled
from smtpwb.transcript.journal import Journal, directory, parts, read, spool_path
from smtpwb.transcript.kept_files import files, journal_files, paths, remove
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.store import find, kept, prune
from smtpwb.transcript.transcript import Transcript
from tests.transcript.test_store import WHOLE, ids, keep, keep_long

NAME = "20240101-120000-1"


def beginning_lost(name: str = NAME) -> Path:
    """A dialogue in several files of which the first is gone."""
    path = keep_long(name)
    path.unlink()
    return path


def spool_left(name: str = NAME) -> Path:
    path = keep(name)
    spool_path(path).write_bytes(bytes(1_000))
    path.unlink()
    return path


def age(path: Path) -> None:
    for file in files(path):
        os.utime(file, (0, 0))


def test_files_belong_to_the_dialogue_that_they_are_named_after() -> None:
    path = keep_long(NAME)
    spool_path(path).write_bytes(b"x")
    assert paths() == [path]
    assert files(path) == [spool_path(path), *parts(path)]
    path.unlink()
    assert paths() == [path]
    assert journal_files(path) == parts(path)[1:]
    assert files(path) == [spool_path(path), *parts(path)[1:]]


@pytest.mark.parametrize("left", [beginning_lost, spool_left])
def test_what_is_left_over_goes_when_it_is_old(left: object) -> None:
    assert callable(left)
    path = left()
    assert prune(1, 0) == 0
    age(path)
    assert prune(1, 0) == 1
    assert list(directory().iterdir()) == []


def test_what_is_left_over_counts_for_what_all_may_take() -> None:
    old = spool_left("20240101-120000-1")
    spool_path(old).write_bytes(bytes(900_000))
    new = spool_left("20240102-120000-1")
    spool_path(new).write_bytes(bytes(900_000))
    assert prune(0, 1) == 1
    assert ids() == [new.name.removesuffix(".jsonl")]


def test_a_session_that_goes_on_keeps_what_is_left_of_it() -> None:
    path = directory() / f"{NAME}.jsonl"
    journal = Journal(path, 300)
    for event in WHOLE.events:
        journal.write(event)
    path.unlink()
    age(path)
    (one,) = kept()
    assert one.alive
    assert prune(1, 0) == 0
    with pytest.raises(UsageError, match="going on"):
        remove(path)
    journal.close()
    assert prune(1, 0) == 1


def test_a_spool_that_is_written_stays_without_its_journal() -> None:
    path = directory() / f"{NAME}.jsonl"
    with Spool(spool_path(path)) as spool:
        spool.segment().add(b"x")
        age(path)
        assert prune(1, 0) == 0
        assert b"".join(spool.read(_all_of(spool))) == b"yy"
    age(path)
    assert prune(1, 0) == 1


def _all_of(spool: Spool) -> Spooled:
    segment = spool.segment()
    segment.add(b"yy")
    return segment.spooled()


@pytest.mark.parametrize(
    ("left", "told"),
    [(beginning_lost, "its beginning is lost"), (spool_left, "only long messages of it are left")],
)
def test_a_list_says_what_is_left(left: object, told: str) -> None:
    assert callable(left)
    path = left()
    (one,) = kept()
    assert (one.id, one.outcome, one.finished, one.alive) == (NAME, told, True, False)
    assert one.octets == sum(file.stat().st_size for file in files(path)) > 0
    assert told in one.fault
    assert one.begun == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert find(NAME) == path
    remove(find(NAME))
    assert list(directory().iterdir()) == []
    with pytest.raises(FileNotFoundError):
        remove(path)


def test_what_is_left_is_read_as_far_as_it_goes() -> None:
    found = read(beginning_lost())
    assert found.fault.startswith(f"{NAME}.jsonl has lost its first file; ")
    assert found.events == WHOLE.events[-len(found.events) :] != []
    assert Transcript(found.events).entries
    with pytest.raises(DataFileError, match="cannot be read"):
        read(spool_left("20240102-120000-1"))


def test_the_last_is_one_that_has_a_beginning() -> None:
    whole = keep("20240101-120000-1")
    beginning_lost("20240102-120000-1")
    assert find("last") == whole


def test_what_is_named_otherwise_is_left_alone() -> None:
    directory().mkdir(parents=True)
    for name in ("notes.jsonl.2", "mine.spool", f"{NAME}.jsonl.bak", f"{NAME}.txt"):
        (directory() / name).write_text("mine")
        os.utime(directory() / name, (0, 0))
    assert paths() == []
    assert prune(1, 1) == 0
    assert len(list(directory().iterdir())) == 4
