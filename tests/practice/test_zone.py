from __future__ import annotations

from collections.abc import AsyncIterator

import dns.asyncresolver
import pytest

from smtpwb.errors import ConnectError
from smtpwb.practice.house import PracticeHouse
from smtpwb.practice.mailboxes import NULL_MX
from smtpwb.practice.ports import is_practice
from smtpwb.practice.sender_rules import DOMAINS
from smtpwb.practice.zone import alias, down, names, records, zone
from smtpwb.session.options import Options
from smtpwb.session.session import Session
from smtpwb.session.target import Target, parse
from smtpwb.transcript.events import Opened, OpenFailed
from smtpwb.transcript.transcript import Transcript
from tests.laws.sources import check


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("practice.test", "MX", ("10 mx1.practice.test.", "20 mx2.practice.test.")),
        ("PRACTICE.test.", "A", ("127.0.0.1",)),
        ("practice.test", "AAAA", ()),
        ("mx2.practice.test", "A", ("127.0.0.1",)),
        ("nullmx.test", "MX", ("0 .",)),
        ("nomx.test", "MX", ()),
        ("nomx.test", "A", ("127.0.0.1",)),
        ("ghost.test", "MX", None),
        ("other.test", "MX", None),
        ("pix.practice.test", "A", ("127.0.0.1",)),
        ("pix.practice.test", "MX", ()),
        ("nobody.practice.test", "A", None),
    ],
)
def test_what_the_dns_would_say(name: str, kind: str, found: tuple[str, ...] | None) -> None:
    assert records(name, kind) == found


@pytest.mark.parametrize(
    ("domain", "named", "here"),
    [
        ("practice.test", False, True),
        ("Practice.Test.", True, True),
        ("no.such.practice.test", True, True),
        ("ghost.test", True, True),
        ("other.test", False, True),
        ("other.test", True, False),
        ("example.net", False, False),
        ("test.example.net", False, False),
    ],
)
def test_which_domains_no_name_server_is_asked_for(domain: str, named: bool, here: bool) -> None:
    assert (zone(domain, named) is not None) is here


def test_every_exchanger_leads_somewhere_or_is_down() -> None:
    hosts = {record.split()[1].rstrip(".") for row in names().values() for record in row.mx} - {""}
    assert hosts
    for host in hosts:
        assert is_practice(host)
        assert host in down() or is_practice(alias(host))


def test_what_senders_are_refused_for_fits_the_zone() -> None:
    assert records(NULL_MX, "MX") == ("0 .",)
    missing = {domain for domain, why in DOMAINS.items() if why == "sender does not exist"}
    assert {domain for domain in missing if records(domain, "MX") is None} == missing


def test_each_row_teaches_something_and_says_where_that_is_written() -> None:
    for row in names().values():
        assert row.teaches.endswith(".")
        check(row.sources)


@pytest.fixture
async def session(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Session]:
    """One that knows the practice house and its zone, where no name server can be asked."""
    monkeypatch.setattr(dns.asyncresolver, "Resolver", None)
    house = PracticeHouse()

    async def resolve(target: Target) -> tuple[str, int] | None:
        return await house.address(target.host, target.port) if is_practice(target.host) else None

    one = Session(Transcript(), resolve=resolve, zone=zone)
    yield one
    if one.connected:
        one.hang_up()
        await one.closed()
    await house.stop()


@pytest.mark.parametrize(
    ("written", "host", "failed"),
    [
        ("mx:practice.test", "mx2.practice.test", 1),
        ("mx:nomx.test", "nomx.test", 0),
        ("mx:pix.practice.test", "pix.practice.test", 0),
    ],
)
async def test_the_exchangers_of_a_practice_domain_are_found_on_this_machine(
    session: Session, written: str, host: str, failed: int
) -> None:
    away = Options(nameserver="192.0.2.53", source="192.0.2.1")
    await session.connect(parse(written), away)
    opened = session.transcript.entries[0].event
    assert isinstance(opened, Opened)
    assert (opened.host, opened.port) == (host, 25)
    assert opened.peer.startswith("127.0.0.1:")
    assert [bool(attempt.error) for attempt in opened.tried] == [True] * failed + [False]
    assert len(opened.exchangers) == 1 + failed


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("mx:nullmx.test", "its MX is null"),
        ("mx:ghost.test", "no such domain"),
        ("mx:anything.test", "no such domain"),
        ("mx:pix.practice.test:587", "pix.practice.test has no port 587"),
    ],
)
async def test_practice_domains_that_lead_nowhere(session: Session, written: str, why: str) -> None:
    with pytest.raises(ConnectError, match=why):
        await session.connect(parse(written))
    assert isinstance(session.transcript.entries[0].event, OpenFailed)
