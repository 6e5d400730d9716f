from __future__ import annotations

import pytest
from textual.content import Content

from smtpwb.smtp.chunks import CHUNK
from smtpwb.tui.draft import Draft
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.message_view import MessageView
from tests.tui.stage import Stage, words


async def test_it_shows_the_draft_and_how_it_goes() -> None:
    view = MessageView(Draft("ws.test", text="Subject: x", bdat=True))
    async with Stage(view).run_test(size=(80, 20)) as pilot:
        view.show_draft(sending=False, fixed=False)
        await pilot.pause()
        assert "Subject: x" in words(pilot.app)
        assert "Chunks of" in words(pilot.app)
        assert "F5 send · ^t preview" in words(pilot.app)
        assert (view.bdat, view.one_chunk, view.stops, view.chunk) == (True, False, True, CHUNK)
        assert not view.letter.read_only


async def test_what_has_gone_in_part_cannot_be_changed() -> None:
    view = MessageView(Draft("ws.test", text="x"))
    async with Stage(view).run_test(size=(80, 20)) as pilot:
        view.show_draft(sending=True, fixed=True)
        await pilot.pause()
        assert view.letter.read_only
        assert "Esc stops it" in words(pilot.app)
        assert "Chunks of" not in words(pilot.app)


async def test_it_turns_to_the_octets_and_back() -> None:
    view = MessageView(Draft("ws.test", text="x"))
    async with Stage(view).run_test(size=(80, 20)):
        for octets in (True, False):
            view.turn(octets=octets)
            assert view.previewing is octets
            assert view.page.id == ("octets" if octets else "text")


@pytest.mark.parametrize(
    ("written", "chunk"),
    [("65,536", 65_536), ("0", None), ("", None), ("x", None), ("9" * 19, None), ("²", None)],
)
async def test_a_chunk_is_a_number_of_octets(written: str, chunk: int | None) -> None:
    view = MessageView(Draft("ws.test"))
    async with Stage(view).run_test(size=(80, 20)):
        view.query_one("#chunk", Field).value = written
        assert view.chunk == chunk


async def test_what_has_nothing_to_say_takes_no_room() -> None:
    view = MessageView(Draft("ws.test"))
    async with Stage(view).run_test(size=(80, 20)) as pilot:
        view.show_draft(sending=False, fixed=False)
        view.tell("Something.")
        view.show_chunks(Content("1 of 2"))
        await pilot.pause()
        assert "1 of 2" in words(pilot.app)
        assert "Something." in words(pilot.app)
        view.tell("")
        view.show_chunks(Content(""))
        await pilot.pause()
        assert [view.query_one(f"#{name}").display for name in ("told", "list", "files")] == [False] * 3
