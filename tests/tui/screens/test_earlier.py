"""Earlier dialogues: listed, read as they looked, taken up again, compared, removed."""

from __future__ import annotations

from smtpwb.transcript import journal
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.kept import KeptScreen
from tests.tui.desk import Desk, at_work


async def _had(*lines: str) -> None:
    """A dialogue of another run."""
    async with at_work() as desk:
        await desk.connect()
        for line in lines:
            await desk.say(line)


async def _list(desk: Desk) -> EarlierScreen:
    await desk.press("alt+e")
    screen = desk.app.screen
    assert isinstance(screen, EarlierScreen)
    await desk.until(lambda: screen._kept, "the list")
    await desk.rest()
    return screen


async def test_an_earlier_dialogue_is_read_as_it_looked() -> None:
    await _had("EHLO ws.example.net", "VRFY nobody", "QUIT")
    async with at_work(size=(120, 40)) as desk:
        await _list(desk)
        assert "practice.test:25" in desk.words
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, KeptScreen), "the dialogue")
