from __future__ import annotations

from smtpwb.tui.screens.message import MessageScreen
from tests.tui.desk import at_work


async def test_what_was_written_is_still_there_and_counts_as_not_sent() -> None:
    async with at_work() as desk:
        assert desk.app.editing.editor is None
        assert not desk.app.editing.unsent
        await desk.press("ctrl+n", *"Hi", "escape")
        assert not isinstance(desk.app.screen, MessageScreen)
        assert desk.app.editing.unsent
        await desk.press("ctrl+n")
        assert desk.app.screen is desk.app.editing.editor
        await desk.sees("Hi")
