"""The list of a class: as a table in place, or line by line."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from smtpwb.cli.class_table import Live, Steps, summary, table, where
from smtpwb.practice.classroom import Classroom, Pupil

AT = datetime(2024, 1, 1, 12, tzinfo=UTC)
ONE = Pupil(1, "192.0.2.1:50000", "ws.example.net", "2 recipients accepted", "250 2.1.5", 0, AT, over=False)
GONE = Pupil(2, "192.0.2.2:50001", "", "greeted, nothing more", "421 4.4.2", 3, AT, over=True)


class Listing(Classroom):
    """A classroom whose list is given."""

    def __init__(self, pupils: Sequence[Pupil], keep: Path | None = None, told: str = "") -> None:
        super().__init__(keep, begun=AT)
        self._given, self._told = list(pupils), told
        self.count = len(pupils)

    @property
    def pupils(self) -> list[Pupil]:
        return self._given

    @property
    def messages(self) -> int:
        return sum(pupil.messages for pupil in self._given)

    @property
    def fault(self) -> str:
        return self._told


def test_each_has_a_row_with_all_that_is_known() -> None:
    _, _, heads, one, gone = table(Listing([ONE, GONE]), 100, 20)
    assert " ".join(heads.split()) == "client called itself how far reply sent at"
    assert re.fullmatch(
        r"● +192\.0\.2\.1:50000 +ws\.example\.net +2 recipients accepted +250 2\.1\.5 +\d\d:\d\d:\d\d", one
    )
    assert gone.startswith("○  192.0.2.2:50001  — ")
    assert re.search(r"421 4\.4\.2 +3 +\d\d:", gone)


def test_the_summary_counts_and_below_it_stands_where_it_is_kept_or_why_not() -> None:
    assert summary(Listing([ONE, GONE])) == "1 connected · 2 came · 3 messages sent"
    assert where(Listing([ONE])) == ""
    assert where(Listing([ONE], Path("kept"))) == "kept in kept/class-20240101-120000"
    assert where(Listing([ONE], Path("kept"), "no room")) == "no room"
    assert table(Listing([ONE], Path("kept")), 80, 24)[1].startswith("kept in")


def test_where_nobody_came_there_is_one_line() -> None:
    assert table(Listing([]), 80, 24) == ["0 connected · 0 came · 0 messages sent"]


def test_in_80_columns_the_time_is_still_there() -> None:
    wide = replace(ONE, client="[2001:db8::1234]:50000", hello="x" * 60, how_far="y" * 60)
    assert re.search(r"\d\d:\d\d:\d\d$", table(Listing([wide]), 80, 24)[-1])


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (60, 6), (20, 2)])
def test_it_is_never_wider_or_higher_than_the_terminal(columns: int, rows: int) -> None:
    pupils = [replace(ONE, number=number, hello="x" * 90, how_far="y" * 90) for number in range(50)]
    lines = table(Listing(pupils), columns, rows)
    assert max(map(len, lines)) < max(40, columns)
    assert len(lines) <= max(4, rows)
    assert "of 50:" in lines[1]


async def test_it_is_drawn_over_what_was_drawn_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    out, lines = io.StringIO(), [["a", "b"], ["c"]]
    live = Live(out, lambda columns, rows: lines.pop(0))
    live.draw()
    assert out.getvalue() == "\r\x1b[Ja\nb\n"
    live.changed()
    live.changed()
    live.draw()
    assert out.getvalue() == "\r\x1b[Ja\nb\n\x1b[2A\r\x1b[Jc\n"


def test_each_step_is_told_once() -> None:
    told: list[str] = []
    steps = Steps(told.append)
    steps.follow([ONE, GONE])
    steps.follow([ONE, GONE])
    steps.follow([replace(ONE, how_far="sending the message", said="354")])
    assert told == [
        "192.0.2.2:50001 greeted, nothing more",
        "192.0.2.1:50000 2 recipients accepted (250 2.1.5)",
        "192.0.2.1:50000 sending the message (354)",
    ]
