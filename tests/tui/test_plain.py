"""The plain mode: nothing is drawn, on no screen, and what marks and colours say is said in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from smtpwb.tui import plain
from tests.dialogues import play
from tests.tui.desk import at_work
from tests.tui.everywhere import begin, everywhere

DRAWN = re.compile("[\u2500-\u259f]")
BLACK = Color(0, 0, 0)


async def test_on_no_screen_anything_is_drawn() -> None:
    async with at_work(plain=True) as desk:
        async for name in everywhere(desk):
            assert not DRAWN.search(desk.screen), (name, desk.screen)


async def test_the_cursor_of_the_terminal_stays_in_the_composer() -> None:
    async with at_work(plain=True, size=(120, 40)) as desk:
        await begin(desk)
        await desk.press(*"RSET")
        assert desk.line.region.contains_point(desk.line.cursor_screen_offset)
        assert desk.line.cursor_screen_offset.x == desk.line.region.x + len("RSET")


async def test_marks_are_words_panels_stand_below_each_other_and_the_newest_line_at_the_bottom() -> None:
    async with at_work(plain=True, size=(120, 40)) as desk:
        await begin(desk)
        rows = desk.screen.split("\n")
        assert rows[0].endswith("phase: RCPT")
        assert rows[-2].startswith(" refused · S 550 5.1.1 <nobody@practice.test>")
        assert any(row.startswith("    User unknown  refused") or "unknown  refused" in row for row in rows)
        titles = [
            next(at for at, row in enumerate(rows) if row.startswith(f" {title}"))
            for title in ("Dialogue", "Reply to RCPT", "Walkthrough")
        ]
        assert titles == sorted(titles)
        await desk.press("ctrl+l")
        assert " 5: Permanent Negative Completion\n 5: Mail system\n 0: Mailbox unavailable" in desk.screen


async def test_the_settings_may_ask_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("plain = true\n")
    monkeypatch.setenv("SMTPWB_SETTINGS", str(file))
    async with at_work() as desk:
        assert plain.is_plain(desk.pane)
        assert not DRAWN.search(desk.screen)


@given(st.text())
def test_what_is_undrawn_is_as_wide_as_before(text: str) -> None:
    (segment,) = plain.Undrawn().apply([Segment(text)], BLACK)
    assert cell_len(segment.text) == cell_len(text)
    assert not DRAWN.search(segment.text)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("S: 220 a", "C: RCPT TO:<a@b.test>", "S: 550 no"), "refused"),
        (("S: 220 a", "C: NOOP", "S: 450 later"), "refused for now"),
        (("S: 220 a", "C: NOOP", "S: 250 fine"), ""),
        (("S: 220 a", "S: 421 bye"), "refused for now · nobody asked for it"),
        (("S: 220 a", "C: NOOP", "S: 2x0 what"), "malformed"),
    ],
)
def test_what_marks_and_colours_say_is_said(lines: tuple[str, ...], words: str) -> None:
    found = play(*lines).entries
    assert plain.said(found, len(found) - 1) == words


def test_the_newest_line_says_that_it_waits() -> None:
    assert plain.newest(()) == ""
    assert plain.newest(play("S: 220 a", "C: NOOP").entries) == "waiting · C NOOP"
    assert plain.newest(play("S: 220 a", "C: NOOP", "S: 250 fine").entries) == "S 250 fine"
