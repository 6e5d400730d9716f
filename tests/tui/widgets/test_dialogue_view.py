from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from time import perf_counter

import pytest
from textual.pilot import Pilot

from smtpwb.transcript import wording
from smtpwb.transcript.entry import Change
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.widgets.dialogue_drawing import GUTTER, TIME
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.folding import fold
from tests.dialogues import Stage as Play
from tests.dialogues import play
from tests.tui.desk import until
from tests.tui.stage import Stage


@contextlib.asynccontextmanager
async def viewing(
    transcript: Transcript, size: tuple[int, int] = (60, 10)
) -> AsyncIterator[tuple[Pilot[None], DialogueView]]:
    """A view of a transcript, that follows it as it grows."""
    view = DialogueView()
    async with Stage(view).run_test(size=size) as pilot:
        view.show(transcript.entries)
        transcript.subscribe(view.update_entries)
        view.focus()
        await pilot.pause()
        yield pilot, view


def rows(view: DialogueView) -> list[str]:
    """What the view draws, row by row, without the scrollbar."""
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def drawn(transcript: Transcript) -> list[str]:
    """What a view should say of it all."""
    return [line for entry in transcript.entries for line in wording.lines(entry)]


SHORT = """
S: 220 practice.test ESMTP
C: EHLO ws.example.net
S: 250-practice.test
S: 250-SIZE 1000000
S: 250 HELP
C: NOOP
"""


async def test_entries_stand_in_order_each_line_with_its_mark_and_time() -> None:
    async with viewing(play(SHORT)) as (_, view):
        lines = rows(view)
        assert [line[1:4].strip() + " " + line[4:35].strip() for line in lines[:7]] == [
            " connected to 127.0.0.1:2525",
            "S 220 practice.test ESMTP",
            "C EHLO ws.example.net",
            "S 250-practice.test",
            "S 250-SIZE 1000000",
            "S 250 HELP",
            "C NOOP",
        ]
        assert [line.split()[-2:] for line in (lines[1], lines[5])] == [["1.0", "ms"], ["3.0", "ms"]]
        assert lines[6].endswith("waiting")
        assert lines[3].endswith("practice.test"), "the time stands at the last line"


async def test_a_long_line_is_folded_under_itself() -> None:
    width = 60 - 1 - GUTTER - TIME
    long = "220 " + " ".join(["word"] * 30)
    async with viewing(play(f"S: {long}")) as (_, view):
        pieces = [piece.rstrip() for _, piece in fold(long, width)]
        assert len(pieces) > 2
        found = [row[GUTTER : GUTTER + width].rstrip() for row in rows(view)[1 : 1 + len(pieces)]]
        assert found == pieces


async def test_a_reply_that_grows_is_drawn_in_place() -> None:
    talk = play("S: 220 a", "C: EHLO a")
    async with viewing(talk) as (_, view):
        stage = Play(talk)
        for number in range(4):
            stage.line(f"S: 250-LINE{number}")
            assert [row for row in rows(view) if "LINE" in row][-1].split()[1] == f"250-LINE{number}"
            assert view.virtual_size.height == len(drawn(talk))
        assert rows(view)[2].endswith("waiting")
        stage.line("S: 250 HELP")
        assert not any("waiting" in row for row in rows(view))
        assert len([row for row in rows(view) if "LINE" in row]) == 4


async def test_it_grows_as_if_it_had_been_drawn_at_once() -> None:
    """Two replies of which the later one comes while the first is still to be folded anew."""
    script = [*SHORT.strip().split("\n"), "S: 250 " + "long " * 30, "C: QUIT", "S: 221 bye", "S: <closed>"]
    grown = Transcript()
    async with viewing(grown, (40, 12)) as (pilot, view):
        for line in script:
            play(line, transcript=grown)
        await pilot.pause()
        seen = rows(view)
        assert view.scroll_y == view.max_scroll_y
        view.show(grown.entries)
        await pilot.pause()
        assert rows(view) == seen


async def test_it_follows_the_newest_until_one_looks_back() -> None:
    talk = play("S: 220 a")
    async with viewing(talk) as (_, view):
        play(*(f"C: NOOP {n}\nS: 250 {n}" for n in range(20)), transcript=talk)
        assert view.scroll_y == view.max_scroll_y > 0
        view.action_page(-1)
        before = view.scroll_y
        assert before < view.max_scroll_y
        play("C: NOOP", transcript=talk)
        assert view.scroll_y == before
        view.action_newest()
        play("S: 250 ok", transcript=talk)
        assert view.scroll_y == view.max_scroll_y
        assert "250 ok" in rows(view)[-1]


