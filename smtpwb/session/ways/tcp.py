"""TCP: from a host and a port to a connected socket, address by address.

Decides in which order addresses are tried (as the resolver gives them, RFC 6724) and how long each gets.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from smtpwb.errors import ConnectError
from smtpwb.session.options import Family, Options
from smtpwb.session.ways.trip import Joined, Place, Trip
from smtpwb.session.ways.words import hint, in_words
from smtpwb.smtp.ports import joined

Address = tuple[int, tuple[Any, ...]]
"""A family and the address in that family's form."""


async def connect(place: Place, options: Options, trip: Trip) -> Joined:
    """Try each address of a host in turn; take the first that answers.

    Raises ConnectError when none does; cancelled, it leaves no socket behind.
    """
    for family, address in await addresses(place, options):
        shown = joined(*address[:2])
        trip.trying(shown)
        try:
            connected = await _connected(family, address, options)
        except OSError as error:
            trip.failed(shown, in_words(error))
        else:
            trip.reached(shown)
            local = joined(*connected.getsockname()[:2])
            return Joined(connected, place.host, place.port, shown, local)
    raise _unreachable(place.host, trip)


async def addresses(place: Place, options: Options) -> list[Address]:
    """Every address of a place that may be tried. Raises ConnectError where there is none."""
    loop = asyncio.get_running_loop()
    flags = socket.AI_NUMERICHOST if place.addresses else 0
    found: list[Address] = []
    why = "no such host"
    for host in place.addresses or (place.host,):
        try:
            answers = await loop.getaddrinfo(
                host, place.port, family=_family(options), type=socket.SOCK_STREAM, flags=flags
            )
        except UnicodeError:  # a label that IDNA cannot encode
            continue
        except OSError as error:
            why = in_words(error)
        else:
            found += [(family, address) for family, _, _, _, address in answers]
    if not found:
        raise ConnectError(f"{place.host}: {why}", hint(why))
    return found


def _family(options: Options) -> int:
    """The family asked for; an address to connect from has no other than its own."""
    if options.source and options.family is Family.ANY:
        return socket.AF_INET6 if ":" in options.source else socket.AF_INET
    return options.family.value


async def _connected(family: int, address: tuple[Any, ...], options: Options) -> socket.socket:
    connecting = socket.socket(family, socket.SOCK_STREAM)
    try:
        connecting.setblocking(False)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if options.source:
            connecting.bind((options.source, 0))
        async with asyncio.timeout(options.timeout):
            await asyncio.get_running_loop().sock_connect(connecting, address)
    except BaseException:
        connecting.close()
        raise
    return connecting


def _unreachable(host: str, trip: Trip) -> ConnectError:
    reasons = list(dict.fromkeys(attempt.error for attempt in trip.tried if attempt.error))
    why = reasons[0] if len(reasons) == 1 else "none of its addresses answered"
    return ConnectError(f"{host}: {why}", hint(reasons[-1]) if reasons else "")
