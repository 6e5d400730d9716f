"""The record of the drills: kept privately, and no harm done when it is damaged or lost."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from smtpwb.lessons import progress
from smtpwb.lessons.drills import record
from smtpwb.lessons.drills.round import Round
from smtpwb.lessons.drills.weights import MOST
from tests.lessons.drills.test_round import played


def written(text: str | bytes) -> None:
    record.path().parent.mkdir(parents=True, exist_ok=True)
    record.path().write_bytes(text if isinstance(text, bytes) else text.encode())


def test_it_lies_beside_the_record_of_lessons() -> None:
    assert record.path().parent == progress.path().parent
    assert record.path() != progress.path()


def test_what_was_learned_is_there_the_next_time() -> None:
    now = played([False, True])
    assert record.load("codes") == {}
    assert record.keep("codes", now) == ""
    assert record.load("codes") == now.learned({})
    assert record.load("fixer") == {}


def test_rounds_and_decks_add_up() -> None:
    now = played([False])
    for kind in ("codes", "codes", "next"):
        record.keep(kind, now)
    assert record.load("codes") == {now.cards[0].id: MOST}
    assert record.load("next") == now.learned({})


def test_a_round_without_an_answer_leaves_no_file() -> None:
    assert record.keep("codes", Round(played([True]).cards)) == ""
    assert not record.path().exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_only_the_user_reads_it() -> None:
    record.keep("codes", played([False]))
    assert stat.S_IMODE(record.path().stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", b"\xff\xfe", pytest.param("[" * 100_000, id="deep"), '{"codes": []}']
)
def test_a_damaged_file_counts_as_empty_and_is_mended_by_the_next_round(text: str | bytes) -> None:
    written(text)
    assert record.load("codes") == {}
    assert record.keep("codes", played([False])) == ""
    assert len(record.load("codes")) == 1


@pytest.mark.parametrize("value", ["null", '"3"', "true", "0", "-1", "1e9", "NaN", "[]"])
def test_a_damaged_weight_counts_as_absent(value: str) -> None:
    written(f'{{"codes": {{"550": {value}, "250": 3}}}}')
    assert record.load("codes") == {"250": 3.0}


def test_what_another_version_kept_is_left_as_it_is() -> None:
    written('{"later": {"a": 3.0}}')
    record.keep("codes", played([False]))
    assert json.loads(record.path().read_text())["later"] == {"a": 3.0}


def test_what_cannot_be_written_is_one_sentence() -> None:
    record.path().parent.parent.mkdir(parents=True, exist_ok=True)
    Path(record.path().parent).write_text("a file in the way")
    assert "cannot be written" in record.keep("codes", played([False]))
