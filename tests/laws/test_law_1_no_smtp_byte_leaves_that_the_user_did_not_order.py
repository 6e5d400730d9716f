"""Law 1: no SMTP byte leaves that the user did not order.

A server keeps every octet it hears; it hears what was typed, each line with its CRLF, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript.events import Secured
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.actions import ACTIONS
from smtpwb.tui.screens.workbench import WorkbenchScreen
from tests.laws.recorder import REPLIES, Recorder, recording
from tests.session.servers import certified, order, talking_to
from tests.tui.desk import Desk, at_work

A_WHILE = 0.3
"""Seconds in which a program that speaks unasked would have spoken; there is no event for silence."""
WHOLE = (
    "HELO ws.example.net",
    "EHLO ws.example.net",
    "MAIL FROM:<jrace@example.net>",
    "RCPT TO:<jrace@practice.test>",
    "DATA",
    "Subject: test",
    "",
    "..",
    "QUIT",
    ".",
    "AUTH LOGIN",
    "*",
    "RSET",
)
"""All that is usual, with a QUIT that is text."""


def typed(*lines: str) -> bytes:
    """What has to go out for these lines."""
    return b"".join(line.encode() + b"\r\n" for line in lines)


async def ended(recorder: Recorder) -> bytes:
    """All that a client has said by the time it has gone."""
    async with asyncio.timeout(10):
        await recorder.gone.wait()
    return recorder.octets


async def say(session: Session, lines: Sequence[str]) -> None:
    for line in lines:
        await order(session, line.encode())


# The session


@pytest.mark.parametrize(
    "greeting", [b"220 hi\r\n", b"554 no\r\n", b"421 busy\r\n", b"250 hm\r\n354 go\r\n", b"nonsense\r\n"]
)
async def test_connecting_waiting_and_hanging_up_say_nothing(greeting: bytes) -> None:
    async with recording(greeting, silent=True) as recorder:
        async with talking_to(recorder):
            await asyncio.sleep(A_WHILE)
        assert await ended(recorder) == b""


async def test_a_whole_dialogue_is_what_was_typed() -> None:
    async with recording() as recorder:
        async with talking_to(recorder) as session:
            await session.settled(5)
            await say(session, WHOLE)
            await asyncio.sleep(A_WHILE)
        assert await ended(recorder) == typed(*WHOLE)


async def test_hanging_up_inside_a_message_ends_it_by_no_dot_and_no_quit() -> None:
    async with recording() as recorder:
        async with talking_to(recorder) as session:
            await session.settled(5)
            await say(session, WHOLE[:6])
        assert await ended(recorder) == typed(*WHOLE[:6])


async def test_after_a_handshake_nothing_is_said_by_itself() -> None:
    async with recording(tls=certified(trustme.CA(), "127.0.0.1")) as recorder:
        async with talking_to(recorder) as session:
            await session.settled(5)
            await say(session, ["EHLO a", "STARTTLS"])
            assert any(isinstance(event, Secured) and event.version for event in session.transcript.events)
            await asyncio.sleep(A_WHILE)
            await say(session, ["EHLO b", "NOOP"])
        assert await ended(recorder) == typed("EHLO a", "STARTTLS", "EHLO b", "NOOP")
    assert bytes(recorder.clear) == typed("EHLO a", "STARTTLS")


@pytest.mark.parametrize("verb", ["EHLO", "STARTTLS", "MAIL", "AUTH"])
async def test_a_refusal_is_not_tried_again(verb: str) -> None:
    line = f"{verb} x"
    async with recording(replies={verb[:4].encode(): b"451 4.7.1 try again\r\n"}) as recorder:
        async with talking_to(recorder) as session:
            await session.settled(5)
            await say(session, [line])
            await asyncio.sleep(A_WHILE)
        assert await ended(recorder) == typed(line)


async def sent_and_heard(lines: Sequence[bytes]) -> bytes:
    async with recording(silent=True) as recorder:
        session = Session(Transcript())
        await session.connect(parse(recorder.target))
        for line in lines:
            session.send(line)
        await session.drain()
        session.hang_up()
        return await ended(recorder)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_line_goes_out_as_its_octets_and_crlf(lines: list[bytes]) -> None:
    assert asyncio.run(sent_and_heard(lines)) == b"".join(line + b"\r\n" for line in lines)


# The app


async def greeted(desk: Desk) -> None:
    await desk.until(lambda: desk.app.talk.connected, "a connection")
    await desk.settled()


async def test_opening_and_closing_the_workbench_says_nothing() -> None:
    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await greeted(desk)
            await asyncio.sleep(A_WHILE)
        assert await ended(recorder) == b""


async def test_what_is_typed_goes_out_and_nothing_else() -> None:
    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await greeted(desk)
            for line in WHOLE:
                await desk.enter(line)
            await desk.settled()
            await asyncio.sleep(A_WHILE)
        assert await ended(recorder) == typed(*WHOLE)


@pytest.mark.parametrize(
    "keys", [["ctrl+q", "ctrl+q"], ["ctrl+right_square_bracket"]], ids=["quit", "hang up"]
)
async def test_leaving_sends_no_quit(keys: list[str]) -> None:
    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await greeted(desk)
            await desk.say("HELO a")
            await desk.press(*keys)
        assert await ended(recorder) == typed("HELO a")


UNORDERED = "MAIL FROM:<x"


def as_before(desk: Desk) -> bool:
    """The transaction goes on, and the cursor stands behind a line that was not ordered."""
    here = desk.app.is_running and isinstance(desk.app.screen, WorkbenchScreen)
    if not (here and desk.app.talk.connected and desk.app.focused is desk.line):
        return False
    return desk.line.value == UNORDERED and desk.line.cursor_at_end


async def test_no_action_says_anything() -> None:
    """Every key, in the middle of a transaction, with a line in the composer that was not ordered."""
    left = deque(ACTIONS)
    while left:
        async with recording() as recorder:
            tried = []
            async with at_work(recorder.target) as desk:
                await greeted(desk)
                await desk.say("HELO a")
                await desk.press(*UNORDERED)
                assert as_before(desk)
                while left and as_before(desk):
                    action = left.popleft()
                    tried.append(action.id)
                    await desk.press(action.key.split(",")[0])
                    await desk.press("escape")
                    assert recorder.octets == typed("HELO a"), tried
            assert await ended(recorder) == typed("HELO a"), tried


async def test_a_completion_is_taken_and_not_sent() -> None:
    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await greeted(desk)
            await desk.press("tab")
            assert desk.line.value
            await desk.press("up", "down", "right")
        assert await ended(recorder) == b""


async def test_of_a_paste_only_what_is_ordered_goes_out() -> None:
    from textual import events

    async with recording() as recorder:
        async with at_work(recorder.target) as desk:
            await greeted(desk)
            desk.line.post_message(events.Paste("HELO a\nMAIL FROM:<>\nQUIT\n"))
            await desk.until(lambda: desk.line.value == "HELO a", "the first line of the paste")
            await desk.press("enter")
            await desk.settled()
        assert await ended(recorder) == typed("HELO a")


async def test_connecting_again_says_nothing() -> None:
    async with recording(replies={**REPLIES, b"NOOP": b"221 bye\r\n"}) as recorder:
        async with at_work(recorder.target) as desk:
            await greeted(desk)
            await desk.enter("QUIT")
            await desk.until(lambda: not desk.app.talk.connected, "the end")
            recorder.gone.clear()
            await desk.connect(recorder.target)
            await asyncio.sleep(A_WHILE)
        assert await ended(recorder) == typed("QUIT")
