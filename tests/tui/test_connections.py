from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from smtpwb.transcript.events import Closed, OpenFailed
from smtpwb.transcript.formats import text
from tests.session.servers import scripted
from tests.tui.desk import at_work

GREETS = "S: 220 mx.test ESMTP"


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


# Connecting


@pytest.mark.parametrize("spelled", ["127.0.0.1:{}", "nc 127.0.0.1 {}", "smtp://127.0.0.1:{}"])
async def test_it_connects_to_what_the_command_line_names(spelled: str) -> None:
    async with scripted(GREETS) as server, at_work(spelled.format(server.port)) as desk:
        await desk.sees("220 mx.test ESMTP")
        assert server.heard == []
        assert desk.sent == []


async def test_a_failure_is_said_once_in_the_dialogue_and_the_order_stays() -> None:
    order = f"telnet 127.0.0.1 {free_port()}"
    async with at_work(size=(120, 40)) as desk:
        await desk.press(*order, "enter")
        await desk.sees("no connection: 127.0.0.1: connection refused")
        await desk.until(lambda: desk.line.value == order, "the order again")
        assert desk.notices == []
        assert isinstance(desk.app.talk.transcript.events[-1], OpenFailed)
        assert "nothing listens there" in desk.words


@contextlib.asynccontextmanager
async def hanging_resolver(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[asyncio.Event]:
    """Looking up a name takes for ever; the event tells that it was asked to."""
    asked = asyncio.Event()

    async def wait(*_: object, **__: object) -> Any:
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", wait)
    yield asked


async def test_keys_go_on_while_it_connects_and_escape_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hanging_resolver(monkeypatch) as asked, at_work("telnet mx.example.net") as desk:
        await desk.until(asked.is_set, "the look-up")
        assert "Esc cancels" in desk.words
        await desk.press(*"HELO a", "enter")
        assert desk.line.value == "HELO a"
        assert "Nothing was sent" in desk.notices[-1]
        desk.keys("escape")
        await desk.until(lambda: not desk.app.talk.connecting, "the end of it")
        await desk.sees("not connected")
        event = desk.app.talk.transcript.events[-1]
        assert isinstance(event, OpenFailed)
        assert event.why == "cancelled"
        assert desk.app.is_running


async def test_what_is_typed_while_it_connects_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hanging_resolver(monkeypatch) as asked, at_work() as desk:
        desk.keys(*"telnet mx.example.net", "enter", *"HELO a")
        await desk.until(asked.is_set, "the look-up")
        await desk.until(lambda: desk.line.value == "HELO a", "the line typed ahead")
        await desk.press("escape")
        assert desk.line.value == "HELO a"
        await desk.press("ctrl+u", "up")
        assert desk.line.value == "telnet mx.example.net", "the order is in the history"


async def test_an_order_given_up_stands_in_the_composer_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hanging_resolver(monkeypatch) as asked, at_work() as desk:
        desk.keys(*"telnet mx.example.net", "enter")
        await desk.until(asked.is_set, "the look-up")
        desk.keys("escape")
        await desk.until(lambda: desk.line.value == "telnet mx.example.net", "the order")


async def test_hanging_up_ends_an_attempt_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hanging_resolver(monkeypatch) as asked, at_work("telnet mx.example.net") as desk:
        await desk.until(asked.is_set, "the look-up")
        desk.keys("ctrl+right_square_bracket")
        await desk.until(lambda: not desk.app.talk.connecting, "the end of it")


async def test_it_can_be_left_while_it_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hanging_resolver(monkeypatch) as asked, at_work("telnet mx.example.net") as desk:
        await desk.until(asked.is_set, "the look-up")
        desk.keys("ctrl+q")
        await desk.until(lambda: not desk.app.is_running, "the end")
        assert desk.app.return_code == 0


async def test_the_form_makes_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work() as desk:
        await desk.press("ctrl+o")
        await desk.press("ctrl+t", "enter")
        await desk.sees("220 practice.test")
        assert len(desk.app.screen_stack) == 1


async def test_another_connection_replaces_a_live_one() -> None:
    async with scripted(GREETS) as server, at_work() as desk:
        await desk.connect()
        await desk.press("ctrl+o")
        await desk.press(*server.target, "enter")
        assert desk.app.talk.connected, "asked before it is replaced"
        assert desk.app.talk.transcript.opened is not None
        assert desk.app.talk.transcript.opened.host == "practice.test"
        desk.keys("enter")
        await desk.sees("220 mx.test ESMTP")
        assert [e.by for e in desk.app.talk.transcript.events if isinstance(e, Closed)] == ["you"]
        assert desk.sent == []


# The end of a connection


async def test_hanging_up_says_what_the_server_may_believe_and_offers_to_reconnect() -> None:
    async with at_work() as desk:
        await desk.connect()
        for line in ("HELO a", "MAIL FROM:<>", "RCPT TO:<jrace@practice.test>", "DATA"):
            await desk.say(line)
        await desk.press("ctrl+right_square_bracket")
        assert "you hung up" in desk.words
        index = desk.pane.pointed_at()
        assert index is not None
        left = text.entry_text(desk.app.talk.transcript, index)
        assert "RFC" in left
        assert "the message" in left.lower()
        assert b"QUIT\r\n" not in desk.sent
        assert desk.line.placeholder == "telnet practice.test 25"
        await desk.press("ctrl+right_square_bracket")
        assert desk.notices[-1] == "There is no connection to hang up."
        desk.keys("tab", "enter")
        await desk.until(lambda: desk.app.talk.connected, "the connection again")


@pytest.mark.parametrize(
    ("script", "last", "how"),
    [
        ("S: 220 mx.test\nC:\nS: 421 4.3.2 going down\n<close>", "421 4.3.2 going down", "the server"),
        ("S: 220 mx.test\nC:\nS: 554 5.7.1 go away\nS+ 250 half\n<reset>", "554 5.7.1 go away", "reset"),
        ("S: 220 mx.test\nC:\nS+ 250 only half a li\n<close>", "250 only half a li", "the server"),
    ],
)
async def test_the_last_words_of_a_server_stand_before_its_end(script: str, last: str, how: str) -> None:
    async with scripted(script) as server, at_work(server.target, size=(120, 40)) as desk:
        await desk.sees("220 mx.test")
        desk.keys(*"NOOP", "enter")
        await desk.until(lambda: desk.sent and not desk.app.talk.connected, "the end")
        await desk.rest()
        dialogue = "\n".join(desk.dialogue)
        assert dialogue.index(last) < dialogue.index(how, dialogue.index(last))
        assert last in desk.words
        assert desk.line.placeholder == server.target
