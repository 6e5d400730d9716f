"""Replies, taken one after another; and why one never comes. Whole runs are in `test_script_runner`."""

from __future__ import annotations

from smtpwb.session.script_replies import Replies
from smtpwb.session.script_result import Verdict
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import scripted


async def test_they_come_in_order_and_only_whole() -> None:
    async with scripted("S: 220 hi\nC: NOOP\nC: NOOP\nS: 250 a\nS: 250-b") as server:
        session = Session(Transcript())
        replies = Replies(session, 0.05)
        await session.connect(parse(server.target))
        assert await replies.until(lambda: replies.come, 1) is None
        assert replies.take()[1].code == "220"
        session.send_many([b"NOOP", b"NOOP"])
        assert await replies.until(lambda: replies.come, 2) is None
        assert replies.take()[1].texts == (b"a",)
        late = await replies.until(lambda: replies.come, 3)
        session.hang_up()
    assert late is not None
    assert (late.verdict, late.line, late.stops) == (Verdict.MISSING, 3, True)
    assert "0.05 s" in late.why


async def test_from_a_connection_that_has_ended_none_comes() -> None:
    async with scripted("S: 220 hi\n<close>") as server:
        session = Session(Transcript())
        replies = Replies(session, None)
        await session.connect(parse(server.target))
        await session.closed()
        replies.take()
        lost = await replies.until(lambda: replies.come, 5)
    assert lost is not None
    assert (lost.verdict, lost.why) == (
        Verdict.LOST,
        "the reply did not come: the server closed the connection",
    )
