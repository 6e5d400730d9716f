"""What is on this machine: the practice server's name, and whether a connection stays here, so that nobody
reads along."""

from __future__ import annotations

from ipaddress import ip_address

from smtpwb.smtp import ports
from smtpwb.transcript.events import Opened

PRACTICE = "practice.test"
"""The domain of the practice server, which only smtpwb knows."""
TO_PRACTICE = f"telnet {PRACTICE} {ports.SMTP}"
"""The order to connect there, as one types it."""


def is_reserved(name: str) -> bool:
    """Whether a host or domain is one of `.test`, which are nobody's (RFC 6761 §6.2)."""
    return name.lower().rstrip(".").rpartition(".")[2] == "test"


def known_here_alone(opened: Opened) -> bool:
    """Whether it went to a name that led to this very machine, and leads others nowhere."""
    return is_reserved(opened.host) and on_loopback(opened)


def on_loopback(opened: Opened | None) -> bool:
    """Whether a connection does not leave this machine: what carries it elsewhere might."""
    if opened is None or opened.via:
        return False
    if not opened.port:
        return True  # a unix socket, or the standard input of a command
    return is_loopback(opened.peer.rpartition(":")[0].strip("[]"))


def is_loopback(address: str) -> bool:
    """Whether it is an address of this machine alone; a name is none."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
