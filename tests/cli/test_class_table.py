"""The list of a class: as a table in place, or line by line."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from smtpwb.cli.class_table import Live, Steps, summary, table, turned_away, where
from smtpwb.practice.classroom import Classroom, Pupil

AT = datetime(2024, 1, 1, 12, tzinfo=UTC)
ONE = Pupil(
    1, "192.0.2.1:50000", "ws.example.net", "EHLO given", "MAIL FORM:<a>", "501 5.5.4", 0, AT, over=False
)
GONE = Pupil(
    2, "192.0.2.2:50001", "", "greeted, nothing more", "", "421 4.4.2", 3, AT - timedelta(1), over=True
)


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
    _, _, heads, one, gone = table(Listing([ONE, GONE]), 120, 20)
    assert " ".join(heads.split()) == "# at sent client called itself how far last line reply"
    time = r"\d\d:\d\d:\d\d"
    assert re.fullmatch(
        rf"▸● 1  {time} +192\.0\.2\.1  ws\.example\.net  EHLO given +MAIL FORM:<a>  501 5\.5\.4", one
    )
    assert re.fullmatch(rf" ○ 2  {time}  3 +192\.0\.2\.2  — +greeted, nothing more  — +421 4\.4\.2", gone)


def test_rows_keep_the_order_of_arrival_whoever_speaks() -> None:
    pupils = [replace(ONE, number=number, at=AT - timedelta(seconds=number % 3)) for number in (3, 1, 2)]
    rows = table(Listing(pupils), 80, 20)[3:]
    assert [row.split("  ")[0] for row in rows] == [" ● 1", " ● 2", "▸● 3"]


def test_where_all_come_from_one_address_it_is_not_told() -> None:
    pupils = [replace(ONE, number=number, client=f"192.0.2.1:{number}") for number in range(3)]
    assert not any(word in "".join(table(Listing(pupils), 80, 20)) for word in ("client", "192.0.2.1"))


@pytest.mark.parametrize("columns", [80, 100])
def test_names_are_whole_where_there_is_room(columns: int) -> None:
    name, line = "pupil22.school.example", "MAIL FORM:<pupil22@school.example> SIZE=1000 BODY=8BITMIME"
    pupils = [replace(ONE, number=40, hello=name, how_far="sender accepted", line=line)]
    row = table(Listing(pupils), columns, 20)[-1]
    assert f"  {name}  sender accepted  MAIL FORM:<" in row
    assert row.endswith("…  501 5.5.4")
    assert len(row) == columns - 1


def test_those_who_were_turned_away_are_counted_with_the_limit() -> None:
    room = Listing([ONE])
    assert turned_away(room) == ""
    for _ in range(7):
        room.turn_away("20 of one address: --max-per-client")
    assert turned_away(room) == "7 turned away (20 of one address: --max-per-client)"
    assert turned_away(room) in table(room, 80, 24)
    room.turn_away("100 in all: --max-connections")
    assert turned_away(room) == (
        "8 turned away (7 by 20 of one address: --max-per-client, 1 by 100 in all: --max-connections)"
    )


def test_the_summary_counts_and_below_it_stands_where_it_is_kept_or_why_not() -> None:
    assert summary(Listing([ONE, GONE])) == "● 1 connected · ○ 1 gone · 3 messages sent · ▸ spoke last"
    assert where(Listing([ONE])) == ""
    assert where(Listing([ONE], Path("kept"))) == "kept in kept/class-20240101-120000"
    assert where(Listing([ONE], Path("kept"), "no room")) == "no room"
    assert table(Listing([ONE], Path("kept")), 80, 24)[1].startswith("kept in")


def test_where_nobody_came_there_is_one_line() -> None:
    assert table(Listing([]), 80, 24) == ["● 0 connected · ○ 0 gone · 0 messages sent · ▸ spoke last"]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (60, 6), (20, 2)])
def test_it_is_never_wider_or_higher_than_the_terminal(columns: int, rows: int) -> None:
    pupils = [
        replace(ONE, number=number, hello="x" * 90, how_far="y" * 90, line="z" * 90) for number in range(50)
    ]
    lines = table(Listing(pupils), columns, rows)
    assert max(map(len, lines)) < max(40, columns)
    assert len(lines) <= max(4, rows)
    assert " of 50, " in lines[1]


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
        "192.0.2.1:50000 EHLO given (501 5.5.4)",
        "192.0.2.2:50001 greeted, nothing more",
        "192.0.2.1:50000 sending the message (354)",
    ]
