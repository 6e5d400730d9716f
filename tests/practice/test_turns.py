from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from smtpwb.practice.conversation import Conversation
from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import plain
from smtpwb.practice.service import Service
from smtpwb.practice.turns import Turns


class Client:
    """Says its next line when it hears a reply."""

    def __init__(self, lines: Iterable[bytes], reader: asyncio.StreamReader) -> None:
        self._lines, self._reader = iter(lines), reader
        self.heard = b""

    def write(self, data: bytes) -> None:
        self.heard += data
        self._reader.feed_data(next(self._lines, b""))

    async def drain(self) -> None:
        """There is always room."""


def turns(*lines: bytes, told: list[str] | None = None) -> tuple[Turns, Client]:
    """The turns with a client that says these."""
    who, told = plain(), told if told is not None else []
    service = Service(PostOffice(speed=1000), who, False, False, False, told.append)
    reader = asyncio.StreamReader()
    client = Client(lines, reader)
    talk = Conversation(service.office, "192.0.2.1", who.host, who)
    return Turns(service, talk, reader, client, "192.0.2.1:1025"), client  # type: ignore[arg-type]


async def played(one: Turns) -> None:
    going = await one.greet(False)
    while going:
        going = await one.take()


async def test_each_line_is_answered_in_its_turn_until_the_conversation_is_over() -> None:
    one, client = turns(b"NOOP\r\n", b"QUIT\r\nNOOP\r\n")
    await played(one)
    assert [line[:3] for line in client.heard.splitlines()] == [b"220", b"250", b"221"]
    assert one.waiting == len(b"NOOP\r\n")


async def test_a_message_is_told_of() -> None:
    told: list[str] = []
    lines = (
        b"HELO a",
        b"MAIL FROM:<b@example.net>",
        b"RCPT TO:<anyone@practice.test>",
        b"DATA",
        b"x\r\n.",
        b"QUIT",
    )
    one, client = turns(*(line + b"\r\n" for line in lines), told=told)
    await played(one)
    assert client.heard.splitlines()[-1].startswith(b"221")
    assert told[0].startswith("192.0.2.1:1025 <b@example.net> to <anyone@practice.test>, 3 octets: 250")


async def test_after_each_turn_it_is_heard_how_much_is_not_read() -> None:
    one, _ = turns(b"NOOP\r\n", b"QUIT\r\nNOOP\r\n")
    unread: list[int] = []
    one.read = unread.append
    await played(one)
    assert unread == [0, len(b"NOOP\r\n")]


async def test_who_is_turned_away_hears_so_and_no_more() -> None:
    one, client = turns()
    await one.greet(True)
    assert client.heard.startswith(b"421")


@pytest.mark.parametrize("tls", ["", "TLSv1.3 with cipher X (256/256 bits)"])
async def test_inside_tls_all_begins_anew(tls: str) -> None:
    one, _ = turns(b"EHLO a\r\n")
    await one.greet(False)
    await one.take()
    one.secured(tls)
    assert (one.talk.secured, one.talk.tls, one.talk.hello) == (True, tls, "")
