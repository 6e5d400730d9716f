from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from smtpwb.errors import ConnectError
from smtpwb.practice.house import PracticeHouse
from smtpwb.practice.ports import PORTS
from tests.practice.conftest import Clock
from tests.practice.dialogue import run

MESSAGE = """
    S: 220 practice.test
    C: EHLO x
    S: 250
    C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
    S: 235
    C: MAIL FROM:<a@example.net>
    S: 250
    C: RCPT TO:<b@practice.test>
    S: 250
    C: DATA
    S: 354
    C: .
    S: 250
"""


@pytest.fixture
async def house(clock: Clock) -> AsyncIterator[PracticeHouse]:
    practice = PracticeHouse(clock=clock)
    yield practice
    await practice.stop()


async def test_each_port_is_started_once_when_first_asked_for(house: PracticeHouse) -> None:
    first, again = await asyncio.gather(
        house.address("practice.test", 25), house.address("PRACTICE.test", 25)
    )
    assert first == again
    assert first[0] == "127.0.0.1"
    assert await house.address("practice.test", 587) != first


async def test_all_ports_share_one_post_office(house: PracticeHouse) -> None:
    for port, kind in PORTS.items():
        said = MESSAGE.replace("HELO", "LHLO").replace("EHLO", "LHLO") if kind.lmtp else MESSAGE
        await run(await house.address("practice.test", port), said, tls=kind.implicit_tls)
    assert [message.number for message in house.received] == [1, 2, 3, 4]
    assert [message.secured for message in house.received] == [False, False, True, False]


async def test_587_wants_auth_and_25_does_not(house: PracticeHouse) -> None:
    mail = "S: 220\nC: HELO x\nS: 250\nC: MAIL FROM:<a@example.net>\n"
    await run(await house.address("practice.test", 25), mail + "S: 250 2.1.0")
    await run(await house.address("practice.test", 587), mail + "S: 530 5.7.0")


@pytest.mark.parametrize(
    ("host", "port", "named"),
    [
        ("practice.test", 2525, "practice.test has no port 2525"),
        ("Tarpit.practice.test", 25, "tarpit.practice.test"),
        ("lmtp.practice.test", 25, "lmtp.practice.test has no port 25"),
    ],
)
async def test_what_does_not_exist_is_named(house: PracticeHouse, host: str, port: int, named: str) -> None:
    with pytest.raises(ConnectError) as raised:
        await house.address(host, port)
    assert named in raised.value.sentence


@pytest.mark.parametrize("host", ["mx2.practice.test", "nomx.test"])
async def test_hosts_of_the_zone_lead_to_a_persona(house: PracticeHouse, host: str) -> None:
    assert await house.address(host, 25) == await house.address("practice.test", 25)


async def test_a_host_that_is_down_refuses_the_connection(house: PracticeHouse) -> None:
    address = await house.address("mx1.practice.test", 25)
    assert address[0] == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*address)
    assert await house.address("mx1.practice.test", 25) == address


async def test_it_can_be_used_again_after_stop(house: PracticeHouse) -> None:
    await house.address("practice.test", 25)
    await house.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await run(await house.address("practice.test", 25), "S: 220\nC: QUIT\nS: 221\nS: <closed>")