# The cursor


async def test_the_cursor_goes_by_entries_and_falls_off_the_end() -> None:
    talk = play(SHORT)
    async with viewing(talk) as (pilot, view):
        seen = []
        for key in ("down", "up", "up", "k", "j", "home", "up", "end"):
            await pilot.press(key)
            seen.append(view.cursor)
        assert seen == [None, 4, 3, 2, 3, 0, 0, None]
        view.cursor = 4
        await pilot.press("down")
        assert view.cursor is None


async def test_all_lines_of_the_entry_under_the_cursor_are_marked() -> None:
    async with viewing(play(SHORT)) as (_, view):
        view.cursor = 3
        assert [n for n, row in enumerate(rows(view)) if row.startswith("▌")] == [3, 4, 5]


async def test_the_cursor_brings_its_entry_into_view() -> None:
    talk = play("S: 220 a", *(f"C: NOOP {n}\nS: 250 {n}" for n in range(30)))
    async with viewing(talk) as (_, view):
        for index in (0, 40, 7, 61):
            view.cursor = index
            assert any(row.startswith("▌") for row in rows(view))


async def test_a_cursor_beyond_the_entries_is_none() -> None:
    async with viewing(play(SHORT)) as (_, view):
        view.cursor = 99
        assert view.cursor is None
        view.cursor = -3
        assert view.cursor == 0
    async with viewing(Transcript()) as (pilot, empty):
        await pilot.press("up", "down", "home", "end", "pageup")
        assert empty.cursor is None


async def test_a_click_points_and_a_double_click_selects_the_entry() -> None:
    talk = play(SHORT)
    async with viewing(talk) as (pilot, view):
        await pilot.click(DialogueView, offset=(6, 4))
        assert view.cursor == 3
        await pilot.click(DialogueView, offset=(6, 2), times=2)
        assert view.cursor == 2
        assert pilot.app.screen.get_selected_text() == "EHLO ws.example.net"
        await pilot.click(DialogueView, offset=(6, 4), times=2)
        assert pilot.app.screen.get_selected_text() == "250-practice.test\n250-SIZE 1000000\n250 HELP"


# Size


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (20, 5), (300, 60)])
async def test_it_is_drawn_at_any_size(size: tuple[int, int]) -> None:
    async with viewing(play(SHORT, "S: 250 " + "x" * 400), size) as (_, view):
        assert len(rows(view)) == view.size.height


async def test_a_resize_keeps_the_line_at_the_top_or_the_newest() -> None:
    talk = play("S: 220 a", *(f"C: NOOP {n}\nS: 250 {n} " + "word " * 12 for n in range(30)))
    async with viewing(talk, (60, 12)) as (pilot, view):
        await pilot.resize_terminal(40, 12)
        assert view.scroll_y == view.max_scroll_y
        view.cursor = 20
        view.action_page(-1)
        await pilot.pause()
        top = rows(view)[0]
        await pilot.resize_terminal(100, 12)
        await until(pilot, lambda: rows(view)[0][:10] == top[:10], "the same line at the top")


async def test_ten_thousand_entries_are_scrolled_through_without_delay() -> None:
    talk = play("S: 220 a", *(f"C: NOOP {n}\nS: 250 {n}" for n in range(5_000)))
    async with viewing(talk) as (_, view):
        assert len(view.lines.texts) == 10_002
        begun = perf_counter()
        for _ in range(50):
            view.action_page(-1)
            rows(view)
        play(*["C: NOOP\nS: 250 ok"] * 50, transcript=talk)
        view.cursor = 0
        assert rows(view)[0].startswith("▌")
        assert perf_counter() - begun < 2, "nothing may cost more for being one among many"


async def test_a_change_of_what_is_not_shown_yet_is_no_harm() -> None:
    view = DialogueView()
    talk = play(SHORT)
    async with Stage(view).run_test() as pilot:
        view.show([])
        view.update_entries(Change(talk.events[-1], (0, 3), 0))
        await pilot.pause()
        assert view.cursor is None
