"""The mail exchangers of a domain, as a sender would find them (RFC 5321 §5.1, RFC 7505).

Decides what the name server's answers mean: the order, the domain itself where there is no MX, and the
null MX that refuses all mail. Connects to nothing but name servers.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smtpwb.errors import ConnectError
from smtpwb.session.hosts import host_port, shown
from smtpwb.session.options import Family, Options
from smtpwb.session.ways.trip import Exchangers, Records
from smtpwb.transcript.events import Exchanger

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver
    from dns.rrset import RRset

_TYPES = {Family.ANY: ("A", "AAAA"), Family.IPV4: ("A",), Family.IPV6: ("AAAA",)}


async def exchangers(domain: str, options: Options, records: Records | None = None) -> Exchangers:
    """Ask for the exchangers of a domain and their addresses: the name servers, or `records` alone.

    Raises ConnectError where there are none.
    """
    resolver = _Known(records) if records is not None else await _resolver(options)
    found = await _mx(resolver, domain)
    if [host for _, host in found] == ["."]:
        raise ConnectError(
            f"{shown(domain)} takes no mail: its MX is null (RFC 7505)", "nothing can be sent there"
        )
    implicit = not found
    listed = await asyncio.gather(
        *(_exchanger(resolver, preference, host, options) for preference, host in found or [(0, domain)])
    )
    if not any(one.addresses for one in listed):
        what = "neither MX nor address" if implicit else "no exchanger with an address"
        raise NoExchanger(f"{shown(domain)} has {what}", "check the spelling", tuple(listed))
    return Exchangers(domain, tuple(listed), implicit)


class _Known:
    """Answers as a resolver does, from records that are known already."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def resolve(self, name: str, kind: str, search: bool) -> RRset:
        import dns.resolver
        import dns.rrset

        found = self._records(name, kind)
        if found is None:
            raise dns.resolver.NXDOMAIN
        if not found:
            raise dns.resolver.NoAnswer
        return dns.rrset.from_text(f"{name.rstrip('.')}.", 0, "IN", kind, *found)


class NoExchanger(ConnectError):
    """A domain whose exchangers cannot be connected to."""

    def __init__(self, message: str, hint: str, hosts: tuple[Exchanger, ...]) -> None:
        super().__init__(message, hint)
        self.hosts = hosts


async def _resolver(options: Options) -> Resolver:
    import dns.asyncresolver
    import dns.resolver

    try:
        resolver = dns.asyncresolver.Resolver(configure=not options.nameserver)
    except dns.resolver.NoResolverConfiguration:
        raise ConnectError("this system names no name server", "name one: --nameserver ADDRESS") from None
    if options.nameserver:
        host, port = host_port(options.nameserver, 53)
        resolver.nameservers, resolver.port = [host], port
    if options.timeout is not None:
        resolver.lifetime = options.timeout
    return resolver


async def _mx(resolver: Resolver | _Known, domain: str) -> list[tuple[int, str]]:
    """The MX records, by preference and name; none is an answer, too."""
    import dns.exception
    import dns.resolver

    try:
        answer = await resolver.resolve(domain, "MX", search=False)
    except dns.resolver.NXDOMAIN:
        raise ConnectError(f"{shown(domain)}: no such domain", "check the spelling") from None
    except dns.resolver.NoAnswer:
        return []
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise ConnectError(f"{shown(domain)}: {_why(error)}", "check the network, or --nameserver") from None
    return sorted((record.preference, _written(str(record.exchange))) for record in answer)


async def _exchanger(resolver: Resolver | _Known, preference: int, host: str, options: Options) -> Exchanger:
    import dns.exception
    import dns.resolver

    addresses: list[str] = []
    why = "no address"
    for kind in _TYPES[options.family]:
        try:
            addresses += [record.to_text() for record in await resolver.resolve(host, kind, search=False)]
        except dns.resolver.NXDOMAIN:
            why = "no such host"
        except dns.resolver.NoAnswer:
            pass
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            why = _why(error)
    return Exchanger(host, preference, tuple(addresses), "" if addresses else why)


def _written(name: str) -> str:
    """A name as people write it, without the root's dot; the null MX is that dot alone."""
    return name.rstrip(".") or "."


def _why(error: Exception) -> str:
    import dns.exception
    import dns.resolver

    if isinstance(error, dns.resolver.NoNameservers):
        return "the name server could not answer"
    if isinstance(error, dns.exception.Timeout | OSError):
        return "the name server did not answer"
    return "no such domain"  # a name that DNS cannot hold
