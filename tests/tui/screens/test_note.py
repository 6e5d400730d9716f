"""The user's own words on an entry, in the whole workbench."""

from __future__ import annotations

from smtpwb.transcript.events import Note
from smtpwb.tui.screens.note import NoteScreen, Words
from tests.tui.desk import Desk, at_work


async def _opened(desk: Desk, *keys: str) -> Words:
    desk.keys(*keys)
    await desk.until(lambda: isinstance(desk.app.screen, NoteScreen), "the note")
    await desk.rest()
    return desk.app.screen.query_one(Words)


async def test_n_on_an_entry_puts_a_note_there_which_stands_below_it_and_beside_it() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
        desk.view.focus()
        await _opened(desk, "up", "up", "n")
        assert "C NOOP" in desk.words
        await desk.press(*"asked twice", "ctrl+j", *"on Monday", "enter")
        assert desk.app.talk.transcript.entries[-2].note == "asked twice\non Monday"
        event = desk.app.talk.transcript.events[-1]
        assert isinstance(event, Note)
        assert event.text == "asked twice\non Monday"
        rows = [row.strip(" ▌") for row in desk.screen.splitlines()]
        at = next(number for number, row in enumerate(rows) if row.startswith("C  NOOP"))
        assert [row.split(" ", 1)[0] for row in rows[at : at + 4]] == ["C", ">", ">", "S"]
        assert "Your note asked twice on Monday" in desk.words
        assert desk.sent == [b"NOOP\r\n"]


async def test_alt_n_from_the_composer_notes_the_newest_and_keeps_what_is_typed() -> None:
    async with at_work() as desk:
        await desk.connect()
        await _opened(desk, *"HELO x", "alt+n", *"hm")
        await desk.press("enter")
        assert desk.app.talk.transcript.entries[-1].note == "hm"
        assert desk.line.value == "HELO x"


async def test_a_note_is_changed_and_taken_away_or_left_as_it_is() -> None:
    async with at_work() as desk:
        await desk.connect()
        desk.keys("alt+n", *"one", "enter")
        await desk.until(lambda: desk.app.talk.transcript.entries[-1].note, "the note")
        words = await _opened(desk, "alt+n")
        assert words.text == "one"
        await desk.press(*" more", "escape")
        assert desk.app.talk.transcript.entries[-1].note == "one"
        words = await _opened(desk, "alt+n")
        words.text = ""
        await desk.press("enter")
        assert desk.app.talk.transcript.entries[-1].note == ""
        assert "> one" not in desk.screen


async def test_what_is_pasted_is_taken_as_visible_text() -> None:
    async with at_work() as desk:
        await desk.connect()
        words = await _opened(desk, "alt+n")
        from textual import events

        words.post_message(events.Paste("a\x1b[31m\r\nb"))
        await desk.rest()
        assert words.text == "a<1B>[31m\nb"


async def test_without_an_entry_there_is_nothing_to_note() -> None:
    async with at_work() as desk:
        await desk.press("alt+n")
        assert desk.notices == ["There is no entry yet to put a note on."]
