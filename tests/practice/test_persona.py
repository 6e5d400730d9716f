"""Every persona does what its sheet says."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator

import pytest

from smtpwb.practice.house import PracticeHouse
from smtpwb.practice.persona import Persona, behind, by_name, personas
from smtpwb.practice.ports import PORTS
from smtpwb.practice.replies import REPLIES
from smtpwb.practice.rewriting import REWRITES
from smtpwb.practice.verbs import VERBS
from tests.laws.sources import check
from tests.practice.conftest import Clock
from tests.practice.dialogue import Client, go_on, run
from tests.practice.sheets import HELLO, SHEETS

NAMED = [
    *("practice", "old", "pix", "asa", "notls", "tlsless", "brokentls", "expired", "wrongname", "badauth"),
    *("lmtp", "strict", "early", "busy", "closed", "nomail", "crowded", "meter", "small", "plain", "relay"),
    *("flaky", "bounce"),
]


@pytest.fixture
async def house(clock: Clock) -> AsyncIterator[PracticeHouse]:
    practice = PracticeHouse(clock=clock, speed=1000)
    yield practice
    await practice.stop()


@pytest.mark.parametrize(("name", "port"), SHEETS, ids=lambda value: str(value))
async def test_it_behaves_as_its_sheet_says(house: PracticeHouse, name: str, port: int) -> None:
    host = by_name()[name].host
    await run(await house.address(host, port), SHEETS[name, port], tls=PORTS[port].implicit_tls)


def test_every_persona_has_a_sheet_and_they_are_the_known_ones() -> None:
    assert [persona.name for persona in personas()] == NAMED
    assert {name for name, _ in SHEETS} == set(NAMED)


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
async def test_every_port_of_it_answers(house: PracticeHouse, persona: Persona) -> None:
    for port in persona.ports:
        address = await house.address(persona.host, port)
        async with Client(address, tls=PORTS[port].implicit_tls) as client:
            greeting = await client.reply()
            assert greeting[-1][3] == " "
            assert greeting[-1][:3] == REPLIES[persona.greeting][:3]


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_each_row_is_whole_and_names_only_what_there_is(persona: Persona) -> None:
    check(persona.sources)
    assert all(source.startswith("RFC ") for source in persona.sources)
    assert persona.teaches.endswith(".")
    assert persona.teaches.isascii()
    assert persona.title[0].isupper()
    assert persona.try_
    assert set(persona.ports) <= set(PORTS)
    assert {persona.greeting, persona.unlisted, persona.starttls, *persona.verdicts} <= set(REPLIES)
    assert set(persona.rewrites) <= set(REWRITES)
    assert {*persona.commands, *persona.manners} <= set(VERBS)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("practice.test", "practice"),
        ("PIX.Practice.Test.", "pix"),
        ("pix.other.test", ""),
        ("pix", ""),
        ("a.pix.practice.test", ""),
        ("nobody.practice.test", ""),
    ],
)
def test_which_persona_is_behind_a_host(host: str, name: str) -> None:
    found = behind(host)
    assert (found.name if found else "") == name


async def test_early_turns_away_who_talks_before_its_greeting_is_over(clock: Clock) -> None:
    """At a speed at which the greeting takes a second: the client is faster."""
    house = PracticeHouse(clock=clock, speed=5)
    address = await house.address("early.practice.test", 25)
    early = "S: 220-early.practice.test\nC: EHLO x\nS: 554 5.5.1 Protocol error\nS: <closed>"
    await run(address, early)
    await house.stop()


async def test_crowded_takes_two_connections_of_a_client(house: PracticeHouse) -> None:
    address = await house.address("crowded.practice.test", 25)
    async with Client(address) as one, Client(address) as two:
        await go_on(one, HELLO)
        await go_on(two, HELLO)
        await run(address, "S: 421 4.7.0 crowded.practice.test Error: too many connections\nS: <closed>")
        await go_on(one, "C: QUIT\nS: 221\nS: <closed>")
        await run(address, HELLO)


async def test_meter_lets_in_again_after_a_minute_and_the_blocked_after_an_hour(
    house: PracticeHouse, clock: Clock
) -> None:
    address = await house.address("meter.practice.test", 25)
    mail = "C: MAIL FROM:<a@example.net>\nS: {}\nC: RSET\nS: 250\n"
    async with Client(address) as client:
        await go_on(client, HELLO + mail.format("250") * 3 + mail.format("450 4.7.1"))
        clock.now += 60 / 1000
        await go_on(client, mail.format("250") * 3 + mail.format("450") * 3 + mail.format("550 5.7.1"))
        clock.now += 3599 / 1000
        await go_on(client, mail.format("550 5.7.1"))
        clock.now += 1 / 1000
        await go_on(client, mail.format("250"))


async def test_flaky_says_half_a_reply_and_closes(house: PracticeHouse) -> None:
    async with Client(await house.address("flaky.practice.test", 25)) as client:
        await go_on(client, HELLO)
        await client.send(b"VRFY a\r\n")
        said = b""
        while piece := await client.raw():
            said += piece
    whole = REPLIES["not verified"]
    assert said.decode() == whole[: len(whole) // 2]


async def test_pix_shows_nothing_of_what_it_is(house: PracticeHouse) -> None:
    async with Client(await house.address("pix.practice.test", 25)) as client:
        [greeting] = await client.reply()
        assert set(greeting) == set("220 *")


async def test_old_has_no_enhanced_status_code_in_any_reply(house: PracticeHouse) -> None:
    async with Client(await house.address("old.practice.test", 25)) as client:
        said = await client.reply()
        for command in ("NOOP", "HELP", "HELP NOOP", "VRFY a", "RCPT TO:<a@b>", "RSET x", "DATA", "", "QUIT"):
            said += await client.say(command)
    assert not [line for line in said if re.match(r"\d{3}[ -]\d+\.\d+\.\d+ ", line)]


async def test_the_open_relay_forwards_nothing(house: PracticeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket is made but those of the server itself."""
    address = await house.address("relay.practice.test", 25)
    reader, writer = await asyncio.open_connection(*address)
    await reader.readline()
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(socket, "getaddrinfo", None)
    for command in ("HELO x", "MAIL FROM:<a@b.test>", "RCPT TO:<c@example.org>", "DATA", "."):
        writer.write(command.encode() + b"\r\n")
        assert (await reader.readline())[:1] in (b"2", b"3")
    monkeypatch.undo()
    writer.close()
    assert house.received[0].recipients == ("c@example.org",)


