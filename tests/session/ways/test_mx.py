"""Mail exchangers, from a name server of the test's own."""

from __future__ import annotations

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.options import Family, Options
from smtpwb.session.ways.mx import NoExchanger, exchangers
from smtpwb.session.ways.trip import Exchangers
from smtpwb.transcript.events import Exchanger
from tests.session.ways.nameserver import Zone, nameserver

ZONE: Zone = {
    ("two.test.", "MX"): ("20 b.two.test.", "10 a.two.test.", "20 a.two.test."),
    ("a.two.test.", "A"): ("192.0.2.1",),
    ("a.two.test.", "AAAA"): ("2001:db8::1",),
    ("b.two.test.", "TXT"): ("x",),
    ("host.test.", "A"): ("192.0.2.9",),
    ("null.test.", "MX"): ("0 .",),
    ("empty.test.", "TXT"): ("x",),
    ("lost.test.", "MX"): ("5 gone.test.",),
    ("xn--bcher-kva.test.", "MX"): ("1 host.test.",),
}
A = ("192.0.2.1", "2001:db8::1")


async def ask(domain: str, **options: object) -> Exchangers:
    async with nameserver(ZONE) as server:
        return await exchangers(domain, Options(nameserver=server, **options))  # type: ignore[arg-type]


async def test_by_preference_each_with_its_addresses() -> None:
    assert await ask("two.test") == Exchangers(
        "two.test",
        (
            Exchanger("a.two.test", 10, A),
            Exchanger("a.two.test", 20, A),
            Exchanger("b.two.test", 20, (), "no address"),
        ),
    )


async def test_only_addresses_of_the_kind_asked_for() -> None:
    found = await ask("two.test", family=Family.IPV6)
    assert found.hosts[0].addresses == ("2001:db8::1",)


async def test_without_mx_a_domain_is_its_own_exchanger() -> None:
    expected = Exchangers("host.test", (Exchanger("host.test", 0, ("192.0.2.9",)),), implicit=True)
    assert await ask("host.test") == expected


async def test_a_domain_in_other_letters() -> None:
    assert (await ask("bücher.test")).hosts[0].host == "host.test"


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("null.test", "takes no mail: its MX is null"),
        ("empty.test", "neither MX nor address"),
        ("lost.test", "no exchanger with an address"),
        ("no.test", "no such domain"),
        ("a" * 64 + ".test", "no such domain"),
    ],
)
async def test_domains_that_lead_nowhere(domain: str, why: str) -> None:
    with pytest.raises(ConnectError, match=why) as caught:
        await ask(domain)
    assert caught.value.hint


async def test_exchangers_without_address_are_shown_all_the_same() -> None:
    with pytest.raises(NoExchanger) as caught:
        await ask("lost.test")
    assert caught.value.hosts == (Exchanger("gone.test", 5, (), "no such host"),)


async def test_a_name_server_that_does_not_answer() -> None:
    async with nameserver(ZONE, silent=True) as server:
        with pytest.raises(ConnectError, match="the name server did not answer"):
            await exchangers("two.test", Options(nameserver=server, timeout=0.05))


@pytest.mark.parametrize(
    ("domain", "why"), [("ghost.test", "no such domain"), ("none.test", "neither MX nor address")]
)
async def test_records_that_are_known_are_taken_without_a_name_server(domain: str, why: str) -> None:
    known = {("two.test", "MX"): ("20 b.two.test.", "10 a.two.test."), ("a.two.test", "A"): ("192.0.2.1",)}

    def records(name: str, kind: str) -> tuple[str, ...] | None:
        return None if name == "ghost.test" else known.get((name, kind), ())

    nobody = Options(nameserver="192.0.2.53")
    found = await exchangers("two.test", nobody, records)
    assert [(one.host, one.addresses) for one in found.hosts] == [
        ("a.two.test", ("192.0.2.1",)),
        ("b.two.test", ()),
    ]
    with pytest.raises(ConnectError, match=why):
        await exchangers(domain, nobody, records)
