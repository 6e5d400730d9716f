from __future__ import annotations

from smtpwb.transcript.events import Closed
from tests.session.servers import scripted
from tests.tui.desk import at_work


async def test_it_is_left_at_once_when_nothing_is_connected() -> None:
    async with at_work() as desk:
        desk.keys("ctrl+q")
        await desk.until(lambda: not desk.app.is_running, "the end")
        assert desk.app.return_code == 0


async def test_while_connected_it_is_left_only_when_asked_twice_and_no_quit_is_sent() -> None:
    async with scripted("S: 220 mx.test ESMTP") as server:
        async with at_work(server.target) as desk:
            await desk.sees("220 mx.test")
            await desk.press("ctrl+q")
            assert desk.app.is_running
            assert "again leaves" in desk.notices[-1]
            desk.keys("ctrl+q")
            await desk.until(lambda: not desk.app.is_running, "the end")
            assert desk.app.return_code == 0
        assert desk.sent == []
        last = desk.app.talk.transcript.events[-1]
        assert isinstance(last, Closed)
        assert last.by == "you"
    assert server.heard == []


async def test_a_first_ask_is_forgotten_after_a_while() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.press("ctrl+q")
        desk.app.leaving.stay()
        await desk.press("ctrl+q")
        assert desk.app.is_running


async def test_a_message_that_was_not_sent_is_asked_for_too() -> None:
    async with at_work() as desk:
        await desk.press("ctrl+n", *"Hi", "escape", "ctrl+q")
        assert desk.app.is_running
        assert "is not sent, and would be lost" in desk.notices[-1]
