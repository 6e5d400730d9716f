"""Alone; its order with the screen's keys is proven where there is such a screen, in `test_message`."""

from __future__ import annotations

from textual import events

from smtpwb.tui.widgets.letter_area import Letter
from tests.tui.stage import Stage


async def test_keys_arrive_in_their_order() -> None:
    letter = Letter()
    async with Stage(letter).run_test() as pilot:
        letter.focus()
        await pilot.press(*"one", "enter", *"to", "left", "w", "home", "delete", "T")
        assert letter.text == "one\nTwo"


async def test_a_paste_is_text_and_goes_where_one_may_write() -> None:
    letter = Letter()
    async with Stage(letter).run_test() as pilot:
        letter.post_message(events.Paste("a\x1b[31m\r\nb"))
        await pilot.pause()
        assert letter.text == "a[31m\nb"
        letter.read_only = True
        letter.post_message(events.Paste("c"))
        await pilot.pause()
        assert letter.text == "a[31m\nb"
