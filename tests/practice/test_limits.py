from __future__ import annotations

import pytest

from smtpwb.practice.limits import Limits
from smtpwb.practice.persona import by_name, plain
from smtpwb.practice.server import PracticeServer
from tests.practice.dialogue import Client, go_on, run


@pytest.mark.parametrize(
    ("own", "all", "exceeded"), [(2, 3, False), (3, 3, True), (1, 4, True), (0, 0, False)]
)
def test_a_client_and_all_have_each_their_most(own: int, all: int, exceeded: bool) -> None:
    assert Limits(connections=3, per_client=2).exceeded(own, all) is exceeded


def test_0_sets_no_limit() -> None:
    assert not Limits(connections=0, per_client=0).exceeded(10_000, 10_000)


def test_a_persona_takes_no_larger_messages_than_the_limit_and_keeps_a_smaller_one() -> None:
    assert Limits(octets=500).laid_on(plain()).size == 500
    assert Limits(octets=500_000).laid_on(by_name()["small"]).size == by_name()["small"].size


async def test_who_has_too_many_connections_is_told_so_and_another_may_come_when_one_goes() -> None:
    server = PracticeServer(limits=Limits(per_client=2))
    await server.start()
    async with Client(server.address) as first, Client(server.address) as second:
        await go_on(first, "S: 220")
        await go_on(second, "S: 220")
        await run(server.address, "S: 421 4.7.0 practice.test Error: too many connections\nS: <closed>")
        await go_on(first, "C: QUIT\nS: 221\nS: <closed>")
        await run(server.address, "S: 220\nC: QUIT\nS: 221")
    await server.stop()


async def test_the_size_is_advertised_and_held() -> None:
    server = PracticeServer(limits=Limits(octets=20))
    await server.start()
    await run(
        server.address,
        f"""
        S: 220
        C: HELO x
        S: 250
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<b@practice.test>
        S: 250
        C: DATA
        S: 354
        C: {"x" * 20}
        C: .
        S: 552 5.3.4
        """,
    )
    assert server.received == []
    await server.stop()
