"""What goes out beside a line at a time: several lines in one write, raw octets, a half-close, a message."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from smtpwb.errors import ConnectionLost, DataFileError
from smtpwb.session.outgoing import Outgoing
from smtpwb.session.secrets import Secrets
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.smtp.message import for_data
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Purpose, Sent, to_json
from smtpwb.transcript.spool import INLINE, Segment, Spool
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import Server, kinds, listening, order, playing, said, sent, talking_to
from tests.sink import sink

IN_DATA = """
    S: 220 sink.test
    C: DATA
    S: 354 go
"""
PIECE = b"x" * 1022 + b"\r\n"


def message(octets: int) -> Iterator[bytes]:
    """About so many octets, in pieces of 64 KiB."""
    for _ in range(octets // (64 * len(PIECE))):
        yield PIECE * 64


async def in_data(session: Session) -> None:
    await session.settled(5)
    await order(session, b"DATA")


def told(session: Session) -> Sent:
    """The newest of what was sent."""
    return next(event for event in reversed(session.transcript.events) if isinstance(event, Sent))


class TestLines:
    async def test_several_go_in_one_write_and_each_reply_finds_its_command(self) -> None:
        lines = [b"MAIL FROM:<a@b.cd>", b"RCPT TO:<e@f.gh>", b"DATA"]
        script = "S: 220 a\nC: EHLO me\nS: 250 PIPELINING\nC:\nC:\nC:\nS: 250 ok\nS: 550 no\nS: 503 what"
        async with playing(script) as (server, session):
            await session.settled(5)
            await order(session, b"EHLO me")
            session.send_many(lines)
            assert session.transcript.awaiting == ("MAIL", "RCPT", "DATA")
            await session.settled(5)
            replies = [entry for entry in session.transcript.entries if entry.reply is not None][-3:]
        assert [(entry.answers, entry.reply and entry.reply.code) for entry in replies] == [
            ("MAIL", "250"),
            ("RCPT", "550"),
            ("DATA", "503"),
        ]
        assert server.heard[1:] == [line + b"\r\n" for line in lines]

    async def test_an_answer_behind_auth_is_masked_though_no_challenge_came_yet(self) -> None:
        async with playing("S: 220 a") as (_, session):
            await session.settled(5)
            session.send_many([b"AUTH PLAIN", b"AGEAaHVudGVyMg=="])
            assert b"AGEAaHVudGVyMg" not in b"".join(map(to_json, session.transcript.events))


class TestRaw:
    @pytest.mark.parametrize("octets", [b"NOOP\n", b"NO", b"\xff\0\r", b"NOOP\r\nNOOP\r\n", b"\r"])
    async def test_octets_go_as_they_are(self, octets: bytes) -> None:
        heard = bytearray()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while data := await reader.read(1 << 16):
                heard.extend(data)
            writer.write(b"220 late\r\n")

        async with listening(serve, Server()) as server, talking_to(server) as session:
            session.send_raw(octets)
            session.half_close()
            await session.closed()
        assert heard == octets
        assert (told(session).purpose, told(session).eof) == (Purpose.RAW, True)

    async def test_after_a_half_close_the_server_still_speaks_and_nothing_goes_out(self) -> None:
        async with playing("S: 220 a") as (_, session):
            await session.settled(5)
            session.half_close()
            with pytest.raises(ConnectionLost, match="our side"):
                session.send(b"NOOP")
            assert session.transcript.entries[-1].kind is Kind.RAW

    @pytest.mark.parametrize("cut", range(1, 32))
    async def test_a_secret_is_masked_wherever_the_octets_are_cut(self, cut: int) -> None:
        line = b"AUTH PLAIN AGEAaHVudGVyMg==\r\n"
        async with playing("S: 220 a") as (_, session):
            await session.settled(5)
            session.send_raw(line[:cut])
            session.send_raw(line[cut:])
            kept = b"".join(event.data for event in session.transcript.events if isinstance(event, Sent))
        assert kept == b"AUTH PLAIN " + b"*" * 16 + b"\r\n"

    async def test_a_secret_behind_auth_in_one_raw_write_is_masked(self) -> None:
        async with playing("S: 220 a") as (_, session):
            await session.settled(5)
            session.send_raw(b"AUTH LOGIN\r\nYQ==\r\naHVudGVyMg==\r\n")
            assert b"aHVudGVyMg" not in told(session).data


class TestMessage:
    async def test_it_goes_as_it_is_and_is_told_as_one(self) -> None:
        whole = b"".join(for_data(message(300_000)))
        with Spool() as spool:
            async with sink() as server:
                session = Session(Transcript(), spool=spool)
                await session.connect(parse(server.target))
                await in_data(session)
                progress: list[int] = []
                assert await session.send_content(for_data(message(300_000)), on_progress=progress.append)
                await session.settled(5)
                session.hang_up()
            event = told(session)
            assert server.message == whole
            assert event.spooled is not None
            assert event.data == b""
            assert event.octets == len(whole) == progress[-1]
            assert event.spooled.sha256 == hashlib.sha256(whole).hexdigest()
            assert b"".join(spool.read(event.spooled)) == whole
            assert event.began is not None
            assert event.began <= event.at
            assert len(sent(session)) == 2, "DATA, and the message"

    async def test_a_small_one_stands_in_its_event(self) -> None:
        async with sink() as server, talking_to(server) as session:
            await in_data(session)
            await session.send_content(for_data([b"Subject: x\r\n", b"\r\n.hi"]))
            await session.settled(5)
        assert told(session).data == server.message == b"Subject: x\r\n\r\n..hi\r\n.\r\n"
        assert session.transcript.entries[-2].answers == "."

    async def test_its_time_is_when_its_last_octet_went(self) -> None:
        clock, events = [0], list[dict[str, Any]]()

        async def drain() -> None:
            clock[0] += 15

        with Spool() as spool:
            outgoing = Outgoing(
                Transcript(),
                Secrets(),
                spool,
                now=lambda: clock[0],
                tell=lambda **fields: events.append(fields),
                write=lambda _: None,
            )
            await outgoing.stream([b"a", b"b"], go_on=lambda: True, drain=drain, on_progress=lambda _: None)
        assert [(event["data"], event["began"], event["at"]) for event in events] == [(b"ab", 0, 15)]

    async def test_a_refusal_in_the_middle_is_seen_and_stops_it(self) -> None:
        async with sink(refuse_after=100_000) as server, talking_to(server) as session:
            await in_data(session)
            assert not await session.send_content(for_data(message(50_000_000)))
            assert b"552 5.3.4" in said(session)
        assert 100_000 <= told(session).octets < 50_000_000
        assert kinds(session)[-1] != "Sent" or not told(session).eof

    async def test_the_last_words_of_a_server_that_breaks_off_are_kept(self) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 sink.test\r\n")
            await reader.readline()
            writer.write(b"354 go\r\n")
            await reader.readexactly(100_000)
            writer.write(b"552 5.3.4 too much\r\n")  # and closed with octets unread, which is a reset

        kept = 0
        for _ in range(40):
            async with listening(serve, Server()) as server, talking_to(server) as session:
                await in_data(session)
                with contextlib.suppress(ConnectionLost):
                    await session.send_content(for_data(message(20_000_000)))
                await session.closed()
                kept += b"552 5.3.4 too much" in said(session)
        assert kept == 40

    async def test_cancelled_it_tells_what_has_gone_and_the_connection_stands(self) -> None:
        async with playing(f"{IN_DATA}\n<unplug>") as (_, session):
            await in_data(session)
            started = asyncio.Event()
            sending = asyncio.ensure_future(
                session.send_content(for_data(message(50_000_000)), on_progress=lambda _: started.set())
            )
            await started.wait()
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            assert session.connected
            assert told(session).octets > 0
            assert session.transcript.awaiting == (), "no dot was sent"

    async def test_a_full_disk_stops_it_before_anything_goes_untold(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(self: Segment, octets: bytes) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Segment, "add", full)
        async with playing(f"{IN_DATA}\n<unplug>") as (_, session):
            await in_data(session)
            with pytest.raises(DataFileError, match="No space left"):
                await session.send_content(for_data(message(10 * INLINE)))

    async def test_what_arrives_meanwhile_stands_between_what_was_sent(self) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 sink.test\r\n")
            await reader.readline()
            writer.write(b"354 go\r\n")
            await reader.readexactly(200_000)
            writer.write(b"250 still here\r\n")
            while await reader.read(1 << 20):
                pass

        async with listening(serve, Server()) as server, talking_to(server) as session:
            await in_data(session)
            heard = asyncio.Event()
            session.transcript.subscribe(lambda change: heard.set() if b"still" in said(session) else None)

            def until_heard() -> Iterator[bytes]:
                while not heard.is_set():
                    yield PIECE * 64

            assert await session.send_content(until_heard())
            await session.send_content([b".\r\n"])
        names = kinds(session)
        assert names[names.index("Arrived", 4) - 1 : names.index("Arrived", 4) + 1] == ["Sent", "Arrived"]
