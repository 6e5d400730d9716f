"""What is on this machine: the practice server's name, and whether a connection stays here, so that nobody
reads along."""

from __future__ import annotations

from ipaddress import ip_address

from smtpwb.transcript.events import Opened

PRACTICE = "practice.test"
"""The domain of the practice server, which only smtpwb knows; `.test` is nobody's (RFC 6761 §6.2)."""


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
