from __future__ import annotations

from dataclasses import dataclass

import pytest

from smtpwb.practice.office import PostOffice
from smtpwb.practice.persona import by_name
from smtpwb.practice.service import Service
from tests.practice.conftest import Clock

ME, OTHER = "192.0.2.1", "192.0.2.2"


@dataclass(eq=False)
class Caller:
    """What is asked of a connection."""

    client: str
    turned_away: str = ""


def service(name: str, clock: Clock, *clients: str) -> Service:
    """One with connections of those clients."""
    office = PostOffice(clock, speed=10)
    one = Service(office, by_name()[name], False, False, False, lambda line: None)
    one.connections.update(Caller(client) for client in clients)  # type: ignore[misc]
    return one


@pytest.mark.parametrize(
    ("name", "clients", "crowded"),
    [
        ("crowded", (ME, ME), ""),
        ("crowded", (ME, ME, ME), "2 of one address, as this persona is"),
        ("crowded", (ME, OTHER, OTHER), ""),
        ("practice", (ME, ME, ME), ""),
    ],
)
def test_crowded_counts_the_connections_of_a_client(
    name: str, clients: tuple[str, ...], crowded: str, clock: Clock
) -> None:
    assert service(name, clock, *clients).crowded(ME) == crowded


def test_who_is_turned_away_counts_against_nobody(clock: Clock) -> None:
    one = service("crowded", clock, ME, ME)
    refused = [Caller(ME, "2 of one address, as this persona is") for _ in range(9)]
    one.connections.update(refused)  # type: ignore[arg-type]
    assert one.crowded(ME) == ""


def test_it_counts_messages_by_the_office_s_clock_and_speed(clock: Clock) -> None:
    meter = service("meter", clock)
    assert [meter.rate.refusal(ME)[:3] for _ in range(4)] == ["", "", "", "450"]
    clock.now += 6
    assert meter.rate.refusal(ME) == ""
