from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from smtpwb.tui.widgets.dialogue_lines import HEAD
from smtpwb.tui.widgets.find_line import FindLine
from tests.dialogues import play
from tests.tui.desk import Desk, at_work
from tests.tui.widgets.test_dialogue_layout import long_reply

TALK = (
    "S: 220 practice.test ESMTP",
    "C: HELP",
    long_reply(40),
    *("C: NOOP\nS: 250 fine\nC: VRFY x\nS: 550 5.1.1 no such user",) * 4,
)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with at_work() as desk:
        play(*TALK, transcript=desk.app.talk.transcript)
        await desk.rest()
        yield desk


async def test_it_goes_up_from_the_newest_and_round(desk: Desk) -> None:
    desk.keys("ctrl+f", *"5.1.1")
    await desk.sees("4 of 4")
    assert desk.view.cursor == 19
    seen = []
    for key in ("up", "enter", "down", "down", "down"):
        await desk.press(key)
        seen.append(desk.view.cursor)
    assert seen == [15, 11, 15, 19, 7]
    await desk.sees("1 of 4")
    await desk.press("z")
    await desk.sees("not found")
    await desk.press("backspace")
    await desk.sees("of 4")


async def test_escape_ends_it_where_it_was_begun_and_leaves_the_cursor(desk: Desk) -> None:
    await desk.press("ctrl+f", *"fine", "up", "escape")
    assert not desk.app.screen.query(FindLine)
    assert desk.line.has_focus
    assert desk.view.cursor == 13
    assert desk.view.found.words == ""
    desk.view.focus()
    await desk.press("slash")
    await desk.press(*"fine", "escape")
    assert desk.view.has_focus
    assert desk.line.value == ""


async def test_where_there_is_nothing_to_search_for_one_stands_where_one_stood(desk: Desk) -> None:
    desk.view.cursor = 17
    await desk.press("ctrl+f", *"5.1.1")
    assert desk.view.cursor == 15, "from where one stands, up"
    await desk.press(*["backspace"] * 5)
    assert desk.view.cursor == 17
    await desk.press(*"5.1.1", "escape", "escape")
    assert desk.view.cursor is None


async def test_matches_are_set_off_and_the_one_looked_at_most(desk: Desk) -> None:
    def marked(reverse: bool) -> list[str]:
        strips = (desk.view.render_line(y) for y in range(desk.view.size.height))
        return [
            segment.text
            for strip in strips
            for segment in strip
            if segment.style and (segment.style.reverse if reverse else segment.style.underline)
        ]

    await desk.press("ctrl+f", *"NOOP")
    assert marked(reverse=True) == ["NOOP"]
    assert set(marked(reverse=False)) == {"NOOP"}
    await desk.press("escape")
    assert marked(reverse=True) == marked(reverse=False) == []


async def test_what_is_folded_away_is_unfolded_to_be_looked_at(desk: Desk) -> None:
    assert 3 in desk.view.lines.folded
    await desk.press("ctrl+f", *"line 20")
    assert desk.view.cursor == 3
    assert 3 not in desk.view.lines.folded
    assert "250-line 20" in desk.screen


async def test_the_count_follows_a_dialogue_that_grows(desk: Desk) -> None:
    await desk.press("ctrl+f", *"550")
    await desk.sees("4 of 4")
    play("C: VRFY x", "S: 550 no", transcript=desk.app.talk.transcript)
    await desk.sees("4 of 5")


async def test_from_error_to_error(desk: Desk) -> None:
    seen = []
    for key in ("shift+up", "shift+up", "shift+down", "shift+up", "shift+up", "shift+up", "shift+up"):
        await desk.press(key)
        seen.append(desk.view.cursor)
    assert seen == [19, 15, 19, 15, 11, 7, 7]
    assert desk.notices == ["Nothing went wrong above."]


async def test_a_long_reply_is_unfolded_by_a_key_by_enter_and_by_a_click(desk: Desk) -> None:
    desk.view.cursor = 3
    lines = desk.view.lines
    await desk.press("alt+u")
    assert 3 not in lines.folded
    await desk.press("alt+u")
    assert 3 in lines.folded
    assert desk.line.value == "", "nothing is typed by that"
    desk.view.focus()
    await desk.press("enter")
    assert 3 not in lines.folded
    assert not desk.pane.zoomed
    await desk.press("space")
    assert 3 in lines.folded
    desk.view.scroll_to(y=lines.tops[lines.first[3] + HEAD], animate=False, immediate=True)
    await desk.rest()
    await desk.pilot.click(desk.view, offset=(8, 0))
    assert 3 not in lines.folded
    await desk.press("enter")
    assert desk.pane.zoomed
    desk.view.cursor = 4
    await desk.press("alt+u")
    assert "not long enough" in desk.notices[-1]


async def test_text_is_selected_by_mouse_across_entries_and_copied(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(desk.app, "copy_to_clipboard", copied.append)
    view = desk.view
    first, last = 4, view.size.height - 1
    await desk.pilot.mouse_down(view, offset=(4 + 0, first))
    await desk.pilot.hover(view, offset=(4 + 3, last))
    await desk.pilot.mouse_up(view, offset=(4 + 3, last))
    rows = [view.render_line(y).text[4:69].rstrip() for y in range(first, last + 1)]
    await desk.press("ctrl+c")
    assert len(copied) == 1
    assert copied[0].split("\n")[:-1] == rows[:-1]
    assert rows[-1].startswith(copied[0].split("\n")[-1])
    assert len(copied[0].split("\n")) == len(rows) > 2
