"""Earlier dialogues: listed, read as they looked, taken up again, compared, removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtpwb import clipboard
from smtpwb.clipboard import Outcome
from smtpwb.transcript import journal
from smtpwb.transcript.events import Closed
from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.kept import KeptScreen
from smtpwb.tui.screens.share import ShareScreen
from tests.tui.desk import Desk, at_work


async def _had(*lines: str) -> Path:
    """A dialogue of another run, and its journal."""
    async with at_work() as desk:
        await desk.connect()
        for line in lines:
            await desk.say(line)
        assert desk.app._journal is not None
        return desk.app._journal.path


async def _list(desk: Desk) -> EarlierScreen:
    await desk.press("alt+e")
    screen = desk.app.screen
    assert isinstance(screen, EarlierScreen)
    await desk.until(lambda: screen._kept, "the list")
    await desk.rest()
    return screen


async def _open(desk: Desk) -> KeptScreen:
    await _list(desk)
    desk.keys("enter")
    await desk.until(lambda: isinstance(desk.app.screen, KeptScreen), "the dialogue")
    await desk.rest()
    screen = desk.app.screen
    assert isinstance(screen, KeptScreen)
    return screen


def _break_off(path: Path) -> None:
    """As a program leaves it that was ended in the middle of an event."""
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:30])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_earlier_dialogue_is_read_as_it_looked(size: tuple[int, int]) -> None:
    await _had("EHLO ws.example.net", "VRFY nobody", "QUIT")
    async with at_work(size=size) as desk:
        screen = await _open(desk)
        assert "EARLIER DIALOGUE, read-only" in desk.words
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


async def test_its_commands_become_the_history_without_secrets() -> None:
    await _had("EHLO ws.example.net", "AUTH PLAIN AGpyYWNlAHNlc2FtZQ==", "NOOP")
    async with at_work() as desk:
        await _open(desk)
        await desk.press("h")
        assert desk.line.history == ["EHLO ws.example.net", "AUTH PLAIN", "NOOP"]
        assert desk.line.value == "telnet practice.test 25"
        assert len(desk.app.screen_stack) == 1
        assert desk.sent == []


async def test_one_that_broke_off_is_offered_and_opens_as_far_as_it_goes() -> None:
    path = await _had("EHLO ws.example.net")
    assert isinstance(journal.read(path).events[-1], Closed)
    _break_off(path)
    async with at_work() as desk:
        await desk.sees("An earlier dialogue was not finished: practice.test:25, alt+e opens it.")
        await _open(desk)
        await desk.sees("breaks off in the event that was being written")
        assert "250 HELP" in desk.words


async def test_one_that_was_ended_is_not_offered() -> None:
    await _had("NOOP")
    async with at_work() as desk:
        await desk.app.workers.wait_for_complete()
        await desk.rest()
        assert "not finished" not in desk.words


async def test_what_is_no_journal_is_said() -> None:
    path = await _had("NOOP")
    path.write_text("something else\n")
    async with at_work() as desk:
        await _list(desk)
        await desk.press("enter")
        await desk.sees("is no journal of smtpwb")
        assert isinstance(desk.app.screen, EarlierScreen)


async def test_one_is_removed_only_when_asked_twice() -> None:
    path = await _had("NOOP")
    async with at_work() as desk:
        await _list(desk)
        await desk.press("d")
        assert "d again removes" in desk.words
        assert path.exists()
        await desk.press("d")
        assert not path.exists()
        assert "No dialogue is kept yet." in desk.words
        await desk.press("d", "c", "enter", "h", "escape")
        assert len(desk.app.screen_stack) == 1


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


async def test_this_very_dialogue_is_not_among_them() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.press("alt+e")
        await desk.sees("No dialogue is kept yet.")
