"""STARTTLS and TLS on connect, over real sockets: nothing is hidden, nothing is fatal."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable

import pytest
import trustme

from smtpwb.errors import ConnectionLost
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.smtp.dialogue import State
from smtpwb.transcript.events import Closed, Secured
from tests.session.servers import (
    HOST,
    Server,
    certified,
    kinds,
    last,
    listening,
    order,
    playing,
    said,
    sent,
    talking_to,
)

SCRIPT = """
    S: 220 ready
    C: EHLO x
    S: 250-x
    S: 250 STARTTLS
    C: STARTTLS
    S: 220 go ahead
    <starttls>
    C: EHLO x
    S: 250 x inside
    C: QUIT
    S: 221 bye
    <close>
"""


def secured(session: Session) -> Secured:
    (event,) = [event for event in session.transcript.events if isinstance(event, Secured)]
    return event


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("split", [0, 3])
async def test_starttls(ca: trustme.CA, split: int) -> None:
    async with playing(SCRIPT, tls=certified(ca, HOST), split=split) as (server, session):
        for line in (b"EHLO x", b"STARTTLS", b"EHLO x", b"QUIT"):
            await session.settled(5)
            session.send(line)
        await session.closed()
    assert server.heard == sent(session)
    assert said(session, tls=False).endswith(b"220 go ahead\r\n")
    assert said(session, tls=True) == b"250 x inside\r\n221 bye\r\n"
    event = secured(session)
    assert (event.version, event.verified, event.reason) == ("TLSv1.3", True, "")
    assert event.cipher
    assert len(event.certificates) == 1
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("server", "closed the connection")


async def test_a_certificate_nobody_vouches_for_is_told_and_not_fatal(ca: trustme.CA) -> None:
    async with playing(SCRIPT, tls=certified(ca, "other.example")) as (_, session):
        for line in (b"EHLO x", b"STARTTLS", b"EHLO x", b"QUIT"):
            await session.settled(5)
            await order(session, line)
    event = secured(session)
    assert event.version
    assert not event.verified
    assert event.reason
    assert said(session, tls=True) == b"250 x inside\r\n221 bye\r\n"


async def test_tls_on_connect(ca: trustme.CA) -> None:
    script = "S: 220 ready\nC: EHLO x\nS: 250 x"
    async with playing(script, tls=certified(ca, HOST), smtps=True) as (server, session):
        await session.settled(5)
        await order(session, b"EHLO x")
        assert session.transcript.dialogue.secured
    assert said(session, tls=False) == b""
    assert said(session, tls=True) == b"220 ready\r\n250 x\r\n"
    assert kinds(session)[:3] == ["Opened", "Secured", "Arrived"]
    assert server.heard == [b"EHLO x\r\n"]


async def test_hanging_up_within_tls_says_close_notify(ca: trustme.CA) -> None:
    """A server can tell that the end is no truncation (RFC 8446 §6.1)."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = certified(ca, HOST).wrap_bio(incoming, outgoing, server_side=True)
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            incoming.write(data)
            with contextlib.suppress(ssl.SSLWantReadError):
                tls.do_handshake()
                heard.append(tls.read())  # nothing, without an error: close_notify
            writer.write(outgoing.read())

    async with (
        listening(serve, Server()) as server,
        talking_to(server, f"smtps://{server.target}") as session,
    ):
        while not session.transcript.dialogue.secured:
            await asyncio.sleep(0)
    assert heard == [b""]


