"""A session against real servers: what becomes an event, and what goes out."""

from __future__ import annotations

import asyncio
import gc
import socket
from typing import Any

import pytest

from smtpwb.errors import ConnectError, ConnectionLost
from smtpwb.session.options import Options
from smtpwb.session.session import Session
from smtpwb.session.target import Target, parse
from smtpwb.smtp.dialogue import State
from smtpwb.transcript.events import Arrived, Attempt, Closed, Opened, OpenFailed, Purpose, Sent, to_json
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import HOST, kinds, last, order, playing, said, scripted, sent, talking_to

WALKTHROUGH = """
    S: 220 practice.test ESMTP
    C: HELO ws.example.net
    S: 250 practice.test
    C: MAIL FROM:<jrace@example.net>
    S: 250 2.1.0 OK
    C: RCPT TO:<jrace@practice.test>
    S: 250 2.1.5 OK
    C: DATA
    S: 354 go ahead
    C: Subject: test
    C:
    C: ..
    C: .
    S: 250 2.0.0 queued
    C: QUIT
    S: 221 2.0.0 bye
    <close>
"""
TYPED = [
    b"HELO ws.example.net",
    b"MAIL FROM:<jrace@example.net>",
    b"RCPT TO:<jrace@practice.test>",
    b"DATA",
    b"Subject: test",
    b"",
    b"..",
    b".",
    b"QUIT",
]


@pytest.mark.parametrize("split", [0, 1, 3, 7])
async def test_walkthrough(split: int) -> None:
    async with playing(WALKTHROUGH, split=split) as (server, session):
        await session.settled(5)
        for line in TYPED:
            await order(session, line)
        await session.closed()
    assert server.heard == [line + b"\r\n" for line in TYPED] == sent(session)
    assert said(session).startswith(b"220 practice.test ESMTP\r\n250 ")
    assert said(session).endswith(b"queued\r\n221 2.0.0 bye\r\n")
    purposes = [event.purpose for event in session.transcript.events if isinstance(event, Sent)]
    assert purposes == [Purpose.COMMAND] * 4 + [Purpose.CONTENT] * 4 + [Purpose.COMMAND]
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("server", "closed the connection")
    assert not session.connected


async def test_nothing_goes_out_unordered() -> None:
    """Law 1: neither connecting, nor a greeting, nor hanging up makes an octet of SMTP."""
    async with playing("S: 220 ready\nC:") as (server, session):
        await session.settled(5)
    assert server.heard == [b""]
    assert kinds(session) == ["Opened", "Arrived", "Closed"]


async def test_events_are_numbered_and_timed() -> None:
    ticks = iter(range(1000, 2000, 10))
    async with scripted("S: 220 ready\nC: NOOP\nS: 250 OK") as server:
        session = Session(Transcript(), clock=lambda: next(ticks))
        await session.connect(parse(server.target))
        await session.settled(5)
        await order(session, b"NOOP")
        session.hang_up()
    events = session.transcript.events
    assert [event.seq for event in events] == list(range(5))
    assert [event.at for event in events] == [10, 20, 30, 40, 50]
    assert all(event.wall.utcoffset() is not None for event in events)


async def test_opened_says_where() -> None:
    async with (
        scripted("S: 220 ready") as server,
        talking_to(server, f"telnet localhost {server.port}") as session,
    ):
        opened = session.transcript.events[0]
        assert isinstance(opened, Opened)
        assert opened.target == f"telnet localhost {server.port}"
        assert (opened.host, opened.port, opened.tls) == ("localhost", server.port, False)
        assert opened.peer == f"{HOST}:{server.port}"
        assert opened.local.startswith(f"{HOST}:")
        assert opened.tried[-1] == Attempt(opened.peer)


async def test_sent_stands_before_its_reply_and_before_the_octets() -> None:
    seen: list[str] = []
    async with playing("S: 220 ready\nC: NOOP\nS: 250 OK") as (server, session):
        await session.settled(5)
        session.transcript.subscribe(lambda change: seen.append(f"{len(server.heard)} {kinds(session)[-1]}"))
        await order(session, b"NOOP")
    assert seen[:2] == ["0 Sent", "1 Arrived"]


