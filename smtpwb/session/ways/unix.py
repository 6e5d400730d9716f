"""A unix socket, as of Postfix's or Dovecot's LMTP service."""

from __future__ import annotations

import asyncio
import errno
import socket

from smtpwb.errors import ConnectError
from smtpwb.session.options import Options
from smtpwb.session.target import Target
from smtpwb.session.ways.trip import Joined, Trip
from smtpwb.session.ways.words import hint, in_words


async def connect(target: Target, options: Options, trip: Trip) -> Joined:
    """Connect to the socket at the target's path. Raises ConnectError."""
    shown = f"unix:{target.path}"
    trip.trying(shown)
    try:
        connected = await _connected(target.path, options.timeout)
    except OSError as error:
        why = "no such socket" if error.errno == errno.ENOENT else in_words(error)
        trip.failed(shown, why)
        raise ConnectError(f"{shown}: {why}", hint(why)) from None
    trip.reached(shown)
    return Joined(connected, target.host, 0, shown)


async def _connected(path: str, timeout: float | None) -> socket.socket:
    if not hasattr(socket, "AF_UNIX"):
        raise OSError(errno.EAFNOSUPPORT, "no unix sockets")
    connecting = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connecting.setblocking(False)
        async with asyncio.timeout(timeout):
            await asyncio.get_running_loop().sock_connect(connecting, _address(path))
    except BaseException:
        connecting.close()
        raise
    return connecting


def _address(path: str) -> str:
    """Linux's abstract names begin with a zero octet, written `@` by custom."""
    return f"\0{path[1:]}" if path.startswith("@") else path