@pytest.mark.parametrize(
    ("mailbox", "said"),
    [
        ("slow", "S: 250 2.1.5"),
        ("drop", "S: <closed>"),
        ("reset", "S: <closed>"),
        ("busy", "S: 421 4.3.2\nS: <closed>"),
        ("toomany", "S: 452 4.5.3 <toomany@practice.test>"),
        ("spam", "S: 250\nC: DATA\nS: 354\nC: .\nS: 554 5.7.1"),
        ("virus", "S: 250\nC: DATA\nS: 354\nC: .\nS: 554 5.7.1"),
        ("deferred", "S: 250\nC: DATA\nS: 354\nC: .\nS: 451 4.3.0"),
        ("8bit", "S: 250\nC: DATA\nS: 354\nC: grüße\nC: .\nS: 554 5.6.1"),
        ("bounces", "S: 250\nC: DATA\nS: 354\nC: .\nS: 250"),
        ("loop", "S: 250\nC: DATA\nS: 354\nC: .\nS: 250"),
    ],
)
async def test_mailboxes_with_a_character(house: PracticeHouse, mailbox: str, said: str) -> None:
    begin = f"{HELLO}C: MAIL FROM:<a@example.net>\nS: 250\nC: RCPT TO:<{mailbox}@practice.test>\n"
    await run(await house.address("practice.test", 25), begin + said)


async def test_reset_is_a_reset_and_drop_is_none(house: PracticeHouse) -> None:
    ends: dict[str, type[Exception] | None] = {}
    for mailbox in ("drop", "reset"):
        reader, writer = await asyncio.open_connection(*await house.address("practice.test", 25))
        writer.write(f"HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<{mailbox}@practice.test>\r\n".encode())
        try:
            await reader.read()
            ends[mailbox] = None
        except ConnectionError as error:
            ends[mailbox] = type(error)
        writer.close()
    assert ends == {"drop": None, "reset": ConnectionResetError}


async def test_mail_from_and_to_a_domain_with_a_null_mx(house: PracticeHouse) -> None:
    await run(
        await house.address("practice.test", 25),
        HELLO
        + """
        C: MAIL FROM:<a@nullmx.test>
        S: 550 5.7.27
        C: MAIL FROM:<a@example.net>
        S: 250
        C: RCPT TO:<anyone@nullmx.test>
        S: 556 5.1.10 <anyone@nullmx.test>: Recipient address rejected
        """,
    )