async def test_pipelining() -> None:
    script = "S: 220 ready\nC: NOOP 1\nC: NOOP 2\nC: NOOP 3\nS: 250 1\nS: 250 2\nS: 250 3"
    async with playing(script) as (_, session):
        await session.settled(5)
        for line in (b"NOOP 1", b"NOOP 2", b"NOOP 3"):
            session.send(line)
        assert session.transcript.awaiting == ("NOOP",) * 3
        await session.settled(5)
    entries = session.transcript.entries
    replies = [entry for entry in entries if entry.answers == "NOOP" and entry.reply]
    assert [reply.reply.texts for reply in replies if reply.reply] == [(b"1",), (b"2",), (b"3",)]


async def test_after_the_dot_a_line_is_a_command() -> None:
    script = (
        "S: 220 hi\nC: HELO x\nS: 250 x\nC: MAIL FROM:<>\nS: 250 x\nC: RCPT TO:<a@b>\nS: 250 x\n"
        "C: DATA\nS: 354 go\nC: .\nC: QUIT\nS: 250 queued\nS: 221 bye"
    )
    async with playing(script) as (_, session):
        await session.settled(5)
        for line in (b"HELO x", b"MAIL FROM:<>", b"RCPT TO:<a@b>", b"DATA"):
            await order(session, line)
        session.send(b".")
        await order(session, b"QUIT")
        assert session.transcript.dialogue.state is State.QUIT


async def test_octets_go_out_as_they_are() -> None:
    line = b"NOOP \x00\t\xff\xf0\x9f\x93\xae  \r "
    async with playing("S: 220 ready\nC:\nS: 250 OK") as (server, session):
        await session.settled(5)
        await order(session, line)
    assert server.heard == [line + b"\r\n"]


async def test_octets_arrive_as_they_are() -> None:
    script = "S+ 2\nS: <00><FF>nonsense<0D>\nS: 25\nS+ 220 cut o\n<close>"
    async with playing(script) as (_, session):
        await session.closed()
    assert said(session) == b"2\x00\xffnonsense\r\r\n25\r\n220 cut o"
    assert kinds(session)[-1] == "Closed"


async def test_unsolicited_421_and_early_talk() -> None:
    async with playing("S: 220 ready\nS: 421 4.3.2 going down\n<close>") as (_, session):
        await session.closed()
    assert said(session) == b"220 ready\r\n421 4.3.2 going down\r\n"
    assert [entry.unsolicited for entry in session.transcript.entries if entry.reply] == [False, True]


async def test_refusing_greeting_keeps_the_connection() -> None:
    async with playing("S: 554 no\nC: QUIT\nS: 221 bye") as (server, session):
        await session.settled(5)
        assert session.transcript.dialogue.state is State.REFUSED
        await order(session, b"QUIT")
    assert server.heard == [b"QUIT\r\n"]


# How a connection ends


async def test_half_close_is_the_server_closing() -> None:
    async with playing("S: 220 ready\nS+ 421 by\n<half-close>\nC:") as (server, session):
        await session.closed()
    assert server.heard == [b""]
    assert said(session).endswith(b"421 by")
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("server", "closed the connection")


async def test_reset() -> None:
    async with playing("S: 220 ready\nC: NOOP\n<reset>") as (_, session):
        await session.settled(5)
        session.send(b"NOOP")
        await session.closed()
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("server", "reset the connection")


async def test_reset_keeps_the_last_words() -> None:
    """The reply before a reset is kept although our next send is what finds the reset."""
    for _ in range(20):
        async with playing("S: 220 ready\nC: DATA\nS: 552 5.2.3 too big\n<reset>") as (_, session):
            await session.settled(5)
            session.send(b"DATA")
            while session.connected:
                session.send(b"x" * 65536)
                await asyncio.sleep(0)
        assert said(session) == b"220 ready\r\n552 5.2.3 too big\r\n"
        assert kinds(session).count("Closed") == 1


