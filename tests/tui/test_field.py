from __future__ import annotations

import pytest
from textual import events

from smtpwb.tui.widgets.field import Field
from tests.tui.stage import Stage


async def test_a_field_is_one_flat_row_whose_cursor_does_not_blink() -> None:
    field = Field(placeholder="what")
    async with Stage(field).run_test(size=(40, 5)) as pilot:
        field.focus()
        await pilot.pause()
        assert (field.size.width, field.size.height) == (38, 1)
        assert field.outer_size.height == 1
        assert not field.cursor_blink


async def test_what_is_filled_in_is_typed_on_at_its_end() -> None:
    field = Field()
    async with Stage(field).run_test() as pilot:
        field.focus()
        field.fill("mx")
        await pilot.press("1")
        assert field.value == "mx1"


@pytest.mark.parametrize("key", ["alt+j", "ctrl+b"])
async def test_a_letter_of_a_chord_is_no_letter_of_the_text(key: str) -> None:
    field = Field()
    async with Stage(field).run_test() as pilot:
        field.focus()
        assert pilot.app._driver is not None
        pilot.app._driver.send_message(events.Key(key, key[-1]))
        await pilot.press("x")
        assert field.value == "x"
