"""What the classroom heard is what the client itself saw: its own session is the judge."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pytest

from smtpwb.practice.classroom import Classroom
from smtpwb.practice.server import PracticeServer
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.transcript import journal
from smtpwb.transcript.events import Arrived, Closed, Event, Secured, Sent
from smtpwb.transcript.transcript import Transcript
from tests.practice.dialogue import Client

DIALOGUES = {
    "plain": ["EHLO ws.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<nobody@practice.test>", "QUIT"],
    "a message": [
        *("HELO x", "MAIL FROM:<a@example.net>", "RCPT TO:<b@practice.test>", "DATA"),
        *("Subject: hi", "", "..two", ".", "QUIT"),
    ],
    "TLS and AUTH": [
        *("EHLO x", "STARTTLS", "EHLO x", "AUTH LOGIN", "bGVhcm5lcg==", "bGFudGVybjc=", "NOOP", "QUIT")
    ],
    "wrong": ["", "\x00\xff", "EHLO", "MAIL", "x" * 600, "DATA", "QUIT"],
    "a login that is refused": ["EHLO x", "AUTH PLAIN AGpyYWNlAHNlc2FtZQ==", "RSET", "QUIT"],
}


def gist(events: Iterable[Event]) -> list[tuple[str, object]]:
    """Who said what, in order; whether it came in one piece or in several does not matter."""
    told = [fact for event in events for fact in _fact(event)]
    return [
        (
            who,
            b"".join(part for _, part in run if isinstance(part, bytes))
            if who in "CS"
            else [part for _, part in run],
        )
        for who, run in groupby(told, key=lambda fact: fact[0])
    ]


def _fact(event: Event) -> list[tuple[str, object]]:
    match event:
        case Sent():
            return [("C", event.data)]
        case Arrived():
            return [("S", event.data)]
        case Secured():
            return [("tls", (event.version, event.cipher))]
        case Closed():
            return [("end", event.by)]
    return []


def _replies(transcript: Transcript) -> list[tuple[str, str]]:
    """What each reply answers, and its code."""
    return [(entry.answers, entry.reply.code) for entry in transcript.entries if entry.reply is not None]


@pytest.mark.parametrize("name", DIALOGUES)
async def test_both_sides_tell_the_same(name: str, tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    server = PracticeServer(classroom=room)
    await server.start()
    session = Session(Transcript())
    await session.connect(parse("{}:{}".format(*server.address)))
    await session.settled()
    for line in DIALOGUES[name]:
        session.send(line.encode("latin-1"))
        if session.transcript.awaiting:
            await session.settled()
    await session.closed()
    await server.stop()
    (file,) = (path for path in tmp_path.rglob("*.jsonl"))
    kept = journal.read(file)
    assert gist(kept.events) == gist(session.transcript.events)
    ours, theirs = Transcript(kept.events), session.transcript
    assert ours.dialogue.state is theirs.dialogue.state
    assert _replies(ours) == _replies(theirs)


async def test_what_was_pipelined_is_told_line_by_line_each_before_its_reply(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    server = PracticeServer(classroom=room)
    await server.start()
    async with Client(server.address) as client:
        await client.send(b"HELO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<b@practice.test>\r\nQUIT\r\n")
        while await client.line() != "<closed>":
            pass
    await server.stop()
    (file,) = tmp_path.rglob("*.jsonl")
    entries = Transcript(journal.read(file).events).entries
    assert [entry.answers for entry in entries if entry.reply] == [
        "(greeting)",
        "HELO",
        "MAIL",
        "RCPT",
        "QUIT",
    ]


async def test_what_was_never_read_is_told_at_the_end(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    server = PracticeServer(classroom=room)
    await server.start()
    async with Client(server.address) as client:
        await client.send(b"NOOP\r\nhalf a li")
        client.send_eof()
        while await client.line() != "<closed>":
            pass
    await server.stop()
    (file,) = tmp_path.rglob("*.jsonl")
    sent = [event.data for event in journal.read(file).events if isinstance(event, Sent)]
    assert sent == [b"NOOP\r\n", b"half a li"]


async def test_a_handshake_that_fails_is_told_and_the_dialogue_ends(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    server = PracticeServer(classroom=room)
    await server.start()
    async with Client(server.address) as client:
        await client.reply()
        await client.say("STARTTLS")
        await client.send(b"this is no ClientHello\r\n" * 3)
        while await client.raw():
            pass
    await server.stop()
    (file,) = tmp_path.rglob("*.jsonl")
    events = journal.read(file).events
    (secured,) = (event for event in events if isinstance(event, Secured))
    assert (secured.version, bool(secured.reason)) == ("", True)
    assert isinstance(events[-1], Closed)
    assert room.pupils[0].how_far == "the TLS handshake failed"
