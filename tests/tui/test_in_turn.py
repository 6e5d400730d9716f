"""Keys typed ahead: what is typed behind a key that opens a screen is for that screen (law 1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from smtpwb.transcript.events import Opened
from smtpwb.tui.in_turn import InTurn
from smtpwb.tui.screens.compare import CompareScreen
from smtpwb.tui.screens.decode import DecodeScreen
from smtpwb.tui.screens.earlier import EarlierScreen
from smtpwb.tui.screens.file_prompt import FilePrompt
from smtpwb.tui.screens.message import MessageScreen
from smtpwb.tui.screens.note import NoteScreen
from smtpwb.tui.screens.replay import ReplayScreen
from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.screens.share import ShareScreen
from tests.tui.desk import PRACTICE, Desk, at_work, key_event

TYPED = "QUIT"
"""Stands in the composer: an Enter that goes astray sends it."""


async def opened(desk: Desk, *keys: str) -> None:
    """A dialogue, a line that is written and not sent, then keys in one burst."""
    await desk.connect()
    await desk.say("NOOP")
    desk.keys(*TYPED)
    await desk.until(lambda: desk.line.value == TYPED, "the line")
    desk.keys(*keys)
    await desk.rest()


def untouched(desk: Desk) -> bool:
    """Nothing was sent, and what stood in the composer stands there."""
    return desk.sent == [b"NOOP\r\n"] and desk.line.value == TYPED


@pytest.mark.parametrize(
    ("key", "behind", "screen"),
    [
        ("alt+n", "ab", NoteScreen),
        ("alt+s", "ab", ShareScreen),
        ("alt+e", "xy", EarlierScreen),
        ("alt+p", "25", ReplayScreen),
        ("f12", "550", DecodeScreen),
        ("ctrl+n", "ab", MessageScreen),
    ],
)
async def test_letters_go_to_the_screen(key: str, behind: str, screen: type[Screen[Any]]) -> None:
    async with at_work() as desk:
        await opened(desk, key, *behind)
        await desk.until(lambda: isinstance(desk.app.screen, screen), screen.__name__)
        assert untouched(desk)
        await desk.press("escape")
        assert untouched(desk)


@pytest.mark.parametrize("key", ["alt+n", "alt+s", "alt+e", "f12", "ctrl+n", "f1", "ctrl+p", "ctrl+o"])
async def test_an_enter_goes_to_the_screen_and_never_sends(key: str) -> None:
    async with at_work() as desk:
        await opened(desk, key, "enter")
        assert untouched(desk)


async def test_a_note_in_one_burst() -> None:
    async with at_work() as desk:
        await opened(desk, "alt+n", *"asked twice", "enter", *"!")
        assert desk.app.talk.transcript.entries[-1].note == "asked twice"
        assert desk.sent == [b"NOOP\r\n"]
        assert desk.line.value == f"{TYPED}!"


async def test_a_note_from_the_dialogue_in_one_burst() -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.view.focus()
        await desk.rest()
        await desk.press("n", *"hm", "enter")
        assert desk.app.talk.transcript.entries[-1].note == "hm"


async def test_shared_and_saved_in_one_burst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here := tmp_path / "here").mkdir()
    monkeypatch.chdir(here)
    async with at_work() as desk:
        await opened(desk, "alt+s", "ctrl+s", *"x", "enter")
        await desk.until(lambda: list(here.iterdir()), "the file")
        (file,) = here.iterdir()
        assert file.name.endswith("x")
        assert file.read_text()
        assert untouched(desk)


async def test_a_file_is_taken_in_one_burst(tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(b"Subject: x\r\n\r\nx\r\n")
    async with at_work() as desk:
        await opened(desk, "ctrl+n", "ctrl+o", *str(letter), "enter")
        await desk.until(lambda: desk.app.editing.editor is not None, "the editor")
        assert desk.app.editing.editor is not None
        assert desk.app.editing.editor.draft.whole is not None
        assert str(letter) not in desk.app.editing.editor.letter.text
        assert untouched(desk)


async def test_a_file_that_is_not_there_is_not_sent_for() -> None:
    """The key that sends, typed behind the prompt, is not the editor's."""
    async with at_work() as desk:
        await opened(desk, "ctrl+n", "ctrl+o", *"no-such-file", "enter", "ctrl+s")
        assert isinstance(desk.app.screen, FilePrompt)
        assert untouched(desk)


async def test_run_again_as_ordered_in_one_burst() -> None:
    """Where to, with something added, and Enter: that is where it goes."""
    async with at_work() as desk:
        await opened(desk, "alt+p", "backspace", "backspace", *"587", "enter")
        await desk.until(lambda: len(_targets(desk)) == 2, "a connection")
        assert _targets(desk)[1].endswith(" 587")
        assert desk.sent == [b"NOOP\r\n"]
        assert PRACTICE.endswith(" 25")


def _targets(desk: Desk) -> list[str]:
    return [event.target for event in desk.app.talk.transcript.events if isinstance(event, Opened)]


async def test_compared_and_left_in_one_burst() -> None:
    async with at_work() as desk:
        await opened(desk, "alt+p", "down", "right", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, CompareScreen), "the comparison")
        await desk.press("q")
        sent = desk.sent
        await desk.press("alt+d", *"naq", *"!")
        assert desk.sent == sent
        assert desk.line.value == f"{TYPED}!"


async def test_saved_only_where_it_was_ordered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here := tmp_path / "here").mkdir()
    monkeypatch.chdir(here)
    async with at_work() as desk:
        await opened(desk, "alt+s", "ctrl+s", "escape", "escape", *"!")
        assert not isinstance(desk.app.screen, SaveScreen | ShareScreen)
        assert desk.line.value == f"{TYPED}!"
        assert not list(here.iterdir())


# By itself


class Asking(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Input(id="asked")


class Typed(InTurn[None]):
    """Opens a screen on F1, or takes away what has the focus on F2."""

    BINDINGS: ClassVar[list[BindingType]] = [("f1", "open"), ("f2", "away")]

    def compose(self) -> ComposeResult:
        yield Input(id="first")
        yield Input(id="second")

    def action_open(self) -> None:
        self.push_screen(Asking())

    async def action_away(self) -> None:
        await self.query_one("#first").remove()


def burst(app: App[Any], *keys: str) -> None:
    assert app._driver is not None
    for key in keys:
        app._driver.send_message(key_event(key))


async def test_what_is_typed_behind_a_screen_that_nobody_waits_for_goes_there() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        burst(app, *"ab", "f1", *"cd")
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one("#asked", Input).value == "cd"
        assert app.screen_stack[0].query_one("#first", Input).value == "ab"


async def test_a_widget_that_goes_away_with_its_key_stops_no_other() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        burst(app, *"ab", "f2", *"cd")
        while app.query_one("#second", Input).value != "cd":
            await pilot.pause(0.01)
        assert not app._typed
