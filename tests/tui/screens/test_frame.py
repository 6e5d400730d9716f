"""The frame of the screens in front of the workbench."""

from __future__ import annotations

from textual.containers import Vertical

from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.screens.note import NoteScreen
from smtpwb.tui.screens.save import SaveScreen
from tests.tui.desk import at_work


async def test_every_framed_screen_has_the_same_frame_and_a_width_of_its_own() -> None:
    async with at_work(size=(80, 24)) as desk:
        looks = []
        for screen in (NoteScreen("C NOOP", ""), SaveScreen("text", "a.txt")):
            assert isinstance(screen, Framed)
            await desk.app.push_screen(screen)
            await desk.rest()
            styles = screen.query_one(Vertical).styles
            looks.append((styles.border, styles.background, styles.border_title_color))
            assert screen.query_one(Vertical).outer_size.width == 76
            screen.dismiss(None)
            await desk.rest()
        assert looks[0] == looks[1]
        assert looks[0][0].top[0] == "round"
