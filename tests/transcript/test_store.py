from __future__ import annotations

import gc
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from smtpwb.errors import UsageError
from smtpwb.transcript import store
from smtpwb.transcript.journal import Journal, directory, parts, spool_path
from smtpwb.transcript.kept_files import remove
from smtpwb.transcript.store import WINDOW, Kept, find, kept, parted, prune
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

WHOLE = play("S: 220 hi", "C: EHLO a", "S: 250 hi", "C: QUIT", "S: 221 bye", "S: <closed>")
BROKEN_OFF = play("S: 220 hi", "C: EHLO a", "S: 250 hi")
LONG = play(
    "S: 220 hi",
    *("C: NOOP", "S: 250 ok") * 300,
    "C: MAIL FROM:<a@b.test>",
    "S: 250 2.1.0 Ok",
    "C: RCPT TO:<c@d.test>",
    "S: 550 5.1.1 nobody",
    "C: QUIT",
    "S: 221 bye",
    "S: <closed>",
)


def keep(name: str, transcript: Transcript = WHOLE, *, where: Path | None = None) -> Path:
    journal = going_on(name, transcript, where=where)
    journal.close()
    return journal.path


def going_on(name: str, transcript: Transcript = WHOLE, *, where: Path | None = None) -> Journal:
    journal = Journal((where or directory()) / f"{name}.jsonl")
    assert not any(journal.write(event) for event in transcript.events)
    return journal


def ids() -> list[str]:
    return [one.id for one in kept()]


# The list


def test_nothing_is_kept() -> None:
    assert list(kept()) == []


def test_what_a_list_shows() -> None:
    path = keep("20240101-120000-1")
    spool_path(path).write_bytes(b"x" * 1000)
    (one,) = kept()
    begun = one.begun
    size = path.stat().st_size + 1000
    server = "practice.test:25"
    assert one == Kept("20240101-120000-1", path, begun, server, "EHLO answered", size, 7, True, False)
    assert abs(begun - datetime.now(UTC)) < timedelta(minutes=1)


def keep_long(name: str) -> Path:
    """One that goes on in other files."""
    journal = Journal(directory() / f"{name}.jsonl", 300)
    assert not any(journal.write(event) for event in WHOLE.events)
    journal.close()
    assert len(parts(journal.path)) > 2
    return journal.path


def test_a_dialogue_in_several_files_is_one() -> None:
    path = keep_long("20240101-120000-1")
    (one,) = kept()
    octets = sum(file.stat().st_size for file in parts(path))
    assert (one.server, one.outcome, one.octets) == ("practice.test:25", "EHLO answered", octets)
    assert (one.events, one.finished, one.fault) == (len(WHOLE.events), True, "")
    assert find("last") == path
    remove(path)
    assert list(directory().iterdir()) == []


def test_it_goes_as_one() -> None:
    path = keep_long("20240101-120000-1")
    os.utime(path, (0, 0))
    assert prune(1, 0) == 0
    for file in parts(path):
        os.utime(file, (0, 0))
    assert prune(1, 0) == 1
    assert list(directory().iterdir()) == []


def test_the_newest_comes_first_and_numbers_count_as_numbers() -> None:
    for name in ("20240101-120000-99", "20240101-120000-100-2", "20240101-120000-100", "20231231-120000-7"):
        keep(name)
    assert ids() == [
        "20240101-120000-100-2",
        "20240101-120000-100",
        "20240101-120000-99",
        "20231231-120000-7",
    ]


def test_one_that_broke_off_and_one_that_goes_on() -> None:
    keep("20240101-120000-1", BROKEN_OFF)
    journal = going_on("20240101-120000-2", BROKEN_OFF)
    alive, broken = kept()
    assert (alive.alive, alive.finished, alive.unfinished) == (True, False, False)
    assert (broken.alive, broken.finished, broken.unfinished) == (False, False, True)
    journal.close()
    assert next(kept()).unfinished


def test_of_a_long_one_head_and_tail_are_read() -> None:
    path = keep("20240101-120000-1", LONG)
    assert path.stat().st_size > 4 * WINDOW
    (one,) = kept()
    assert (one.server, one.outcome) == ("practice.test:25", "recipient refused: 550 5.1.1")
    assert (one.events, one.finished, one.fault) == (len(LONG.events), True, "")


@pytest.mark.parametrize("cut", [2 * WINDOW - 1, 2 * WINDOW, 2 * WINDOW + 1, WINDOW + 10, 50_000])
def test_of_a_long_one_that_broke_off_anywhere(cut: int) -> None:
    path = keep("20240101-120000-1", LONG)
    path.write_bytes(path.read_bytes()[:cut])
    (one,) = kept()
    assert one.unfinished
    assert one.events == path.read_bytes().count(b"\n") - 1
    assert one.outcome == "NOOP answered"


def test_what_is_no_journal_is_shown_and_says_so() -> None:
    path = keep("20240101-120000-1")
    path.write_text("hello\n")
    (one,) = kept()
    assert one.outcome == "cannot be read"
    assert "is no journal" in one.fault
    assert not one.unfinished


def test_what_others_put_there_is_left_alone(tmp_path: Path) -> None:
    path = keep("20240101-120000-1")
    (path.parent / "notes.txt").write_text("mine")
    (path.parent / "20240101-120001-1.jsonl").symlink_to(tmp_path / "elsewhere")
    (path.parent / "20240101-120002-1.jsonl").mkdir()
    assert ids() == ["20240101-120000-1"]


def test_hostile_words_are_visible_text() -> None:
    keep("20240101-120000-1", play("S: 220 hi", "C: X<1B>]0;x", "S: 500 what"))
    assert next(kept()).outcome == "X<1B>]0;X refused: 500"


