"""The record of completed lessons: kept privately and whole, and no harm done when it is lost."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smtpwb.lessons import progress
from smtpwb.lessons.loading import first


def written(text: str | bytes) -> None:
    progress.path().parent.mkdir(parents=True, exist_ok=True)
    progress.path().write_bytes(text if isinstance(text, bytes) else text.encode())


def completed_at(lesson_id: str) -> datetime:
    when = progress.load()[lesson_id].completed
    assert when is not None
    return when


def test_nothing_is_completed_at_first() -> None:
    assert progress.load() == {}


def test_a_completed_lesson_is_kept_with_its_time() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert progress.complete("walkthrough") == ""
    assert before <= completed_at("walkthrough") <= datetime.now(UTC)


def test_another_lesson_leaves_the_first_as_it_was() -> None:
    written('{"walkthrough": "2003-06-25T21:37:33+07:00"}')
    progress.complete("tls")
    assert set(progress.load()) == {"walkthrough", "tls"}
    assert completed_at("walkthrough") == datetime(2003, 6, 25, 14, 37, 33, tzinfo=UTC)


def test_it_can_be_forgotten_and_forgotten_again() -> None:
    progress.complete("walkthrough")
    assert [progress.reset(), progress.reset()] == ["", ""]
    assert progress.load() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_only_the_user_reads_it_and_nothing_else_is_left_behind() -> None:
    written("{}")
    progress.path().chmod(0o644)
    progress.complete("walkthrough")
    assert stat.S_IMODE(progress.path().stat().st_mode) == 0o600
    assert list(progress.path().parent.iterdir()) == [progress.path()]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", b"\xff\xfe", pytest.param("[" * 100_000, id="deep"), '"walkthrough"']
)
def test_a_damaged_file_counts_as_empty_and_is_mended_by_the_next_lesson(text: str | bytes) -> None:
    written(text)
    assert progress.load() == {}
    assert progress.complete("walkthrough") == ""
    assert set(progress.load()) == {"walkthrough"}


@pytest.mark.parametrize("value", ["null", "7", '"soon"', '"2003-06-25T21:37:33"', "{}"])
def test_a_damaged_row_counts_as_absent(value: str) -> None:
    written(f'{{"tls": {value}, "walkthrough": "2003-06-25T21:37:33Z"}}')
    assert set(progress.load()) == {"walkthrough"}


def test_what_cannot_be_written_is_one_sentence() -> None:
    progress.path().parent.parent.mkdir(parents=True, exist_ok=True)
    Path(progress.path().parent).write_text("a file in the way")
    assert "cannot be written" in progress.complete("walkthrough")


def test_what_cannot_be_removed_is_one_sentence_and_a_failed_write_leaves_nothing_behind() -> None:
    progress.path().mkdir(parents=True)
    (progress.path() / "in-the-way").touch()
    assert "cannot be removed" in progress.reset()
    assert "cannot be written" in progress.complete("walkthrough")
    assert list(progress.path().parent.iterdir()) == [progress.path()]


# A lesson under way


def test_a_lesson_left_is_kept_with_its_step_and_words_and_the_latest_is_found() -> None:
    assert progress.latest(progress.load()) == ""
    progress.keep("digits", "mail", ("why",), {"sender": "a@b.example"}, {"connect": 2})
    written(progress.path().read_text().replace('"touched": "20', '"touched": "19'))
    progress.keep("ehlo", "connect", (), {})
    kept = progress.load()
    assert (kept["digits"].step, kept["digits"].passed) == ("mail", ("why",))
    assert kept["digits"].given == {"sender": "a@b.example"}
    assert (kept["digits"].helped, kept["digits"].hints) == ({"connect": 2}, 2)
    assert progress.latest(kept) == "ehlo"


def test_what_was_completed_before_stays_completed_while_it_is_done_again() -> None:
    progress.complete("walkthrough")
    progress.keep("walkthrough", "mail", (), {})
    assert progress.load()["walkthrough"].completed
    progress.complete("walkthrough")
    assert not progress.load()["walkthrough"].under_way
    assert progress.latest(progress.load()) == ""


def test_one_lesson_is_forgotten_and_the_others_stay() -> None:
    progress.complete("walkthrough")
    progress.keep("ehlo", "connect", (), {})
    assert progress.reset("tls") == ""
    assert progress.reset("ehlo") == ""
    assert set(progress.load()) == {"walkthrough"}
    assert progress.reset("walkthrough") == ""
    assert progress.load() == {}


def test_it_is_told_in_a_few_words() -> None:
    lesson = first()
    progress.complete(lesson.id)
    assert progress.told(None, lesson) == "not begun"
    assert progress.told(progress.load()[lesson.id], lesson).startswith("completed ")
    progress.keep(lesson.id, lesson.steps[2].id, (), {})
    assert progress.told(progress.load()[lesson.id], lesson) == f"step 3 of {len(lesson.steps)}"
    progress.complete(lesson.id, {"mail": 1, "quit": 2})
    assert progress.told(progress.load()[lesson.id], lesson).endswith(", 3 hints")
    progress.keep(lesson.id, "a step that is no more", (), {})
    assert progress.told(progress.load()[lesson.id], lesson).startswith("completed ")
