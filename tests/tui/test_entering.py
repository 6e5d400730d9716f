"""What Enter does with a line. An answer whose challenge is gone stands with law 4."""

from __future__ import annotations

import pytest

from tests.session.servers import scripted
from tests.tui.desk import at_work

GREETS = "S: 220 mx.test ESMTP"


async def test_an_empty_line_without_a_connection_says_how_to_begin() -> None:
    async with at_work() as desk:
        await desk.press("enter")
        assert "write telnet HOST 25" in desk.notices[-1]
        assert not desk.app.talk.connecting


@pytest.mark.parametrize("line", ["HELO ws.example.net", "MAIL FROM:<a@example.net>"])
async def test_a_command_without_a_connection_stays_in_the_composer(line: str) -> None:
    async with at_work() as desk:
        await desk.press(*line, "enter")
        assert "Not connected, so nothing was sent" in desk.notices[-1]
        assert desk.line.value == line
        assert desk.sent == []


async def test_a_notice_goes_when_the_next_line_is_ordered() -> None:
    async with scripted(GREETS) as server, at_work() as desk:
        await desk.press("enter")
        assert desk.notices
        desk.keys(*server.target, "enter")
        await desk.sees("220 mx.test")
        assert not list(desk.app._notifications)


async def test_a_line_typed_ahead_of_the_connection_is_sent_by_the_next_enter() -> None:
    async with scripted(f"{GREETS}\nC: HELO a\nS: 250 mx.test") as server, at_work() as desk:
        desk.keys(*server.target, "enter", *"HELO a")
        await desk.sees("220 mx.test")
        await desk.until(lambda: desk.line.value == "HELO a", "the line")
        assert desk.sent == []
        desk.keys("enter")
        await desk.sees("250 mx.test")
