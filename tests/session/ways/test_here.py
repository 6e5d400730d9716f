from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from smtpwb.session.options import Options
from smtpwb.session.target import Target, parse
from smtpwb.session.ways import here
from smtpwb.session.ways.here import ThisMachine
from smtpwb.session.ways.trip import Joined, Records, Trip


def records(name: str, kind: str) -> tuple[str, ...] | None:
    return None


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Target, Trip]]]:
    """What goes on to the network's ways in."""
    found: list[tuple[Target, Trip]] = []
    one, other = socket.socketpair()

    async def join(target: Target, options: Options, trip: Trip) -> Joined:
        found.append((target, trip))
        return Joined(one, target.host, target.port, "127.0.0.1:1")

    monkeypatch.setattr(here, "join", join)
    yield found
    one.close()
    other.close()


async def place(target: Target) -> tuple[str, int] | None:
    return ("127.0.0.1", 40_000 + target.port) if target.host.endswith("practice.test") else None


async def test_a_name_of_this_machine_leads_to_its_place_and_is_told_as_written(
    asked: list[tuple[Target, Trip]],
) -> None:
    joined = await ThisMachine(place).join(parse("practice.test:25"), Options(), Trip())
    ((target, _),) = asked
    assert (target.host, target.port) == ("127.0.0.1", 40_025)
    assert (joined.host, joined.port) == ("practice.test", 25)


@pytest.mark.parametrize("known", [ThisMachine(place), ThisMachine()])
async def test_any_other_goes_on_as_it_is(known: ThisMachine, asked: list[tuple[Target, Trip]]) -> None:
    written = parse("mx.example.net:25")
    await known.join(written, Options(), Trip())
    assert [target for target, _ in asked] == [written]


@pytest.mark.parametrize(("domain", "ours"), [("practice.test", True), ("example.net", False)])
async def test_a_domain_of_this_machine_is_looked_up_here(
    domain: str, ours: bool, asked: list[tuple[Target, Trip]]
) -> None:
    def zone(name: str, named: bool) -> Records | None:
        return records if name == "practice.test" and not named else None

    await ThisMachine(place, zone).join(parse(f"mx:{domain}"), Options(), Trip())
    ((_, trip),) = asked
    assert trip.records is (records if ours else None)
    assert (trip.here is not None) is ours
    if trip.here is not None:
        assert await trip.here("mx1.practice.test", 25) == ("127.0.0.1", 40_025)