async def test_hang_up() -> None:
    async with playing("S: 220 ready\nC:") as (server, session):
        await session.settled(5)
        session.hang_up()
        assert not session.connected
        session.hang_up()
        await session.closed()
        with pytest.raises(ConnectionLost) as caught:
            session.send(b"NOOP")
        assert caught.value.hint
    assert kinds(session) == ["Opened", "Arrived", "Closed"]
    end = last(session)
    assert isinstance(end, Closed)
    assert (end.by, end.how) == ("you", "hung up")
    assert server.heard == [b""]


async def test_hang_up_keeps_what_was_said_by_then() -> None:
    async with playing("S: 220 ready\nC: NOOP\nS: 250 last words") as (server, session):
        await session.settled(5)
        session.send(b"NOOP")
        while not server.heard:
            await asyncio.sleep(0)
        assert b"last" not in said(session)
        session.hang_up()
    assert kinds(session)[-2:] == ["Arrived", "Closed"]
    assert said(session).endswith(b"250 last words\r\n")


async def test_hang_up_on_a_server_that_reads_nothing() -> None:
    async with playing("S: 220 ready\n<unplug>") as (_, session):
        await session.settled(5)
        for _ in range(200):
            session.send(b"x" * 65536)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(session.drain(), 0.01)
        session.hang_up()
        await session.drain()
        await session.closed()


async def test_reconnecting_begins_anew() -> None:
    async with scripted("S: 220 ready\nC: QUIT\nS: 221 bye\n<close>") as server:
        session = Session(Transcript())
        for _ in range(2):
            await session.connect(parse(server.target))
            await session.settled(5)
            await order(session, b"QUIT")
            await session.closed()
    assert kinds(session) == ["Opened", "Arrived", "Sent", "Arrived", "Closed"] * 2
    assert [event.seq for event in session.transcript.events] == list(range(10))


async def test_one_connection_at_a_time() -> None:
    async with playing("S: 220 ready") as (server, session):
        with pytest.raises(ConnectError, match="stands already"):
            await session.connect(parse(server.target))
        assert session.connected


# Waiting


async def test_settled_gives_up_without_harm() -> None:
    async with playing("S: 220 ready\nC: NOOP\nC: NOOP\nS: 250 1\nS: 250 2") as (_, session):
        await session.settled(5)
        session.send(b"NOOP")
        with pytest.raises(TimeoutError):
            await session.settled(0.01)
        assert session.connected
        await order(session, b"NOOP")


async def test_settled_when_the_server_closes_instead() -> None:
    async with playing("S: 220 ready\nC: NOOP\n<close>") as (_, session):
        await session.settled(5)
        session.send(b"NOOP")
        with pytest.raises(ConnectionLost):
            await session.settled(5)
        with pytest.raises(ConnectionLost):
            await session.settled()


async def test_settled_is_decided_by_the_reply_even_if_the_server_closes_at_once() -> None:
    for _ in range(10):
        async with playing("S: 220 ready\nC: QUIT\nS: 221 bye\n<close>") as (_, session):
            await session.settled(5)
            await order(session, b"QUIT")


# Connecting


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def addresses(*places: tuple[str, int]) -> Any:
    async def getaddrinfo(*args: Any, **kwargs: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]

    return getaddrinfo


async def test_refused() -> None:
    session, heard = Session(Transcript()), list[Attempt]()
    port = unused_port()
    with pytest.raises(ConnectError, match="connection refused") as caught:
        await session.connect(parse(f"{HOST}:{port}"), on_attempt=heard.append)
    assert caught.value.hint
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert failed.tried == (Attempt(f"{HOST}:{port}", "connection refused"),)
    assert (failed.why, failed.hint) == (str(caught.value), caught.value.hint)
    assert heard == [Attempt(f"{HOST}:{port}"), *failed.tried]


