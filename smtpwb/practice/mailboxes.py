"""The mailboxes of the practice server as a table: who answers what, and what it teaches.

Read from `mailboxes.toml`. Decides which row an address belongs to; when a condition of a row is
met is decided by `office`, for that needs the size of a message and the time.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files

import msgspec
from msgspec.structs import replace

DOMAIN = "practice.test"
"""The one domain this server takes mail for; `.test` is nobody's (RFC 6761 §6.2)."""
POSTMASTER = "postmaster"
"""The only recipient that needs no domain (RFC 5321 §4.1.1.3)."""
ANYONE, ELSEWHERE = f"anyone@{DOMAIN}", "elsewhere@other.test"
"""The rows for all addresses that have none of their own: of this domain, and of any other."""

_QUOTED_PAIR = re.compile(r"\\(.)")


class Mailbox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row. Without `octets` and `seconds` the reply is given always."""

    address: str
    reply: str
    """The reply to RCPT; `{path}` and `{seconds}` are filled in."""
    teaches: str
    sources: tuple[str, ...]
    stands_for: str = ""
    """What else this row answers for."""
    octets: int = 0
    """The reply is given to messages above this size only."""
    seconds: int = 0
    """The reply is given until so long after the first try."""

    @property
    def name(self) -> str:
        """The local-part."""
        return self.address.rpartition("@")[0]

    @property
    def code(self) -> str:
        """Reply code and enhanced status code: `550 5.1.1`."""
        return " ".join(self.reply.split()[:2])

    @property
    def condition(self) -> str:
        """When the reply is given, to be written behind it; empty for always."""
        if self.octets:
            return f" above {self.octets} octets"
        return f" for {self.seconds} seconds" if self.seconds else ""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mailbox: tuple[Mailbox, ...]


def mailboxes(speed: float = 1.0) -> tuple[Mailbox, ...]:
    """All rows, in the order in which they are shown.

    On a server whose waits are `speed` times shorter; in whole seconds, rounded up, as RCPT tells them.
    """
    return tuple(replace(row, seconds=math.ceil(row.seconds / speed)) for row in _rows())


@cache
def _rows() -> tuple[Mailbox, ...]:
    data = files(__package__).joinpath("mailboxes.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Table).mailbox


@cache
def _by_address() -> dict[str, Mailbox]:
    return {mailbox.address: mailbox for mailbox in _rows()}


def find(address: str) -> Mailbox:
    """The row that answers for an address. Names are compared without case, here at least."""
    rows = _by_address()
    local, _, domain = address.rpartition("@")
    if not local and domain.lower() == POSTMASTER:
        local, domain = domain, DOMAIN
    if domain.lower().rstrip(".") != DOMAIN:
        return rows[ELSEWHERE]
    return rows.get(f"{_unquoted(local).lower()}@{DOMAIN}", rows[ANYONE])


def _unquoted(local: str) -> str:
    """`"nobody"` and `nobody` are the same mailbox (RFC 5321 §4.1.2)."""
    return _QUOTED_PAIR.sub(r"\1", local[1:-1]) if local.startswith('"') else local
