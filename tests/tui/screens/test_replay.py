"""What would be sent is listed, and where to."""

from __future__ import annotations

from smtpwb.tui.screens.replay import ReplayScreen
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.plain_view import PlainView
from tests.tui.desk import Desk, at_work
from tests.tui.test_past import _ask, _had
from tests.tui.test_past import desk as desk  # a fixture


async def test_what_is_no_target_is_not_taken(desk: Desk) -> None:
    await _had(desk, "QUIT")
    screen = await _ask(desk)
    screen.query_one(Field).fill("nowhere at all")
    await desk.press("enter")
    assert desk.app.screen is screen
    assert "Write where to" in desk.words
    await desk.press("escape")
    assert len(desk.app.screen_stack) == 1


async def test_both_ways_list_their_lines_octets_that_cannot_be_drawn_as_tags(desk: Desk) -> None:
    await _had(desk, "EHLO [b]ws[/b]")
    desk.app.talk.send("MAIL FROM:<\u202ea@b.example>")
    await desk.settled()
    await desk.say("QUIT")
    screen = await _ask(desk)
    view = screen.query_one(PlainView)
    listed = ["EHLO [b]ws[/b]", "MAIL FROM:<<U+202E>a@b.example>", "QUIT"]
    assert list(view.lines) == listed
    assert "3 lines will be offered." in desk.words
    screen.query_one(Choice).choose("AT_ONCE")
    await desk.rest()
    assert list(view.lines) == listed
    assert "Enter sends these 3 lines, and nothing else." in desk.words
    assert "\u202e" not in desk.screen


async def test_it_fits_a_small_screen() -> None:
    async with at_work(size=(60, 16)) as desk:
        await _had(desk, "QUIT")
        screen = await _ask(desk)
        assert isinstance(screen, ReplayScreen)
        assert "telnet practice.test 25" in desk.words
        assert screen.query_one(PlainView).size.height >= 1
