from __future__ import annotations

import asyncio
import socket

import pytest

from smtpwb.errors import ConnectError
from smtpwb.practice.server import PracticeServer
from tests.practice.conftest import Clock
from tests.practice.dialogue import Client, go_on, run


async def test_it_listens_on_loopback_and_counts_connections(server: PracticeServer) -> None:
    host, port = server.address
    assert host == "127.0.0.1"
    assert port > 0
    async with Client(server.address) as client:
        await client.reply()
        assert server.connections == 1
        await go_on(client, "C: QUIT\nS: 221\nS: <closed>")
    assert server.connections == 0


async def test_greylist_after_a_minute_by_its_clock(server: PracticeServer, clock: Clock) -> None:
    async with Client(server.address) as client:
        rcpt = "C: RCPT TO:<greylist@practice.test>\n"
        await go_on(client, "S: 220\nC: HELO x\nS: 250\nC: MAIL FROM:<a@example.net>\nS: 250")
        await go_on(client, rcpt + "S: 451 4.7.1 <greylist@practice.test>")
        clock.now += 60
        await go_on(client, rcpt + "S: 250 2.1.5 Ok")


@pytest.mark.parametrize("name", ["", " greylist", " greylist@practice.test"])
async def test_help_and_rcpt_tell_the_same_wait(name: str, clock: Clock) -> None:
    server = PracticeServer(clock=clock, speed=30)
    await server.start()
    async with Client(server.address) as client:
        await go_on(client, "S: 220\nC: HELO x\nS: 250\nC: MAIL FROM:<a@example.net>\nS: 250")
        (refusal,) = await client.say("RCPT TO:<greylist@practice.test>")
        help = await client.say(f"HELP{name}")
    await server.stop()
    assert refusal.endswith("try again in 2 seconds")
    assert [line for line in help if "451 4.7.1 for 2 seconds" in line]
    assert "60" not in "".join(help)


async def test_big_by_declaration_and_after_the_dot(server: PracticeServer) -> None:
    await run(
        server.address,
        f"""
        S: 220
        C: EHLO x
        S: 250
        C: MAIL FROM:<a@example.net> SIZE=10001
        S: 250
        C: RCPT TO:<big@practice.test>
        S: 552 5.2.3 <big@practice.test>
        C: RSET
        S: 250 2.0.0
        C: MAIL FROM:<a@example.net> SIZE=5
        S: 250
        C: RCPT TO:<big@practice.test>
        S: 250 2.1.5
        C: DATA
        S: 354
        C: {"x" * 9_999}
        C: .
        S: 552 5.2.3 <big@practice.test>
        C: MAIL FROM:<a@example.net>
        S: 250 2.1.0
        """,
    )
    assert server.received == []


async def test_submission_wants_auth_before_mail() -> None:
    server = PracticeServer(submission=True)
    await server.start()
    await run(
        server.address,
        """
        S: 220
        C: EHLO x
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 530 5.7.0 Authentication required
        C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
        S: 235
        C: MAIL FROM:<a@example.net>
        S: 250 2.1.0
        """,
    )
    await server.stop()


async def test_tls_on_connect_offers_no_starttls() -> None:
    server = PracticeServer(implicit_tls=True)
    await server.start()
    async with Client(server.address, tls=True) as client:
        await client.reply()
        assert "250-STARTTLS" not in await client.say("EHLO x")
        await go_on(client, "C: STARTTLS\nS: 554 5.5.1\nC: QUIT\nS: 221\nS: <closed>")
    await server.stop()


@pytest.mark.parametrize("implicit_tls", [False, True])
async def test_stop_says_421_and_leaves_no_task(implicit_tls: bool) -> None:
    server = PracticeServer(implicit_tls=implicit_tls)
    await server.start()
    async with Client(server.address, tls=implicit_tls) as client:
        await client.reply()
        await asyncio.gather(server.stop(), go_on(client, "S: 421 4.3.2 practice.test\nS: <closed>"))
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert server.connections == 0
    with pytest.raises(ConnectError):
        _ = server.address


async def test_stop_waits_for_nobody_who_is_silent_in_a_handshake() -> None:
    server = PracticeServer(implicit_tls=True)
    await server.start()
    async with Client(server.address) as client:
        while not server.connections:
            await asyncio.sleep(0)
        async with asyncio.timeout(0.4):
            await server.stop()
        assert await client.line() == "<closed>"
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_it_can_be_stopped_twice_and_before_the_start() -> None:
    server = PracticeServer()
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()


@pytest.mark.parametrize(
    ("host", "why"), [("127.0.0.1", "address already in use"), ("198.51.100.7", "cannot assign")]
)
async def test_a_place_that_cannot_be_had_is_one_sentence(host: str, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConnectError) as raised:
            await PracticeServer(host=host, port=port).start()
    assert f"{host} port {port} ({why}" in raised.value.sentence
    assert "--port" in raised.value.hint