async def test_next_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scripted("S: 220 ready") as server:
        refusing = unused_port()
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "getaddrinfo", addresses((HOST, refusing), (HOST, server.port)))
        async with talking_to(server, "mx.example.net") as session:
            opened = session.transcript.events[0]
    assert isinstance(opened, Opened)
    assert opened.tried == (
        Attempt(f"{HOST}:{refusing}", "connection refused"),
        Attempt(f"{HOST}:{server.port}"),
    )


async def never(*args: Any) -> None:
    await asyncio.Event().wait()


async def test_timed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
    session = Session(Transcript())
    with pytest.raises(ConnectError, match="timed out"):
        await session.connect(parse(f"{HOST}:25"), Options(timeout=0.01))
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert [attempt.error for attempt in failed.tried] == ["timed out"]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "no such host"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "the name server did not answer"),
        (UnicodeError("label too long"), "no such host"),
    ],
)
async def test_unresolved(monkeypatch: pytest.MonkeyPatch, error: Exception, why: str) -> None:
    async def failing(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", failing)
    session = Session(Transcript())
    with pytest.raises(ConnectError, match=why):
        await session.connect(parse("mx.example.net"))
    assert kinds(session) == ["OpenFailed"]


async def test_cancelled_while_dialling_leaves_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", never)
    session, trying = Session(Transcript()), asyncio.Event()
    task = asyncio.create_task(session.connect(parse(f"{HOST}:25"), on_attempt=lambda attempt: trying.set()))
    await trying.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert failed.why == "cancelled"
    gc.collect()  # an open socket would warn here, and warnings are errors


async def test_cancelled_at_every_moment() -> None:
    """Whenever an order to connect is taken back: OpenFailed or Closed, and no socket."""
    outcomes = set()
    async with scripted("S: 220 ready") as server:
        for turns in range(40):
            session = Session(Transcript())
            task = asyncio.create_task(session.connect(parse(server.target)))
            for _ in range(turns):
                await asyncio.sleep(0)
            finished = task.done()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if finished:
                session.hang_up()
            await asyncio.sleep(0)
            assert not session.connected
            names = kinds(session)
            assert not names or names[-1] in ("OpenFailed", "Closed")
            assert names.count("Opened") == names.count("Closed")
            outcomes.update(names)
        gc.collect()
    assert "OpenFailed" in outcomes


async def test_a_name_that_only_the_workbench_knows() -> None:
    async with scripted("S: 220 ready") as server:

        async def resolve(target: Target) -> tuple[str, int] | None:
            return (HOST, server.port) if target.host == "practice.test" else None

        session = Session(Transcript(), resolve=resolve)
        await session.connect(parse("telnet practice.test 25"))
        opened = session.transcript.events[0]
        session.hang_up()
    assert isinstance(opened, Opened)
    assert (opened.host, opened.port, opened.peer) == ("practice.test", 25, f"{HOST}:{server.port}")


async def test_a_resolver_that_refuses() -> None:
    async def resolve(target: Target) -> None:
        raise ConnectError("practice.test has no such port", "use 25")

    session = Session(Transcript(), resolve=resolve)
    with pytest.raises(ConnectError, match="no such port"):
        await session.connect(parse("practice.test:26"))
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert failed.hint == "use 25"


# Secrets: that they stand in no event is in test_secrets_in_events


SECRET = b"tanstaaf"
AUTH_PLAIN = b"AHRpbQB0YW5zdGFhZg=="
AUTH_SCRIPT = f"""
    S: 220 ready
    C: AUTH PLAIN {AUTH_PLAIN.decode()}
    S: 535 5.7.8 {AUTH_PLAIN.decode()} is not tim/{SECRET.decode()}
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: dGltbXk=
    S: 334 UGFzc3dvcmQ6
    C: dGFuc3RhYWY=
    S: 535 5.7.8 no: dGFuc3RhYWY= ({SECRET.decode()})
    C: AUTH PLAIN
    S: 334
    C: *
    S: 501 cancelled
    C: NOOP
    S: 250 OK
"""


@pytest.mark.parametrize("split", [0, 5])
async def test_secrets_in_no_event(split: int) -> None:
    async with playing(AUTH_SCRIPT, split=split) as (server, session):
        await session.settled(5)
        lines = [b"AUTH PLAIN " + AUTH_PLAIN, b"AUTH LOGIN", b"dGltbXk=", b"dGFuc3RhYWY="]
        for line in (*lines, b"AUTH PLAIN", b"*", b"NOOP"):
            await order(session, line)
    told = repr(session.transcript.events) + b"".join(map(to_json, session.transcript.events)).decode()
    octets = said(session) + b"".join(sent(session))
    for secret in (SECRET, AUTH_PLAIN, b"dGFuc3RhYWY=", b"dGltbXk="):
        assert secret.decode() not in told
        assert secret not in octets
        assert len(secret) * b"*" in octets
    assert server.heard[0] == b"AUTH PLAIN " + AUTH_PLAIN + b"\r\n"
    assert [event.purpose for event in session.transcript.events if isinstance(event, Sent)] == [
        Purpose.COMMAND,
        Purpose.COMMAND,
        Purpose.SASL,
        Purpose.SASL,
        Purpose.COMMAND,
        Purpose.SASL,
        Purpose.COMMAND,
    ]
    for event in session.transcript.events:
        if isinstance(event, Sent | Arrived):
            assert all(event.data[begin:end] == b"*" * (end - begin) for begin, end in event.masked)


async def test_a_line_behind_an_unanswered_auth_is_taken_for_its_answer() -> None:
    async with playing("S: 220 ready\nC: AUTH LOGIN\nC:\nS: 503 no\nS: 500 no") as (_, session):
        await session.settled(5)
        session.send(b"AUTH LOGIN")
        await order(session, b"dGFuc3RhYWY=")
    assert sent(session)[-1] == b"*" * 12 + b"\r\n"


async def test_a_secret_cut_off_by_the_end_of_a_connection_is_not_looked_for_in_the_next() -> None:
    ending = f"S: 220 ready\nC: AUTH PLAIN {AUTH_PLAIN.decode()}\nS+ 535 tan\n<close>"
    async with playing(ending) as (_, session), scripted("S: staaf\n<close>") as server:
        await session.settled(5)
        session.send(b"AUTH PLAIN " + AUTH_PLAIN)
        await session.closed()
        await session.connect(parse(server.target))
        await session.closed()
    assert said(session).endswith(b"tanstaaf\r\n")


async def test_the_next_connection_is_not_searched_for_the_secrets_of_the_last() -> None:
    login = f"S: 220 mx\nC: AUTH PLAIN {AUTH_PLAIN.decode()}\nS: 235 tanstaaf\n<close>"
    async with playing(login) as (_, session), scripted("S: 220 mx.tanstaaf.test\n<close>") as server:
        await session.settled(5)
        session.send(b"AUTH PLAIN " + AUTH_PLAIN)
        await session.closed()
        await session.connect(parse(server.target))
        await session.closed()
    assert said(session) == b"220 mx\r\n235 ********\r\n220 mx.tanstaaf.test\r\n"


async def test_a_password_that_is_an_extension_s_name_hides_no_extension() -> None:
    login = f"""
        S: 220 mx
        C: AUTH PLAIN {AUTH_PLAIN.decode()}
        S: 235 tanstaaf
        C: EHLO a
        S: 250-mx.tanstaaf.test
        S: 250 TANSTAAF tanstaaf
    """
    async with playing(login) as (_, session):
        await session.settled(5)
        await order(session, b"AUTH PLAIN " + AUTH_PLAIN)
        await order(session, b"EHLO a")
        (offer,) = session.transcript.dialogue.extensions.offers
    assert (offer.keyword, offer.parameters) == ("TANSTAAF", ("tanstaaf",))
    assert said(session).startswith(b"220 mx\r\n235 ********\r\n")
