"""`practice.test` as a place: which host names are its own, and what its ports are for.

Names only. The servers behind them are the house's, which alone imports them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from smtpwb.practice.mailboxes import DOMAIN
from smtpwb.practice.zone import hosts
from smtpwb.smtp import ports


class Port(msgspec.Struct, frozen=True):
    """What a port of the house is for."""

    number: int
    purpose: str
    implicit_tls: bool = False
    submission: bool = False
    lmtp: bool = False


PORTS: dict[int, Port] = {
    port.number: port
    for port in (
        Port(ports.SMTP, "mail from anyone, plain"),
        Port(ports.SUBMISSION, "submission: AUTH before MAIL", submission=True),
        Port(ports.SUBMISSIONS, "TLS on connect", implicit_tls=True),
        Port(ports.LMTP, "LMTP, a reply for each recipient", lmtp=True),
    )
}


def is_practice(host: str) -> bool:
    """Whether a host name is the practice server's, beneath it, or one of its zone."""
    name = host.lower().rstrip(".")
    return name == DOMAIN or name.endswith(f".{DOMAIN}") or name in hosts()


def listed(numbers: Iterable[int] = PORTS) -> str:
    """Those ports and what they are for, in one line."""
    return ", ".join(f"{number} ({PORTS[number].purpose})" for number in numbers)