def test_a_thousand_take_little_time(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """No more than ten times what it takes to have as many dialogues of that length read at all."""
    for count in range(1000):
        keep(f"20240101-{count:06}-1", BROKEN_OFF, where=tmp_path)
    gc.collect()
    gc.disable()  # it would look through all that the tests before have left
    request.addfinalizer(gc.enable)
    began = time.process_time()
    for _ in range(1000):
        Transcript(BROKEN_OFF.events)
    bare = time.process_time() - began
    began = time.process_time()
    assert len(list(kept(tmp_path))) == 1000
    assert time.process_time() - began < 10 * bare


# Finding one


def test_by_id_by_its_beginning_and_the_last() -> None:
    first, second = keep("20240101-120000-1"), keep("20240102-120000-1")
    assert find("20240101-120000-1") == first
    assert find("20240101") == first
    assert find("last") == second


def test_an_id_that_begins_another_is_meant_itself() -> None:
    short = keep("20240101-120000-1")
    keep("20240101-120000-12")
    assert find("20240101-120000-1") == short


def test_a_file_somewhere_else_is_found_by_its_path(tmp_path: Path) -> None:
    path = keep("mine", where=tmp_path)
    assert find(str(path)) == path


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "2024",
            "2 kept dialogues begin with '2024': write more of it: 20240102-120000-1, 20240101-120000-1",
        ),
        ("", "no kept dialogue is called ''"),
        ("nobody", "no kept dialogue is called 'nobody': see smtpwb transcript list, or write last"),
        ("\x1b[2J", "no kept dialogue is called '<1B>[2J'"),
    ],
)
def test_what_names_none_or_several(name: str, told: str) -> None:
    keep("20240101-120000-1")
    keep("20240102-120000-1")
    with pytest.raises(UsageError) as error:
        find(name)
    assert told in error.value.sentence


def test_where_none_is_kept_it_is_said_where_they_would_be() -> None:
    with pytest.raises(UsageError, match="no dialogue is kept") as error:
        find("last")
    assert str(directory()) in error.value.sentence


# Removing


def test_a_dialogue_goes_with_its_spool() -> None:
    path = keep("20240101-120000-1")
    spool_path(path).write_bytes(b"x")
    remove(path)
    assert list(path.parent.iterdir()) == []


def test_one_that_goes_on_stays() -> None:
    journal = going_on("20240101-120000-1")
    with pytest.raises(UsageError, match="is going on"):
        remove(journal.path)
    journal.close()
    assert ids() == ["20240101-120000-1"]


def aged(name: str, days: float, octets: int = 0) -> Path:
    path = keep(name)
    if octets:
        spool_path(path).write_bytes(bytes(octets))
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    return path


def test_the_old_go() -> None:
    for day in (1, 2, 3):
        aged(f"2024010{day}-120000-1", days=9.5 - day)
    assert prune(8, 0) == 1
    assert ids() == ["20240103-120000-1", "20240102-120000-1"]


def test_the_oldest_go_until_the_rest_fits() -> None:
    for day in (1, 2, 3, 4):
        aged(f"2024010{day}-120000-1", days=0, octets=400_000)
    assert prune(0, 1) == 2
    assert ids() == ["20240104-120000-1", "20240103-120000-1"]


def test_one_that_goes_on_is_never_too_old() -> None:
    journal = going_on("20240101-120000-1")
    os.utime(journal.path, (0, 0))
    assert prune(1, 0) == 0
    journal.close()
    assert prune(1, 0) == 1


def test_without_a_limit_everything_stays() -> None:
    aged("20240101-120000-1", days=10_000)
    assert prune(0, 0) == 0
    assert len(ids()) == 1


def test_where_there_is_no_directory_nothing_happens(tmp_path: Path) -> None:
    assert store.prune(1, 1, tmp_path / "none") == 0


def test_a_note_that_was_put_on_it_later_does_not_begin_it_again() -> None:
    from smtpwb.transcript.events import Note

    last = WHOLE.events[-1]
    note = Note(seq=last.seq + 1, wall=last.wall, at=last.at, on=0, text="look here")
    keep("20240101-120000-1", Transcript([*WHOLE.events, note]))
    (one,) = kept()
    assert (one.finished, one.outcome, one.events) == (True, "EHLO answered", len(WHOLE.events) + 1)


# Its connections


SEVERAL = Transcript(
    msgspec.structs.replace(event, seq=seq)
    for seq, event in enumerate((*WHOLE.events, *LONG.events, *BROKEN_OFF.events))
)


def test_a_session_knows_how_many_connections_it_had() -> None:
    keep("20240101-120000-1")
    assert next(kept()).connections == 1
    path = keep("20240102-120000-1", SEVERAL)
    assert path.stat().st_size > 4 * WINDOW  # the second begins in neither window
    assert next(kept()).connections == 3


def test_each_connection_is_told_alone() -> None:
    keep("20240101-120000-1", SEVERAL)
    (one,) = kept()
    parts = parted(one)
    assert [part.part for part in parts] == [1, 2, 3]
    assert [part.outcome for part in parts] == [
        "EHLO answered",
        "recipient refused: 550 5.1.1",
        "EHLO answered",
    ]
    assert [part.unfinished for part in parts] == [False, False, True]
    assert sum(part.events for part in parts) == one.events


def test_one_connection_has_no_parts_and_of_what_is_very_long_none_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep("20240101-120000-1")
    assert parted(next(kept())) == ()
    keep("20240102-120000-1", SEVERAL)
    monkeypatch.setattr(store, "MOST", 1000)
    assert parted(next(kept())) == ()
