"""A message goes as it was laid down, each octet once, however often the sending stops and goes on."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpwb.session.prepared import Prepared
from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.message import for_data
from smtpwb.tui.sending import How, Progress, Sender, stopped
from smtpwb.tui.talk import Talk
from tests.sink import Sink, sink

ENVELOPE = ("EHLO ws.test", "MAIL FROM:<a@ws.test>", "RCPT TO:<b@sink.test>")
LARGE = 16_000_000


def nothing(_: Progress) -> None:
    """Hears of the progress."""


@contextlib.asynccontextmanager
async def talking(*lines: str, **how: int) -> AsyncIterator[tuple[Talk, Sink]]:
    async with sink(**how) as server:
        talk = Talk()
        await talk.connect(server.target, lambda _: None)
        await talk.settled()
        for line in (*ENVELOPE, *lines):
            talk.send(line)
            await talk.settled()
        try:
            yield talk, server
        finally:
            server.go_on.set()
            await talk.close()


def laid(message: bytes, *, stuffed: bool) -> Prepared:
    return Prepared.lay([message], stuffed=stuffed)


def sender(talk: Talk, prepared: Prepared, chunk: int = 0) -> Sender:
    chunks = Chunks(prepared.size, chunk) if chunk else None
    return Sender(talk, prepared, chunks, time.monotonic_ns)


async def test_behind_a_354_all_of_it_goes_and_its_end() -> None:
    async with talking("DATA") as (talk, server):
        one = sender(talk, laid(b"Subject: x\r\n\r\n.dot", stuffed=True))
        assert await one.go(nothing) is How.DONE
        await talk.settled()
        assert bytes(server.message) == b"Subject: x\r\n\r\n..dot\r\n.\r\n"
        assert talk.transcript.dialogue.state is State.HELLO


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=2000), st.integers(1, 900))
def test_in_chunks_what_is_listed_goes_and_nothing_else(message: bytes, chunk: int) -> None:
    async def check() -> None:
        async with talking() as (talk, server):
            before = len(server.octets)
            one = sender(talk, laid(message, stuffed=False), chunk)
            assert await one.go(nothing) is How.DONE
            listed = b"".join(
                each.command.encode() + b"\r\n" + message[each.begin : each.end]
                for each in Chunks(len(message), chunk)
            )
            assert bytes(server.octets[before:]) == listed
            assert bytes(server.message) == message
            assert talk.transcript.dialogue.state is State.HELLO

    asyncio.run(check())


async def test_one_chunk_at_an_order() -> None:
    async with talking() as (talk, server):
        one = sender(talk, laid(b"abcdefg", stuffed=False), 3)
        assert await one.go(nothing, one_chunk=True) is How.NEXT
        assert bytes(server.message) == b"abc"
        assert one.can_go_on
        assert await one.go(nothing, one_chunk=True) is How.NEXT
        assert await one.go(nothing, one_chunk=True) is How.DONE
        assert bytes(server.message) == b"abcdefg"


async def stopped_in_the_middle(talk: Talk, server: Sink, one: Sender) -> None:
    going = asyncio.ensure_future(one.go(nothing))
    while not server.message:
        await asyncio.sleep(0)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going


@pytest.mark.parametrize("chunk", [0, 12_000_000], ids=["data", "bdat"])
async def test_it_stops_and_goes_on_where_it_stopped(chunk: int) -> None:
    message = bytes(range(256)) * (LARGE // 256)
    async with talking(*([] if chunk else ["DATA"]), stall_after=1) as (talk, server):
        one = sender(talk, laid(message, stuffed=not chunk), chunk)
        await stopped_in_the_middle(talk, server, one)
        assert 0 < one.sent < one.prepared.size
        assert one.can_go_on
        assert one.due == talk.transcript.dialogue.chunk_left
        said = stopped(one, How.STOPPED, "^]")
        assert "nothing is delivered" in said
        assert ("waits for" if chunk else "cut off") in said
        server.stall_after = 1 << 62
        server.go_on.set()
        assert await one.go(nothing) is How.DONE
        await talk.settled()
        assert bytes(server.message) == (message if chunk else b"".join(for_data([message])))


async def test_a_line_said_in_between_ends_what_could_go_on() -> None:
    async with talking("DATA", stall_after=1) as (talk, server):
        one = sender(talk, laid(b"x" * LARGE, stuffed=True))
        await stopped_in_the_middle(talk, server, one)
        talk.send("something else")
        assert not one.can_go_on


@pytest.mark.parametrize("chunk", [0, 12_000_000], ids=["data", "bdat"])
async def test_a_refusal_while_sending_stops_it_and_is_told(chunk: int) -> None:
    async with talking(*([] if chunk else ["DATA"]), refuse_after=100_000) as (talk, _):
        one = sender(talk, laid(b"x" * LARGE, stuffed=not chunk), chunk)
        assert await one.go(nothing) is How.REFUSED
        assert one.sent < LARGE
        assert "552 5.3.4 too much" in stopped(one, How.REFUSED, "^]")


async def test_a_refusal_is_passed_over_if_the_user_wants() -> None:
    async with talking("DATA", refuse_after=100_000) as (talk, server):
        one = sender(talk, laid(b"x" * LARGE, stuffed=True))
        assert await one.go(nothing, stop_on_refusal=False) is How.DONE
        while len(server.message) < one.prepared.size:
            await asyncio.sleep(0)


async def test_a_server_without_bdat_gets_no_octets_for_commands() -> None:
    async with talking(knows_bdat=False) as (talk, _):
        one = sender(talk, laid(b"x" * LARGE, stuffed=False), LARGE)
        how = await one.go(nothing)
        assert how is How.REFUSED
        assert not one.can_go_on
        assert "did not take the chunk" in stopped(one, how, "^]")


async def test_a_connection_that_ends_is_told() -> None:
    async with talking("DATA", reset_after=100_000) as (talk, _):
        one = sender(talk, laid(b"x" * LARGE, stuffed=True))
        how = await one.go(nothing)
        assert how is How.LOST
        assert not one.can_go_on
        assert "kept" in stopped(one, how, "^]")


async def test_when_nothing_can_go() -> None:
    async with talking() as (talk, _):
        data = sender(talk, laid(b"x", stuffed=True))
        assert "say DATA first" in data.refusal()
        assert sender(talk, laid(b"x", stuffed=False), 1).refusal() == ""
        talk.send("BDAT 5")
        assert "chunk is due" in data.refusal()
    async with talking("DATA") as (talk, _):
        assert "goes as DATA" in sender(talk, laid(b"x", stuffed=False), 1).refusal()
        assert sender(talk, laid(b"x", stuffed=True)).refusal() == ""
    assert "no connection" in data.refusal()


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (Progress(0, 100, 0, 0), "0 B of 100 B · 0 %"),
        (
            Progress(5_000_000, 25_000_000, 5_000_000, 1_000_000_000),
            "5.0 MB of 25.0 MB · 20 % · 5.0 MB/s · 4.0 s left",
        ),
        (Progress(0, 0, 0, 0), "0 B of 0 B · 100 %"),
    ],
)
def test_progress_in_words(progress: Progress, told: str) -> None:
    assert progress.told == told
