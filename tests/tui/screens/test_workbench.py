from __future__ import annotations

import pytest
from textual.geometry import Offset

from smtpwb.tui.screens.workbench import WIDE
from smtpwb.tui.widgets.dialogue_drawing import GUTTER
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.header import Header
from smtpwb.tui.widgets.key_bar import KeyBar
from smtpwb.tui.widgets.lesson_panel import LessonPanel
from smtpwb.tui.widgets.reply_panel import ReplyPanel
from tests.dialogues import play
from tests.tui.desk import Desk, at_work

TALK = ("S: 220 practice.test ESMTP", *(f"C: NOOP {n}\nS: 250 2.0.0 Ok {n}" for n in range(20)))
FRAME = (Header, KeyBar, DialogueView)
PARTS = (*FRAME, ReplyPanel, LessonPanel)


async def visible(desk: Desk) -> list[type]:
    """Which parts are on the screen, whole."""
    await desk.rest()
    screen = desk.app.screen
    return [part for part in PARTS if screen.region.contains_region(r := screen.query_one(part).region) and r]


@pytest.mark.parametrize("size", [(80, 24), (80, 20), (WIDE - 1, 24), (WIDE, 24), (120, 40), (250, 80)])
async def test_nothing_essential_is_lost_at_common_sizes(size: tuple[int, int]) -> None:
    async with at_work(size=size) as desk:
        play(*TALK, transcript=desk.app.talk.transcript)
        assert await visible(desk) == list(PARTS)
        assert desk.view.region.height >= 3
        assert "250 2.0.0 Ok 19" in desk.words
        assert desk.pane.composer.region.bottom == size[1] - 1
        side_by_side = desk.app.screen.query_one(ReplyPanel).region.y == desk.view.region.y
        assert side_by_side == (size[0] >= WIDE)


@pytest.mark.parametrize(
    ("height", "parts"), [(19, (*FRAME, ReplyPanel)), (13, (*FRAME, ReplyPanel)), (12, FRAME)]
)
async def test_where_rows_are_few_the_dialogue_keeps_them(height: int, parts: tuple[type, ...]) -> None:
    async with at_work(size=(80, height)) as desk:
        play(*TALK, transcript=desk.app.talk.transcript)
        assert await visible(desk) == list(parts)
        assert "250 2.0.0 Ok 19" in desk.words


async def test_the_walkthrough_can_be_put_away_and_taken_out() -> None:
    async with at_work(size=(120, 40)) as desk:
        reply = desk.app.screen.query_one(ReplyPanel)
        before = reply.region.height
        await desk.press("f7")
        assert LessonPanel not in await visible(desk)
        assert reply.region.height > before
        await desk.press("f7")
        assert LessonPanel in await visible(desk)


async def test_a_cell_of_the_dialogue_is_a_place_in_its_text() -> None:
    async with at_work() as desk:
        play("S: 220 practice.test ESMTP", transcript=desk.app.talk.transcript)
        await desk.rest()
        inside = desk.view.content_region
        find = desk.app.screen.get_widget_and_offset_at
        assert find(inside.x + GUTTER + 4, inside.y + 1) == (desk.view, Offset(4, 1))
        assert find(inside.x + GUTTER + 60, inside.y + 1) == (desk.view, Offset(23, 1)), "behind the end"
        assert find(0, 0)[0] is desk.app.screen.query_one(Header)


async def test_a_drag_over_the_dialogue_selects_text_and_ctrl_c_copies_it() -> None:
    async with at_work() as desk:
        play("S: 220 practice.test ESMTP", transcript=desk.app.talk.transcript)
        await desk.rest()
        await desk.pilot.mouse_down(DialogueView, offset=(GUTTER + 4, 1))
        await desk.pilot.hover(DialogueView, offset=(GUTTER + 12, 1))
        await desk.pilot.mouse_up(DialogueView, offset=(GUTTER + 12, 1))
        assert desk.app.screen.get_selected_text() in ("practice", "practice.")
