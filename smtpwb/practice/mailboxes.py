"""The mailboxes of the practice server as a table: who answers what, and what it teaches.

Read from `mailboxes.toml`. Decides which row an address belongs to; when a condition of a row is
met is decided by `office`, for that needs the size of a message and the time.
"""

from __future__ import annotations

import math
import re
from functools import cache

import msgspec
from msgspec.structs import replace

from smtpwb.practice.manner import PLAIN, Manner
from smtpwb.reference.packaged import packaged
from smtpwb.transcript.loopback import PRACTICE

DOMAIN = PRACTICE
"""The one domain this server takes mail for."""
POSTMASTER = "postmaster"
"""The only recipient that needs no domain (RFC 5321 §4.1.1.3)."""
ANYONE, ELSEWHERE = f"anyone@{DOMAIN}", "elsewhere@other.test"
"""The rows for all addresses that have none of their own: of this domain, and of any other."""

NULL_MX = "nullmx.test"
"""A domain that says it takes no mail (RFC 7505)."""
_ROUTE = re.compile(r"[@%!]")
"""What in a local-part asks to be sent on: an open relay is looked for with it (RFC 2505 §2.1)."""
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
    after_the_dot: bool = False
    """RCPT is answered 250, and the message is refused with the reply."""
    eight_bit: bool = False
    """The reply is given, after the dot, to octets above 127 that MAIL did not announce."""
    manner: Manner = PLAIN
    """How the reply to RCPT goes out."""
    bounces: str = ""
    """Accepted now; what the next server will have said, and the sender is told by mail."""

    @property
    def name(self) -> str:
        """The local-part."""
        return self.address.rpartition("@")[0]

    @property
    def code(self) -> str:
        """Reply code and enhanced status code: `550 5.1.1`."""
        return " ".join(self.reply.split()[:2]) or "no reply"

    @property
    def condition(self) -> str:
        """When and how the reply is given, to be written behind it; empty for always and at once."""
        if self.octets:
            return f" above {self.octets} octets"
        if self.seconds:
            return f" for {self.seconds} seconds"
        if self.eight_bit:
            return " to 8-bit data sent as 7-bit"
        if self.bounces:
            return f", then a bounce {self.bounces.split()[1]}"
        if self.after_the_dot:
            return " after the dot"
        separator = " " if self.manner.after else ", "
        return f"{separator}{self.manner.words}" if self.manner.words else ""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mailbox: tuple[Mailbox, ...]


def mailboxes(speed: float = 1.0) -> tuple[Mailbox, ...]:
    """All rows, in the order in which they are shown.

    On a server whose waits are `speed` times shorter; in whole seconds, rounded up, as RCPT tells them.
    """
    return tuple(
        replace(row, seconds=math.ceil(row.seconds / speed), manner=row.manner.at(speed)) for row in _rows()
    )


@cache
def _rows() -> tuple[Mailbox, ...]:
    return packaged(__file__, "mailboxes.toml", _Table).mailbox


@cache
def _by_address() -> dict[str, Mailbox]:
    return {mailbox.address: mailbox for mailbox in _rows()}


def find(address: str) -> Mailbox:
    """The row that answers for an address. Names are compared without case, here at least."""
    rows = _by_address()
    local, domain = _parts(address)
    if domain == NULL_MX:
        return rows[f"anyone@{NULL_MX}"]
    if domain != DOMAIN or _ROUTE.search(local):
        return rows[ELSEWHERE]
    return rows.get(f"{local.lower()}@{DOMAIN}", rows[ANYONE])


def is_here(address: str) -> bool:
    """Whether an address is of this domain, and no way around to another one."""
    local, domain = _parts(address)
    return domain == DOMAIN and not _ROUTE.search(local)


def _parts(address: str) -> tuple[str, str]:
    """Local-part, without its quotes, and domain."""
    local, _, domain = address.rpartition("@")
    if not local and domain.lower() == POSTMASTER:
        local, domain = domain, DOMAIN
    return _unquoted(local), domain.lower().rstrip(".")


def _unquoted(local: str) -> str:
    """`"nobody"` and `nobody` are the same mailbox (RFC 5321 §4.1.2)."""
    return _QUOTED_PAIR.sub(r"\1", local[1:-1]) if local.startswith('"') else local
