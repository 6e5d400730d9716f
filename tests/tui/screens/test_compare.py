"""Two dialogues compared on a screen."""

from __future__ import annotations

import pytest

from smtpwb import clipboard
from smtpwb.clipboard import Outcome
from smtpwb.tui.screens.compare import CompareScreen, Page
from tests.tui.desk import at_work
from tests.tui.screens.test_earlier import _had, _list


async def test_two_are_compared_the_earlier_one_first() -> None:
    await _had("EHLO ws.example.net", "MAIL FROM:<jrace@example.net>", "RCPT TO:<jrace@practice.test>")
    await _had("EHLO ws.example.net", "MAIL FROM:<jrace@example.net>", "RCPT TO:<nobody@practice.test>")
    async with at_work() as desk:
        screen = await _list(desk)
        assert len(screen._kept) == 2
        await desk.press("c")
        assert "Compare" in desk.words
        assert "c takes this one" in desk.words
        await desk.press("down", "c")
        await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
        await desk.sees("1 step of 5 differs.")
        await desk.sees("A 250 2.1.5")
        await desk.sees("was 250 2.1.5, now 550 5.1.1: no such recipient")
        await desk.press("escape")
        assert desk.app.screen is screen


async def test_one_goes_from_difference_to_difference_and_copies_it(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    def copy(what: str, **_: object) -> Outcome:
        copied.append(what)
        return Outcome((), len(what), None)

    monkeypatch.setattr(clipboard, "copy", copy)
    noops = ["NOOP"] * 30
    await _had("HELO ws.example.net", *noops, "VRFY a", *noops, "EXPN a")
    await _had("HELO ws.example.net", *noops, "VRFY jrace", *noops, "HELP")
    async with at_work() as desk:
        await _list(desk)
        await desk.press("c")
        await desk.press("down")
        await desk.press("c")
        await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
        await desk.sees("steps that are alike")
        await desk.press("a")
        assert "steps that are alike" not in desk.words
        page = desk.app.screen.query_one(Page)
        await desk.press("n")
        assert "VRFY jrace" in desk.words
        first = page.scroll_y
        await desk.press("n")
        assert page.scroll_y > first
        await desk.press("N")
        assert page.scroll_y == first
        await desk.press("f9")
        await desk.until(lambda: copied, "a copy")
        assert "only in the second" in copied[0]
