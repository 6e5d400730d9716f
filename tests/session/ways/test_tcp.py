"""TCP: each address in turn, from where and of which kind the user says."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.options import Family, Options
from smtpwb.session.ways.tcp import addresses, connect
from smtpwb.session.ways.trip import Place, Trip
from smtpwb.transcript.events import Attempt


@contextlib.contextmanager
def listener(host: str = "127.0.0.1") -> Iterator[int]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        one = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip("no such address on this machine")
    with one:
        yield one.getsockname()[1]


async def test_v6_and_no_delay() -> None:
    with listener("::1") as port:
        heard: list[Attempt] = []
        trip = Trip(heard.append)
        joined = await connect(Place("::1", port), Options(timeout=5), trip)
        with joined.socket as connected:
            assert connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert connected.gettimeout() == 0
    assert trip.tried == heard == [Attempt(f"[::1]:{port}")]
    assert joined.peer == f"[::1]:{port}"


async def test_each_address_in_turn() -> None:
    with listener() as port, socket.socket() as closed:
        closed.bind(("127.0.0.2", port))  # taken, and nobody listens
        trip = Trip()
        joined = await connect(Place("a.test", port, ("127.0.0.2", "127.0.0.1")), Options(), trip)
        joined.socket.close()
    assert trip.tried == [
        Attempt(f"127.0.0.2:{port}", "connection refused"),
        Attempt(f"127.0.0.1:{port}"),
    ]
    assert (joined.host, joined.peer) == ("a.test", f"127.0.0.1:{port}")


async def test_the_source_address_is_the_one_asked_for() -> None:
    with listener() as port:
        joined = await connect(Place("127.0.0.1", port), Options(source="127.0.0.3"), Trip())
        with joined.socket as connected:
            assert connected.getsockname()[0] == "127.0.0.3"
    assert joined.local.startswith("127.0.0.3:")


async def test_a_source_that_is_not_here_is_said() -> None:
    with listener() as port, pytest.raises(ConnectError) as caught:
        await connect(Place("127.0.0.1", port), Options(source="192.0.2.1"), Trip())
    assert "no such address on this machine" in caught.value.sentence
    assert "--source" in caught.value.sentence


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (Options(), ["127.0.0.1", "::1"]),
        (Options(family=Family.IPV4), ["127.0.0.1"]),
        (Options(family=Family.IPV6), ["::1"]),
        (Options(source="127.0.0.3"), ["127.0.0.1"]),
        (Options(source="::1"), ["::1"]),
    ],
)
async def test_only_addresses_of_the_kind_asked_for(options: Options, found: list[str]) -> None:
    place = Place("a.test", 25, ("127.0.0.1", "::1"))
    assert [address[0] for _, address in await addresses(place, options)] == found


async def test_no_address_of_that_kind() -> None:
    with pytest.raises(ConnectError) as caught:
        await addresses(Place("::1", 25), Options(family=Family.IPV4))
    assert str(caught.value).startswith("::1: ")
    assert caught.value.hint


async def test_a_name_that_no_resolver_takes() -> None:
    with pytest.raises(ConnectError, match="no such host"):
        await addresses(Place("a" * 64 + ".test", 25), Options())
