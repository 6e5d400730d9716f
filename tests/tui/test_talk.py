from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from smtpwb.errors import ConnectError, ConnectionLost, UsageError
from smtpwb.transcript import wording
from smtpwb.transcript.events import Attempt, Closed, Opened, OpenFailed, Sent
from smtpwb.tui.talk import Talk
from tests.session.servers import scripted

PATIENCE = 5


@contextlib.asynccontextmanager
async def talking() -> AsyncIterator[Talk]:
    talk = Talk()
    try:
        yield talk
    finally:
        await talk.close()


async def settled(talk: Talk) -> None:
    """Wait until nothing is owed, or the connection has ended."""
    changed = asyncio.Event()
    talk.transcript.subscribe(lambda _: changed.set())
    while talk.transcript.awaiting and talk.connected:
        changed.clear()
        await asyncio.wait_for(changed.wait(), PATIENCE)


def dialogue(talk: Talk) -> list[str]:
    return [line for entry in talk.transcript.entries for line in wording.lines(entry)]


def deaf(_: Attempt) -> None:
    """Nobody listens to how it goes."""


async def test_the_practice_server_starts_when_first_asked_for_and_stays() -> None:
    async with talking() as talk:
        assert talk._house is None
        await talk.connect("telnet practice.test 25", deaf)
        await settled(talk)
        assert dialogue(talk)[-1].startswith("220 practice.test ESMTP")
        house = talk._house
        first = talk.transcript.opened
        await talk.connect("Practice.Test.", deaf)
        await settled(talk)
        again = talk.transcript.opened
        assert talk._house is house
        assert first is not None
        assert again is not None
        assert first.peer == again.peer
        assert first.peer.startswith("127.0.0.1:")


@pytest.mark.parametrize("order", ["telnet practice.test 4711", "telnet mx.practice.test 25"])
async def test_what_the_practice_server_does_not_have_is_refused_in_words(order: str) -> None:
    async with talking() as talk:
        with pytest.raises(ConnectError) as refused:
            await talk.connect(order, deaf)
        assert "practice" in str(refused.value)
        assert refused.value.hint
        assert isinstance(talk.transcript.events[-1], OpenFailed)
        assert not talk.connected


async def test_an_order_that_cannot_be_read_changes_nothing() -> None:
    async with scripted("S: 220 a.test") as server, talking() as talk:
        await talk.connect(server.target, deaf)
        with pytest.raises(UsageError):
            await talk.connect("telnet a.test 99999", deaf)
        assert talk.connected
        assert not any(isinstance(event, Closed) for event in talk.transcript.events)


async def test_a_line_goes_out_as_its_octets_and_crlf() -> None:
    async with scripted("S: 220 a.test\nC:\nC:") as server, talking() as talk:
        await talk.connect(server.target, deaf)
        talk.send("MAIL FROM:<α@example.net>\t ")
        talk.send("\udc80")
        await settled_lines(server.heard, 2)
        assert server.heard == ["MAIL FROM:<α@example.net>\t \r\n".encode(), b"\x80\r\n"]
        assert [e.data for e in talk.transcript.events if isinstance(e, Sent)] == server.heard


async def settled_lines(heard: list[bytes], count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(heard) < count:
            await asyncio.sleep(0)


async def test_without_a_connection_nothing_is_sent() -> None:
    async with talking() as talk:
        with pytest.raises(ConnectionLost):
            talk.send("NOOP")
        talk.hang_up()
        assert talk.transcript.events == []


async def test_a_second_connection_ends_the_first() -> None:
    async with scripted("S: 220 a.test") as one, scripted("S: 220 b.test") as two, talking() as talk:
        await talk.connect(one.target, deaf)
        await settled(talk)
        await talk.connect(two.target, deaf)
        await settled(talk)
        kinds = [type(e) for e in talk.transcript.events if isinstance(e, Opened | Closed)]
        assert kinds == [Opened, Closed, Opened]
        assert dialogue(talk)[-1] == "220 b.test"
        assert one.heard == two.heard == []


def hanging(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Make looking up a name never end, and slow to let go; the event tells that it was asked to."""
    asked = asyncio.Event()

    async def hang(*_: object, **__: object) -> Any:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _turn in range(5):
                await asyncio.sleep(0)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", hang)
    return asked


async def test_an_attempt_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    async with talking() as talk:
        assert not talk.cancel()
        asked = hanging(monkeypatch)
        attempt = asyncio.ensure_future(talk.connect("mx.example.net", deaf))
        await asyncio.wait_for(asked.wait(), PATIENCE)
        assert talk.connecting
        assert talk.cancel()
        with pytest.raises(asyncio.CancelledError):
            await attempt
        assert not talk.connecting
        assert not talk.connected


async def test_another_order_takes_the_place_of_an_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scripted("S: 220 a.test") as server, talking() as talk:
        with monkeypatch.context() as patched:
            asked = hanging(patched)
            first = asyncio.ensure_future(talk.connect("mx.example.net", deaf))
            await asyncio.wait_for(asked.wait(), PATIENCE)
        await talk.connect(server.target, deaf)
        assert talk.connected
        assert not talk.connecting
        with pytest.raises(asyncio.CancelledError):
            await first


async def test_each_address_tried_is_told() -> None:
    async with scripted("S: 220 a.test") as server, talking() as talk:
        told: list[Attempt] = []
        await talk.connect(server.target, told.append)
        assert told == [Attempt(server.target)]


async def test_closing_ends_the_connection_and_the_practice_server() -> None:
    talk = Talk()
    await talk.connect("practice.test", deaf)
    opened = talk.transcript.opened
    await talk.close()
    assert not talk.connected
    assert opened is not None
    host, _, port = opened.peer.rpartition(":")
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection(host, int(port))
