"""The practice domains as the DNS would tell them: exchangers, addresses, and names that do not exist.

Read from `zone.toml`. Decides which names are answered here: all of `.test`, which nobody owns (RFC 6761
§6.2), so that no practice name is ever asked for on the network. What an answer means is the asker's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec

from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.persona import PLAIN_NAME, behind
from smtpwb.reference.packaged import packaged
from smtpwb.transcript.loopback import is_reserved

LOOPBACK = "127.0.0.1"


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of one name."""

    name: str
    teaches: str
    sources: tuple[str, ...]
    mx: tuple[str, ...] = ()
    """Preference and host of each exchanger, as in a zone file."""
    a: tuple[str, ...] = ()
    persona: str = ""
    """Who listens there."""
    missing: bool = False
    """There is no such name."""
    down: bool = False
    """Nobody does."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: tuple[Name, ...]


@cache
def names() -> dict[str, Name]:
    """All of them by name, in the order in which they are shown."""
    return {row.name: row for row in packaged(__file__, "zone.toml", _Table).name}


def zone(domain: str, named: bool) -> Callable[[str, str], tuple[str, ...] | None] | None:
    """The records to look a domain up in; None: the name servers are to be asked.

    `named`: the user named one, which is asked then for all of `.test` but the practice domains.
    """
    name = domain.lower().rstrip(".")
    ours = name in names() or behind(name) is not None or name.endswith(f".{DOMAIN}")
    return records if ours or (is_reserved(name) and not named) else None


def records(name: str, kind: str) -> tuple[str, ...] | None:
    """The records of a kind, `MX`, `A` or `AAAA`, as in a zone file; None: there is no such name."""
    row = names().get(name.lower().rstrip("."))
    if row is not None and not row.missing:
        return {"MX": row.mx, "A": row.a}.get(kind, ())
    if row is None and behind(name) is not None:
        return (LOOPBACK,) if kind == "A" else ()
    return None


def alias(name: str) -> str:
    """The host behind a host name: another name of the same server, or that name itself."""
    row = names().get(name)
    if row is None or not row.persona:
        return name
    return DOMAIN if row.persona == PLAIN_NAME else f"{row.persona}.{DOMAIN}"


@cache
def down() -> frozenset[str]:
    """The hosts where nobody listens."""
    return frozenset(row.name for row in names().values() if row.down)


@cache
def hosts() -> frozenset[str]:
    """The names of the zone that have an address."""
    return frozenset(row.name for row in names().values() if row.a)
