"""Back-pressure: how much a server may say until reading rests, and how it goes on."""

from __future__ import annotations

import asyncio

import pytest

from smtpwb.session import allowance
from smtpwb.session.allowance import Allowance
from smtpwb.transcript.events import Closed
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import last, order, playing, said

GREETED = "S: 220 mx.test ESMTP\nC: NOOP"


@pytest.mark.parametrize(
    ("octets", "why"),
    [(b"x" * 600, "600 B without an end"), (b"a\n" * 30, "30 lines without an end")],
)
def test_octets_and_lines_are_counted_until_the_next_order(
    monkeypatch: pytest.MonkeyPatch, octets: bytes, why: str
) -> None:
    monkeypatch.setattr(allowance, "MOST_OCTETS", 500)
    monkeypatch.setattr(allowance, "MOST_LINES", 25)
    left = Allowance(Transcript())
    assert not left.used_up(octets[: len(octets) // 2])
    assert left.used_up(octets[len(octets) // 2 :])
    assert left.why == why
    left.renew()
    assert not left.used_up(b"250 ok\r\n")


async def test_replies_that_nobody_asked_for_make_it_rest_and_an_order_reads_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(allowance, "MOST_UNASKED", 10)
    async with playing(f"{GREETED}\n<for ever 250 ok<0D><0A>>") as (_, session):
        rested = asyncio.Event()
        session.rested = rested.set
        session.send(b"NOOP")
        await rested.wait()
        first = len(said(session))
        assert session.resting.endswith("replies that nobody asked for")
        assert session.connected
        rested.clear()
        session.read_on()
        assert not session.resting
        await rested.wait()
        assert len(said(session)) > first
        rested.clear()
        session.send(b"NOOP")
        await rested.wait()


async def test_hanging_up_says_that_the_server_was_still_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "MOST_OCTETS", 1_000)
    async with playing(f"{GREETED}\n<for ever x>") as (_, session):
        rested = asyncio.Event()
        session.rested = rested.set
        session.send(b"NOOP")
        await rested.wait()
        session.hang_up()
        event = last(session)
        assert isinstance(event, Closed)
        assert event.by == "you"
        assert "still sending" in event.how
        assert not session.resting


async def test_an_usual_dialogue_never_rests() -> None:
    async with playing(f"{GREETED}\nS: 250 ok\nC: NOOP\nS: 250 ok") as (_, session):
        await order(session, b"NOOP")
        await order(session, b"NOOP")
        assert not session.resting
