"""BDAT, and several commands in one write."""

from __future__ import annotations

import pytest

from smtpwb.practice.office import SIZE_LIMIT
from smtpwb.practice.server import PracticeServer
from tests.practice.dialogue import Client, go_on, run

READY = """
    S: 220
    C: EHLO x
    S: 250
    C: MAIL FROM:<a@example.net>
    S: 250
    C: RCPT TO:<b@practice.test>
    S: 250
"""


async def test_chunks_make_a_message_octet_for_octet(server: PracticeServer) -> None:
    said = (
        READY
        + r"""
    C<raw>: BDAT 5\r\na\n.\n.
    S: 250 2.0.0 Ok: 5 octets received
    C<raw>: bdat 3 last\r\n.\r\n
    S: 250 2.0.0 Ok: kept as message 1
    C: RSET
    S: 250
    """
    )
    await run(server.address, said)
    (message,) = server.received
    assert message.content == b"a\n.\n..\r\n"


async def test_octets_out_of_sequence_are_read_and_refused(server: PracticeServer) -> None:
    """Else they would be taken for commands."""
    await run(server.address, "S: 220\nC<raw>: BDAT 6 LAST\\r\\nQUIT\\r\\n\nS: 503 5.5.1\nC: NOOP\nS: 250")


async def test_data_does_not_follow_a_chunk(server: PracticeServer) -> None:
    await run(
        server.address, READY + "C<raw>: BDAT 1\\r\\nx\nS: 250\nC: DATA\nS: 503 5.5.1 Error: DATA after BDAT"
    )


async def test_more_than_the_limit_is_refused_and_the_transaction_is_over(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await go_on(client, READY)
        await client.send(b"BDAT %d\r\n" % (SIZE_LIMIT + 1) + b"x" * (SIZE_LIMIT + 1))
        await go_on(client, "S: 552 5.3.4\nC: BDAT 0 LAST\nS: 503 5.5.1\nC: NOOP\nS: 250")
    assert server.received == []


async def test_the_end_in_the_middle_of_a_chunk_ends_all(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await go_on(client, READY + "C<raw>: BDAT 9 LAST\\r\\nxy")
        client.send_eof()
        assert await client.line() == "<closed>"
    assert server.received == []


@pytest.mark.parametrize("end", ["DATA", "QUIT"])
async def test_several_commands_in_one_write_are_answered_in_their_order(
    server: PracticeServer, end: str
) -> None:
    group = r"MAIL FROM:<a@example.net>\r\nRCPT TO:<nobody@practice.test>\r\nRCPT TO:<b@practice.test>\r\n"
    said = (
        f"S: 220\nC: EHLO x\nS: 250\nC<raw>: {group}{end}\\r\\n\nS: 250 2.1.0\nS: 550 5.1.1\nS: 250 2.1.5\n"
    )
    await run(server.address, said + ("S: 354" if end == "DATA" else "S: 221"))
