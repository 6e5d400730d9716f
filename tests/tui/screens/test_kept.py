"""An earlier dialogue is read as it looked."""

from __future__ import annotations

import pytest

from smtpwb import clipboard
from smtpwb.clipboard import Outcome
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.share import ShareScreen
from tests.tui.desk import at_work
from tests.tui.screens.test_earlier import _had, _open


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_earlier_dialogue_is_read_as_it_looked(size: tuple[int, int]) -> None:
    await _had("EHLO ws.example.net", "VRFY nobody", "QUIT")
    async with at_work(size=size) as desk:
        screen = await _open(desk)
        assert "EARLIER, read-only" in desk.words
        assert "221 2.0.0 Bye" in desk.words
        await desk.press("up", "up", "up", "up")
        assert "Reply to VRFY" in desk.words
        await desk.press("n")
        assert "read-only" in desk.notices[-1]
        await desk.press("slash")
        await desk.press(*"chunking")
        assert "1 of 1" in desk.words
        for key in ("escape", "enter", "escape", "escape"):
            await desk.press(key)
        assert screen not in desk.app.screen_stack
        assert isinstance(desk.app.screen, EarlierScreen)
        assert desk.app.talk.transcript.events == []


async def test_troubles_and_long_replies_are_found_as_in_the_workbench() -> None:
    await _had(
        "HELO ws.example.net",
        "MAIL FROM:<jrace@example.net>",
        "RCPT TO:<nobody@practice.test>",
        "NOOP",
        "QUIT",
    )
    async with at_work() as desk:
        screen = await _open(desk)
        assert "shift+↑↓ errors · Esc back" in desk.words
        await desk.press("shift+up")
        assert "550 5.1.1" in desk.words
        refusal = screen.view.cursor
        await desk.press("shift+up")
        assert (desk.notices[-1], screen.view.cursor) == ("Nothing went wrong above.", refusal)
        await desk.press("alt+u")
        assert desk.notices[-1] == "This entry is not long enough to be folded."
        await desk.press("ctrl+f")
        await desk.press(*"noop")
        assert "1 of 1" in desk.words
        await desk.press("escape")
    async with at_work(size=(120, 40)) as desk:
        await _open(desk)
        assert "space fold · y copy entry · Esc back" in desk.words


async def test_what_is_copied_and_shared_there_is_that_dialogue(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    def copy(what: str, **_: object) -> Outcome:
        copied.append(what)
        return Outcome((), len(what), None)

    monkeypatch.setattr(clipboard, "copy", copy)
    await _had("NOOP", "QUIT")
    async with at_work() as desk:
        await _open(desk)
        await desk.press("f9")
        await desk.until(lambda: copied, "a copy")
        assert "C: NOOP" in copied[0]
        await desk.press("up", "y")
        await desk.until(lambda: len(copied) == 2, "an entry")
        await desk.press("s")
        assert isinstance(desk.app.screen, ShareScreen)
        await desk.sees("NOOP")


async def test_the_banner_tells_all_of_what_came_of_it() -> None:
    await _had("HELO ws.example.net", "MAIL FROM:<jrace@example.net>", "RCPT TO:<nobody@practice.test>")
    async with at_work() as desk:
        await _open(desk)
        assert "practice.test:25 · recipient refused: 550 5.1.1" in desk.words