async def test_close_notify_is_answered_and_ends_the_connection(ca: trustme.CA) -> None:
    """The server's `unwrap` waits for ours, and TCP stays open until then."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = certified(ca, HOST).wrap_bio(incoming, outgoing, server_side=True)
    acts: list[Callable[[], object]] = [tls.do_handshake, lambda: tls.write(b"221 bye\r\n"), tls.unwrap]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while acts and (data := await reader.read(1 << 16)):
            incoming.write(data)
            with contextlib.suppress(ssl.SSLWantReadError):
                while acts:
                    acts[0]()
                    acts.pop(0)
            writer.write(outgoing.read())

    async with (
        listening(serve, Server()) as server,
        talking_to(server, f"smtps://{server.target}") as session,
    ):
        await session.closed()
    assert not acts
    assert said(session, tls=True) == b"221 bye\r\n"
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("server", "closed the connection")


async def test_plain_text_in_place_of_the_handshake_is_shown_and_the_connection_lives() -> None:
    script = """
        S: 220 ready
        C: STARTTLS
        S: 220 go ahead
        <record>
        S: 454 4.7.0 TLS not available after all
        C: NOOP
        S: 250 still here
    """
    async with playing(script) as (server, session):
        await session.settled(5)
        await order(session, b"STARTTLS")
        event = secured(session)
        assert (event.version, event.reason) == ("", "the server answered in plain text")
        await order(session, b"NOOP")
        assert session.transcript.dialogue.state is State.GREETED
    assert b"454 4.7.0 TLS not available after all\r\n250 still here\r\n" in said(session, tls=False)
    assert server.heard[-1] == b"NOOP\r\n"


async def test_injected_octets_stay_visible_and_answer_nothing(ca: trustme.CA) -> None:
    """RFC 3207 §4.2: what stands between the 220 and the handshake is no reply to what comes after."""
    script = """
        S: 220 ready
        C: STARTTLS
        S: 220 go ahead
        S: 250 injected
        S+ 250 half a l
        <starttls>
        C: EHLO x
        S: 250 true
    """
    async with playing(script, tls=certified(ca, HOST)) as (_, session):
        for line in (b"STARTTLS", b"EHLO x"):
            await session.settled(5)
            await order(session, line)
    assert said(session, tls=False) == b"220 ready\r\n220 go ahead\r\n250 injected\r\n250 half a l"
    answered = [
        entry.reply for entry in session.transcript.entries if entry.answers == "EHLO" and entry.reply
    ]
    assert [reply.texts for reply in answered] == [(b"true",)]


async def test_a_refused_starttls_begins_nothing() -> None:
    async with playing("S: 220 ready\nC: STARTTLS\nS: 454 no\nC: NOOP\nS: 250 OK") as (server, session):
        for line in (b"STARTTLS", b"NOOP"):
            await session.settled(5)
            await order(session, line)
    assert server.heard == [b"STARTTLS\r\n", b"NOOP\r\n"]
    assert "Secured" not in kinds(session)


async def test_a_server_that_closes_during_the_handshake() -> None:
    async with playing("S: 220 ready\nC: STARTTLS\nS: 220 go\n<close>") as (_, session):
        await session.settled(5)
        session.send(b"STARTTLS")
        with pytest.raises(ConnectionLost):
            await session.settled(5)
    assert secured(session).reason == "the connection ended during the handshake"
    assert kinds(session)[-2:] == ["Secured", "Closed"]


async def test_no_line_goes_out_during_the_handshake() -> None:
    """It would be in clear, or lost: RFC 3207 §4 forbids pipelining behind STARTTLS."""
    async with playing("S: 220 ready\nC: STARTTLS\nS: 220 go\n<unplug>") as (_, session):
        await session.settled(5)
        session.send(b"STARTTLS")
        while not session.handshaking:
            await asyncio.sleep(0)
        with pytest.raises(ConnectionLost, match="handshake"):
            session.send(b"EHLO x")
        assert sent(session) == [b"STARTTLS\r\n"]


async def test_plain_server_on_an_smtps_target() -> None:
    async with playing("S: 220 ready") as (server, session):
        session.hang_up()
        await session.connect(parse(f"smtps://{server.target}"))
        await session.settled(5)
        assert session.transcript.dialogue.state is State.GREETED
        assert not session.transcript.dialogue.secured
    assert secured(session).reason == "the server answered in plain text"
    assert said(session, tls=False).endswith(b"220 ready\r\n")


async def test_tls_inside_tls_is_not_begun(ca: trustme.CA) -> None:
    script = "S: 220 ready\nC: STARTTLS\nS: 220 nonsense\nC: NOOP\nS: 250 OK"
    async with playing(script, tls=certified(ca, HOST), smtps=True) as (_, session):
        for line in (b"STARTTLS", b"NOOP"):
            await session.settled(5)
            await order(session, line)
        assert session.transcript.dialogue.secured
    assert said(session, tls=True).endswith(b"250 OK\r\n")


async def test_reset_within_tls_keeps_the_last_words(ca: trustme.CA) -> None:
    script = "S: 220 ready\nC: DATA\nS: 552 5.2.3 too big\n<reset>"
    for _ in range(5):
        async with playing(script, tls=certified(ca, HOST), smtps=True) as (_, session):
            await session.settled(5)
            session.send(b"DATA")
            while session.connected:
                session.send(b"x" * 65536)
                await asyncio.sleep(0)
        assert said(session, tls=True) == b"220 ready\r\n552 5.2.3 too big\r\n"
