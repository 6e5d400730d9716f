from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from smtpwb.practice.limits import Limits
from smtpwb.practice.persona import by_name, plain
from smtpwb.practice.server import PracticeServer
from tests.practice.dialogue import Client, go_on, run


@pytest.mark.parametrize(
    ("own", "all", "exceeded"),
    [
        (2, 3, ""),
        (3, 3, "2 of one address: --max-per-client"),
        (1, 4, "3 in all: --max-connections"),
        (0, 0, ""),
    ],
)
def test_a_client_and_all_have_each_their_most(own: int, all: int, exceeded: str) -> None:
    assert Limits(connections=3, per_client=2).exceeded(own, all) == exceeded


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


@pytest.mark.parametrize(("limits", "let_in"), [(Limits(), 25), (Limits(per_client=20), 20)])
async def test_a_class_that_comes_at_once_is_let_in_up_to_the_limit(limits: Limits, let_in: int) -> None:
    """Those that are turned away count against nobody, though they are connected for a moment."""
    server = PracticeServer(limits=limits)
    await server.start()
    pupils = await asyncio.gather(*(asyncio.open_connection(*server.address) for _ in range(25)))
    said = await asyncio.gather(*(reader.readline() for reader, _ in pupils))
    assert Counter(line[:3] for line in said) == +Counter({b"220": let_in, b"421": 25 - let_in})
    for _, writer in pupils:
        writer.close()
    await server.stop()


async def test_who_is_turned_away_is_told_of_with_the_limit_that_was_passed() -> None:
    told: list[str] = []
    server = PracticeServer(limits=Limits(per_client=1), tell=told.append)
    await server.start()
    async with Client(server.address) as one:
        await go_on(one, "S: 220")
        await run(server.address, "S: 421 4.7.0\nS: <closed>")
        assert [line.partition(" ")[2] for line in told] == [
            "connected",
            "turned away (1 of one address: --max-per-client)",
        ]
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
