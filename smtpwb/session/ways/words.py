"""Why the network refused, in plain words, and what to do about it."""

from __future__ import annotations

import errno
import socket

_FAILURES = {
    errno.ECONNREFUSED: "connection refused",
    errno.ETIMEDOUT: "timed out",
    errno.ECONNRESET: "connection reset",
    errno.ENETUNREACH: "network unreachable",
    errno.EHOSTUNREACH: "host unreachable",
    errno.EADDRNOTAVAIL: "no such address on this machine",
    errno.EAFNOSUPPORT: "no such kind of address on this machine",
    errno.EACCES: "not permitted on this machine",
    errno.EPERM: "not permitted on this machine",
}

_UNRESOLVED = {
    socket.EAI_NONAME: "no such host",
    socket.EAI_AGAIN: "the name server did not answer",
    socket.EAI_FAMILY: "no address of a kind that this machine has",
}
if hasattr(socket, "EAI_NODATA"):
    _UNRESOLVED[socket.EAI_NODATA] = "the host has no address"
if hasattr(socket, "EAI_ADDRFAMILY"):
    _UNRESOLVED[socket.EAI_ADDRFAMILY] = "the host has no address of that kind"

_HINTS = {
    "connection refused": "nothing listens there: check the port, or whether the server runs",
    "timed out": "a firewall may drop the packets: many networks block port 25, try 587",
    "no such host": "check the spelling, or write an address",
    "the host has no address": "its mail may go elsewhere: connect to mx:DOMAIN",
    "the host has no address of that kind": "leave out -4 and -6",
    "the name server did not answer": "check the network, or write an address",
    "no such address on this machine": "check --source",
    "no such socket": "check the path, or whether the server runs",
    "not permitted on this machine": "ask who may use it, or become that user",
}


def in_words(error: OSError) -> str:
    """Why the network refused, in plain words."""
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, socket.gaierror):
        return _UNRESOLVED.get(error.errno or 0) or (error.strerror or "no such host").lower()
    return _FAILURES.get(error.errno or 0) or (error.strerror or str(error) or "failed").lower()


def hint(why: str) -> str:
    """What to do about it, or empty."""
    return _HINTS.get(why, "")
