from __future__ import annotations

import ssl
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


def service(name: str, clock: Clock, *clients: str) -> Service:
    """One with connections of those clients."""
    office, tls = PostOffice(clock, speed=10), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    one = Service(office, by_name()[name], tls, False, False, False, lambda line: None)
    one.connections.update(Caller(client) for client in clients)  # type: ignore[misc]
    return one


@pytest.mark.parametrize(
    ("name", "clients", "crowded"),
    [
        ("crowded", (ME, ME), False),
        ("crowded", (ME, ME, ME), True),
        ("crowded", (ME, OTHER, OTHER), False),
        ("practice", (ME, ME, ME), False),
    ],
)
def test_crowded_counts_the_connections_of_a_client(
    name: str, clients: tuple[str, ...], crowded: bool, clock: Clock
) -> None:
    assert service(name, clock, *clients).crowded(ME) is crowded


def test_it_counts_messages_by_the_office_s_clock_and_speed(clock: Clock) -> None:
    meter = service("meter", clock)
    assert [meter.rate.refusal(ME)[:3] for _ in range(4)] == ["", "", "", "450"]
    clock.now += 6
    assert meter.rate.refusal(ME) == ""
