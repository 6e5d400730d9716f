"""Two dialogues laid out beside or below each other."""

from __future__ import annotations

import pytest

from smtpwb.transcript.comparing.comparison import Comparison, compare
from smtpwb.tui.widgets.compared import BESIDE, Laid, laid
from tests.tui.test_replaying import _greeted

NOOPS = 12


def _found() -> Comparison:
    before, after = _greeted(), _greeted()
    for had in (before, after):
        for _ in range(NOOPS):
            had.sent("NOOP").said("250 ok")
    before.sent("RCPT TO:<a@b.example>").said("250 2.1.5 Ok").sent("HELP").said("214 see [b]there[/b]")
    after.sent("RCPT TO:<a@b.example>").said("450 4.7.1 <a@b.example>: Greylisted").sent("QUIT").said(
        "221 bye"
    )
    return compare(before.transcript, after.transcript)


def _text(found: Laid) -> list[str]:
    return [line.plain.rstrip() for line in found.lines]


def test_beside_each_other_where_there_is_room() -> None:
    found = laid(_found(), 120, everything=False)
    rows = _text(found)
    row = next(row for row in rows if row.startswith("! RCPT"))
    assert row.count("RCPT TO:<a@b.example>") == 2
    assert any("250 2.1.5 Ok" in row and "│ 450 4.7.1" in row for row in rows)
    assert any(row.startswith("A HELP") and row.endswith("│") for row in rows)
    assert any(row.startswith("B ") and "│ QUIT" in row for row in rows)


def test_below_each_other_where_there_is_none() -> None:
    rows = _text(laid(_found(), 78, everything=False))
    at = rows.index("! RCPT TO:<a@b.example>")
    assert rows[at + 1 : at + 3] == ["  A  250 2.1.5 Ok", "  B  450 4.7.1 <a@b.example>: Greylisted"]
    assert "now 450 4.7.1" in rows[at + 3]
    assert "  A  214 see [b]there[/b]" in rows


@pytest.mark.parametrize("width", [40, 78, BESIDE, 140])
def test_no_line_is_too_long_and_each_place_is_a_step_that_differs(width: int) -> None:
    found = laid(_found(), width, everything=True)
    assert all(line.cell_length <= width for line in found.lines)
    marks = [found.lines[place].plain[0] for place in found.places]
    assert marks == ["!", "A", "B"]


def test_a_run_of_steps_that_are_alike_is_counted_or_shown() -> None:
    short, whole = laid(_found(), 78, everything=False), laid(_found(), 78, everything=True)
    assert any("steps that are alike" in row for row in _text(short))
    assert sum(row.lstrip().startswith("NOOP") for row in _text(whole)) == NOOPS
    assert len(short.lines) < len(whole.lines)


@pytest.mark.parametrize("width", [78, 120])
def test_of_a_long_run_that_only_one_has_both_ends_are_shown(width: int) -> None:
    long, short = _greeted(), _greeted()
    for number in range(300):
        long.sent(f"NOOP {number}").said("250 ok")
    for found, name in (
        (compare(long.transcript, short.transcript), "A"),
        (compare(short.transcript, long.transcript), "B"),
    ):
        rows = _text(counted := laid(found, width, everything=False))
        assert f"  … 288 steps that only {name} has" in rows
        seen = [row.split("NOOP ")[1].split()[0] for row in rows if "NOOP " in row]
        assert seen == [*map(str, range(6)), *map(str, range(294, 300))]
        assert len(counted.places) == 12
        assert len(laid(found, width, everything=True).places) == 300
