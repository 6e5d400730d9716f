from __future__ import annotations

import asyncio

import pytest
from textual.screen import ModalScreen

from smtpwb.tui.asking import answered
from tests.tui.stage import Stage


async def test_what_the_screen_was_dismissed_with_is_the_answer() -> None:
    async with Stage().run_test() as pilot:
        screen = ModalScreen[str | None]()
        waits = asyncio.ensure_future(answered(pilot.app, screen))
        await pilot.pause()
        assert pilot.app.screen is screen
        screen.dismiss("yes")
        assert await waits == "yes"


async def test_the_screen_goes_when_nobody_waits_for_it_any_more() -> None:
    async with Stage().run_test() as pilot:
        waits = asyncio.ensure_future(answered(pilot.app, ModalScreen[str | None]()))
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 2
        waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 1
