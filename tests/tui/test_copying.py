from __future__ import annotations

import threading

import pytest

from smtpwb import clipboard
from smtpwb.clipboard import Outcome, Way
from smtpwb.errors import WorkbenchError
from smtpwb.transcript.formats import text
from smtpwb.tui.widgets.dialogue_view import DialogueView
from tests.tui.desk import at_work


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was given to the clipboard, which takes everything."""
    taken: list[str] = []

    def copy(what: str, **_: object) -> Outcome:
        assert threading.current_thread() is not threading.main_thread(), "keys must not wait for it"
        taken.append(what)
        return Outcome((Way("the desk", True),), len(what.encode()), None)

    monkeypatch.setattr(clipboard, "copy", copy)
    return taken


@pytest.mark.parametrize("key", ["f9", "ctrl+y"])
async def test_the_whole_transcript_is_copied(key: str, copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
        desk.keys(key)
        await desk.until(lambda: desk.notices, "a notice")
        whole = text.transcript_text(desk.app.talk.transcript)
        assert copied == [whole]
        assert "C: NOOP" in whole
        assert desk.notices == [f"Copied {len(whole.encode()):,} bytes to the desk"]


async def test_the_entry_under_the_cursor_is_copied_or_else_the_newest(copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
        desk.keys("f8")
        await desk.until(lambda: len(copied) == 1, "the newest")
        desk.keys("alt+up", "alt+up", "f8")
        await desk.until(lambda: len(copied) == 2, "the one before")
        assert copied[0].startswith("S: 250 ")
        assert copied[1].startswith("C: NOOP")


@pytest.mark.parametrize("key", ["f8", "f9", "ctrl+y"])
async def test_nothing_to_copy_is_said(key: str, copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.press(key)
        assert copied == []
        assert "to copy yet" in desk.notices[-1]


async def test_a_clipboard_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def copy(what: str, **_: object) -> Outcome:
        raise WorkbenchError("the clipboard is on fire", "fetch water")

    monkeypatch.setattr(clipboard, "copy", copy)
    async with at_work() as desk:
        await desk.connect()
        desk.keys("f9")
        await desk.until(lambda: "the clipboard is on fire" in "".join(desk.notices), "a notice")


async def test_the_keys_of_the_dialogue_copy_as_well(copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.view.focus()
        await desk.press("y")
        await desk.until(lambda: len(copied) == 1, "the entry")
        await desk.press("Y")
        await desk.until(lambda: len(copied) == 2, "everything")
        assert copied[0].startswith("S: 220 ")
        assert copied[1].startswith("SMTP dialogue with ")


async def test_what_is_selected_with_the_mouse_is_copied_by_ctrl_c_and_no_more(copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
        await desk.pilot.click(DialogueView, offset=(6, 2), times=2)
        assert desk.app.focused is not None
        desk.line.focus()
        desk.keys("ctrl+c")
        await desk.until(lambda: copied, "the selection")
        assert copied == ["NOOP"]


async def test_what_is_selected_in_the_composer_is_copied_by_ctrl_c(copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.press(*"HELO a", "shift+home", "ctrl+c")
        await desk.until(lambda: copied, "the selection")
        assert copied == ["HELO a"]


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+x"])
async def test_a_secret_in_the_composer_is_copied_masked(key: str, copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.press(*"AUTH PLAIN c2VzYW1l", "shift+home", key)
        await desk.until(lambda: copied, "the selection")
        assert copied == ["AUTH PLAIN ••••••••"]


async def test_no_secret_is_copied(copied: list[str]) -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("EHLO a")
        await desk.say("AUTH PLAIN AGpyYWNlAHNlc2FtZQ==")
        await desk.press("f9", "alt+up", "alt+up", "f8")
        await desk.until(lambda: len(copied) == 2, "both copies")
        assert "C: AUTH PLAIN •" in copied[0]
        assert copied[1].startswith("C: AUTH PLAIN •")
        assert not any("AGpyYWNl" in what for what in copied)
