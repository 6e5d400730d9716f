"""LMTP: its own hello, and a reply for each recipient (RFC 2033)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from smtpwb.practice.server import PracticeServer
from tests.practice.dialogue import run

READY = """
    S: 220 practice.test LMTP
    C: LHLO x
    S: 250
    C: MAIL FROM:<a@example.net>
    S: 250
    C: RCPT TO:<b@practice.test>
    S: 250
    C: RCPT TO:<nobody@practice.test>
    S: 550
    C: RCPT TO:<c@practice.test>
    S: 250
"""


@pytest.fixture
async def lmtp() -> AsyncIterator[PracticeServer]:
    server = PracticeServer(lmtp=True)
    await server.start()
    yield server
    await server.stop()


async def test_each_recipient_that_was_accepted_has_its_reply(lmtp: PracticeServer) -> None:
    said = (
        READY
        + """
    C: DATA
    S: 354
    C: hello
    C: .
    S: 250 2.0.0 Ok: kept as message 1
    S: 250 2.0.0 Ok: kept as message 2
    C: RSET
    S: 250
    """
    )
    await run(lmtp.address, said)
    assert [message.recipients for message in lmtp.received] == [("b@practice.test",), ("c@practice.test",)]


async def test_so_it_is_behind_the_last_chunk(lmtp: PracticeServer) -> None:
    await run(lmtp.address, READY + "C<raw>: BDAT 2 LAST\\r\\nhi\nS: 250\nS: 250\nC: NOOP\nS: 250 2.0.0 Ok")


@pytest.mark.parametrize("hello", ["HELO x", "EHLO x"])
async def test_the_hello_of_smtp_is_not_known(lmtp: PracticeServer, hello: str) -> None:
    await run(
        lmtp.address, f"S: 220\nC: {hello}\nS: 500\nC: MAIL FROM:<>\nS: 503 5.5.1 Error: send LHLO first"
    )


async def test_help_names_the_hello_of_lmtp_alone(lmtp: PracticeServer) -> None:
    await run(lmtp.address, "S: 220\nC: HELP EHLO\nS: 504\nC: HELP LHLO\nS: 214-2.0.0 Syntax: LHLO domain")


async def test_without_a_recipient_data_is_out_of_sequence(lmtp: PracticeServer) -> None:
    """RFC 2033 §4.2."""
    said = "S: 220\nC: LHLO x\nS: 250\nC: MAIL FROM:<>\nS: 250\nC: RCPT TO:<nobody@practice.test>\nS: 550\n"
    await run(lmtp.address, said + "C: DATA\nS: 503 5.5.1")
