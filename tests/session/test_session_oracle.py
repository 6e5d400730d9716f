"""An oracle: aiosmtplib's client and our session hear the same from the same server."""

from __future__ import annotations

import asyncio

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP as ServerProtocol

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import HOST, order

LINES = [
    b"EHLO ws.example.net",
    b"NOOP",
    b"DATA",
    b"MAIL FROM:<jrace@example.net> SIZE=100",
    b"MAIL FROM:<jrace@example.net>",
    b"RCPT TO:<nobody@example.com>",
    b"RCPT TO:no brackets",
    b"VRFY jrace",
    b"NONSENSE",
    b"HELP RCPT",
    b"RSET",
    b"QUIT",
]


class Handler:
    """A server with nothing behind it."""


async def with_aiosmtplib(port: int) -> list[tuple[int, str]]:
    client = aiosmtplib.SMTP(hostname=HOST, port=port, start_tls=False, local_hostname="ws.example.net")
    greeting = await client.connect()
    replies = [(greeting.code, greeting.message)]
    for line in LINES:
        reply = await client.execute_command(line)
        replies.append((reply.code, reply.message))
    client.close()
    return replies


async def with_ours(port: int) -> list[tuple[int, str]]:
    session = Session(Transcript())
    await session.connect(parse(f"{HOST}:{port}"))
    await session.settled(5)
    for line in LINES:
        await order(session, line)
    await session.closed()
    replies = [entry.reply for entry in session.transcript.entries if entry.reply is not None]
    return [(int(reply.code), b"\n".join(map(bytes.strip, reply.texts)).decode()) for reply in replies]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_the_same_replies() -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: ServerProtocol(Handler(), hostname="practice.test"), HOST, 0
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        theirs, ours = await with_aiosmtplib(port), await with_ours(port)
    assert len(ours) == len(LINES) + 1
    assert ours == theirs
