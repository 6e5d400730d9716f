"""Whole dialogues with real servers, had again over a real socket: the same events, the same pairing.

A server plays each recording (`tests.session.replaying`); a session says what the client said then, each
chunk once the server has said all that it had said by then. What a secret hides in the events is compared in
length, and in full where the server heard it.
"""

from __future__ import annotations

import asyncio
import re

import pytest
import trustme

from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.smtp.sasl import mask
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Arrived, Sent
from smtpwb.transcript.owed import RAW
from smtpwb.transcript.transcript import Transcript
from tests.session.replaying import implicit_tls, replaying
from tests.session.servers import Server, certified
from tests.transcript.test_recorded import SESSIONS, Chunk, played, recordings

PATIENCE = 10.0
_RAW = {"NOOP\n": RAW}
"""A line without CRLF goes out raw, and is no command then."""
LINES = re.compile(rb"(?s).*?\r\n|.+")


async def heard(session: Session, octets: int) -> None:
    """Wait until so many octets have arrived since the session began, and TLS is made if it is due."""
    changed = asyncio.Event()
    session.transcript.subscribe(lambda change: changed.set())
    async with asyncio.timeout(PATIENCE):
        while arrived(session.transcript) < octets or session.handshaking:
            changed.clear()
            await changed.wait()


def arrived(transcript: Transcript) -> int:
    return sum(len(event.data) for event in transcript.events if isinstance(event, Arrived))


def say(session: Session, octets: bytes) -> None:
    """As the workbench would: lines in one write, anything else raw."""
    if octets.startswith(b"BDAT"):
        command, end, chunk = octets.partition(b"\r\n")
        session.send_many([command] if end else [])
        session.send_raw(chunk)
    elif octets.endswith(b"\r\n"):
        session.send_many([line.removesuffix(b"\r\n") for line in LINES.findall(octets)])
    else:
        session.send_raw(octets)


async def had_again(chunks: list[Chunk], server: Server) -> Transcript:
    """The dialogue of a recording, with the server that replays it."""
    session = Session(Transcript())
    target = f"smtps://{server.target}" if implicit_tls(chunks) else server.target
    await session.connect(parse(target))
    due = 0
    for chunk in chunks:
        match chunk.dir:
            case "S":
                due += len(chunk.octets)
            case "C":
                await heard(session, due)
                say(session, chunk.octets)
            case _ if found := re.match(r"(\d+) lines of (\d+) x, then the dot", chunk.data):
                await heard(session, due)
                session.send_many([*[b"x" * int(found[2])] * int(found[1]), b"."])
            case _ if chunk.data == "server closed the connection" or "error" in chunk.data:
                async with asyncio.timeout(PATIENCE):
                    await session.closed()
    if session.connected:
        await heard(session, due)
        session.hang_up()
    return session.transcript


def sent(transcript: Transcript) -> bytes:
    return b"".join(event.data for event in transcript.events if isinstance(event, Sent))


def paired(transcript: Transcript) -> list[tuple[str, bytes]]:
    """Each reply and what it answers."""
    return [(entry.answers, entry.reply.raw) for entry in replies(transcript) if entry.reply is not None]


def replies(transcript: Transcript) -> list[Entry]:
    return [entry for entry in transcript.entries if entry.kind is Kind.REPLY]


def masked_like(transcript: Transcript, octets: bytes) -> bytes:
    """Octets with what the transcript hides of them hidden, too."""
    at, ranges = 0, []
    for event in transcript.events:
        if isinstance(event, Sent):
            ranges += [(at + begin, at + end) for begin, end in event.masked]
            at += len(event.data)
    return mask(octets, tuple(ranges))


@pytest.mark.parametrize("number", SESSIONS)
async def test_the_same_events(number: int, ca: trustme.CA) -> None:
    chunks, then = recordings()[number], played(number)
    async with replaying(chunks, certified(ca, "127.0.0.1")) as server:
        now = await had_again(chunks, server)
    assert b"".join(server.heard) == sent(then)
    assert sent(now) == masked_like(now, sent(then))
    assert [raw for _, raw in paired(now)] == [raw for _, raw in paired(then)]
    assert [answers for answers, _ in paired(now)] == [
        _RAW.get(answers, answers) for answers, _ in paired(then)
    ]
    assert {entry.tls for entry in replies(now)} == {entry.tls for entry in replies(then)}
