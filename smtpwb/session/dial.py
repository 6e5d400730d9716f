"""Dialling: from a host and a port to a connected socket, address by address.

Decides in which order addresses are tried (as the resolver gives them, RFC 6724), how long each gets,
and how a failure reads in plain words. Knows no event and no SMTP.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

from smtpwb.errors import ConnectError
from smtpwb.transcript.events import Attempt

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

_HINTS = {
    "connection refused": "nothing listens there: check the port, or whether the server runs",
    "timed out": "a firewall may drop the packets: many networks block port 25, try 587",
    "no such host": "check the spelling, or write an address",
    "the host has no address": "its mail may go elsewhere: look up its MX",
    "the name server did not answer": "check the network, or write an address",
}


def in_words(error: OSError) -> str:
    """Why the network refused, in plain words."""
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, socket.gaierror):
        return _UNRESOLVED.get(error.errno or 0) or (error.strerror or "no such host").lower()
    return _FAILURES.get(error.errno or 0) or (error.strerror or str(error) or "failed").lower()


def shown(host: str, port: int) -> str:
    """`192.0.2.1:25` or `[2001:db8::1]:25`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def dial(
    host: str, port: int, tried: list[Attempt], on_attempt: Callable[[Attempt], None], timeout: float | None
) -> socket.socket:
    """Try each address of a host in turn; return the first socket that connects, not blocking.

    Every attempt is told to `on_attempt` as it begins and again, with its error, when it fails; `tried`
    collects how each ended. `timeout` is in seconds for each address. Raises ConnectError when none
    answers; cancelled, it leaves no socket behind.
    """
    for family, address in await _addresses(host, port):
        attempt = Attempt(shown(address[0], address[1]))
        on_attempt(attempt)
        try:
            connected = await _connected(family, address, timeout)
        except OSError as error:
            attempt = Attempt(attempt.address, in_words(error))
            on_attempt(attempt)
            tried.append(attempt)
        else:
            tried.append(attempt)
            return connected
    raise _unreachable(host, tried)


async def _addresses(host: str, port: int) -> list[tuple[int, tuple[Any, ...]]]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # a label that IDNA cannot encode
        raise ConnectError(f"{host}: no such host", _HINTS["no such host"]) from None
    except OSError as error:
        why = in_words(error)
        raise ConnectError(f"{host}: {why}", _HINTS.get(why, "")) from None
    return [(family, address) for family, _, _, _, address in found]


async def _connected(family: int, address: tuple[Any, ...], timeout: float | None) -> socket.socket:
    connecting = socket.socket(family, socket.SOCK_STREAM)
    try:
        connecting.setblocking(False)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        async with asyncio.timeout(timeout):
            await asyncio.get_running_loop().sock_connect(connecting, address)
    except BaseException:
        connecting.close()
        raise
    return connecting


def _unreachable(host: str, tried: list[Attempt]) -> ConnectError:
    reasons = list(dict.fromkeys(attempt.error for attempt in tried))
    why = reasons[0] if len(reasons) == 1 else "none of its addresses answered"
    return ConnectError(f"{host}: {why}", _HINTS.get(reasons[-1], "") if reasons else "")
