from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection

from smtpwb.tui.widgets.dialogue_drawing import GUTTER
from tests.dialogues import play
from tests.tui.widgets.test_dialogue_layout import long_reply
from tests.tui.widgets.test_dialogue_view import SHORT, drawn, rows, viewing

WIDE = "日本語の件名"


@pytest.mark.parametrize(
    ("begin", "end", "text"),
    [
        ((4, 1), (8, 1), "prac"),
        ((13, 1), (4, 2), "test ESMTP\nEHLO"),
        (None, (3, 1), "connected to 127.0.0.1:2525\n220"),
        ((0, 6), None, "NOOP"),
    ],
)
async def test_a_selection_is_the_text_without_marks_and_times(
    begin: tuple[int, int] | None, end: tuple[int, int] | None, text: str
) -> None:
    async with viewing(play(SHORT)) as (_, view):
        selection = Selection(Offset(*begin) if begin else None, Offset(*end) if end else None)
        found = view.get_selection(selection)
        assert found is not None
        assert found[0] == text


async def test_each_cell_of_the_screen_is_the_character_that_is_drawn_there() -> None:
    talk = play(f"S: 220 {WIDE} a", "S: 220 " + "word " * 20)
    async with viewing(talk, (50, 12)) as (_, view):
        inside, lines = view.content_region, drawn(talk)
        seen = 0
        for y, row in enumerate(rows(view)):
            body = row[GUTTER:].removesuffix(" ms").rstrip("0123456789. ")
            for index, character in enumerate(body):
                cell = GUTTER + cell_len(body[:index])
                offset = view.offset_at(inside.x + cell, inside.y + y)
                assert offset is not None
                assert lines[offset.y][offset.x] == character
                seen += 1
        assert seen > 120
        assert view.offset_at(inside.x, inside.y) == Offset(0, 0), "in the gutter: the beginning"
        assert view.offset_at(inside.right + 50, inside.y) == Offset(len(lines[0]), 0)
        assert view.offset_at(0, 11) == Offset(len(lines[-1]), len(lines) - 1), "below the last line"


async def test_wide_characters_count_as_two_cells() -> None:
    async with viewing(play(f"S: 220 {WIDE}")) as (_, view):
        inside = view.content_region
        assert view.offset_at(inside.x + GUTTER + 4 + 3, inside.y + 1) == Offset(5, 1)


async def test_what_is_ours_alone_is_copied_as_it_stands_and_what_is_beside_a_line_is_not() -> None:
    talk = play("S: 220 a", "C: HELP", long_reply(30), "C: NOOP", "C: RSET", "S: 250 ok")
    async with viewing(talk) as (_, view):
        found = view.get_selection(Selection(None, None))
        assert found is not None
        lines = found[0].split("\n")
        assert [line for line in lines if "more lines" in line] == ["… 19 more lines, alt+u unfolds"]
        assert lines[-1] == "250 ok"
        assert "← NOOP" in view.lines.texts[-1]
