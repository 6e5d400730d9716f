from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.dialogue import State
from smtpwb.transcript.wording import BULLET
from smtpwb.tui.batch import ROWS, Batch
from tests.smtp import dialogues as at

SECRET = "AUTH PLAIN AGEAc2VjcmV0"


def batch(*lines: str) -> Batch:
    made = Batch()
    for line in lines:
        assert made.add(line, at.EHLO, ())
    return made


def test_lines_stay_in_their_order_and_the_newest_comes_back_first() -> None:
    made = batch("NOOP", "RSET")
    assert made.octets == (b"NOOP", b"RSET")
    assert made.take_back() == "RSET"
    assert made.take_back() == "NOOP"
    assert made.take_back() is None
    assert not made


def test_the_next_line_is_read_behind_them() -> None:
    assert batch("MAIL FROM:<a@b.c>").ahead(at.EHLO).state is State.MAIL


def test_a_secret_is_shown_by_bullets_of_its_length() -> None:
    told = batch(SECRET).told().plain
    assert told.strip() == "1 AUTH PLAIN " + BULLET * len("AGEAc2VjcmV0")


@pytest.mark.parametrize("answer", ["AGEAc2VjcmV0", "x"])
def test_an_answer_is_refused(answer: str) -> None:
    made = batch("AUTH PLAIN")
    assert not made.add(answer, at.EHLO, ())
    assert made.octets == (b"AUTH PLAIN",)


def test_a_secret_stands_only_where_it_would_still_be_masked() -> None:
    assert batch("NOOP", SECRET).stands(at.EHLO, ())
    assert not batch("NOOP", SECRET).stands(at.CONTENT, ())
    assert batch("NOOP").stands(at.CONTENT, ()), "what holds no secret goes wherever it is read"


@given(st.lists(st.text(max_size=40), max_size=3 * ROWS))
def test_any_lines_take_few_rows_and_are_safe_to_show(lines: list[str]) -> None:
    made = Batch()
    for line in lines:
        made.add(line.encode("utf-8", "replace").decode(), at.EHLO, ())
    rows = made.told().plain.split("\n") if made else []
    assert len(rows) == min(ROWS, len(made.lines))
    assert all(row.isprintable() for row in rows)
    assert bool(made.title) == bool(made)
