"""Earlier dialogues: listed, read as they looked, taken up again, compared, removed."""

from __future__ import annotations

from pathlib import Path

from smtpwb.transcript import journal
from smtpwb.transcript.events import Closed
from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.kept import KeptScreen
from smtpwb.tui.screens.replay import ReplayScreen
from tests.tui.desk import Desk, at_work
from tests.tui.having import having


async def _had(*lines: str) -> Path:
    """A dialogue of another run, and its journal."""
    async with having() as (talk, path):
        for line in lines:
            talk.send(line)
            await talk.settled()
        return path


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


async def test_this_session_stands_among_them_once_something_was_had_and_stays() -> None:
    async with at_work() as desk:
        await desk.press("alt+e")
        await desk.sees("No dialogue is kept yet.")
        await desk.press("escape")
        await desk.connect()
        await _list(desk)
        assert "this session · practice.test:25 · greeted" in desk.words
        await desk.press("d", "d")
        assert "Not removed: the session of" in desk.words
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, KeptScreen), "the dialogue")
        assert desk.app.talk.connected


PROBES = "practice.test:25", "strict.practice.test:25"


async def _probed(desk: Desk) -> None:
    """Two servers in one session."""
    for place in PROBES:
        await desk.connect(f"telnet {place.replace(':', ' ')}")
        await desk.say(f"NOOP {place}")
        await desk.say("QUIT")
        await desk.until(lambda: not desk.app.talk.connected, "its end")


async def test_each_connection_of_a_session_is_listed_and_opened_alone() -> None:
    async with at_work(size=(120, 40)) as desk:
        await _probed(desk)
        screen = await _list(desk)
        await desk.until(lambda: len(screen._kept) == 3, "a row each")
        assert "this session · 2 connections · practice.test:25, strict.practice.test:25" in desk.words
        await desk.press("down", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, KeptScreen), "the first one")
        await desk.rest()
        assert "NOOP practice.test:25" in desk.words
        assert "NOOP strict" not in desk.words


async def test_one_connection_is_run_again_and_compared_with_another() -> None:
    async with at_work() as desk:
        await _probed(desk)
    async with at_work(size=(120, 40)) as desk:
        screen = await _list(desk)
        await desk.until(lambda: len(screen._kept) == 3, "a row each")
        await desk.press("down", "c", "down", "c")
        await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
        await desk.sees("A practice.test:25")
        await desk.sees("B strict.practice.test:25")
        await desk.press("escape", "up", "r")
        await desk.until(lambda: isinstance(desk.app.screen, ReplayScreen), "the question")
        await desk.rest()
        assert "NOOP practice.test:25" in desk.words
        assert "telnet practice.test 25" in desk.words


async def test_of_an_opened_session_the_connection_pointed_at_is_run_again() -> None:
    async with at_work() as desk:
        await _probed(desk)
    async with at_work(size=(120, 40)) as desk:
        await _open(desk)
        await desk.press("home", "r")
        await desk.until(lambda: isinstance(desk.app.screen, ReplayScreen), "the question")
        await desk.rest()
        assert "NOOP practice.test:25" in desk.words


async def test_a_session_goes_with_all_its_connections() -> None:
    async with at_work() as desk:
        await _probed(desk)
    async with at_work() as desk:
        screen = await _list(desk)
        await desk.until(lambda: len(screen._kept) == 3, "a row each")
        await desk.press("down", "d")
        assert "d again removes the whole session" in desk.words
        await desk.press("d")
        assert "No dialogue is kept yet." in desk.words
