"""From a target and its options to a connected socket: which way in is taken, and what is written first.

The ways themselves are modules beside this one; here is only the table of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from smtpwb.errors import ConnectError
from smtpwb.session.options import Options, local
from smtpwb.session.target import Target, Way
from smtpwb.session.ways.trip import Exchangers, Joined, Place, Trip
from smtpwb.transcript.events import Exchanger


async def join(target: Target, options: Options, trip: Trip) -> Joined:
    """Connect. Raises ConnectError; cancelled, it leaves nothing behind."""
    joined = await _WAYS[target.way](target, options, trip)
    try:
        await _write_header(joined, options)
        if joined.child is not None:
            await _hear(joined, options, trip, wait=not target.tls)
    except BaseException:
        joined.socket.close()
        if joined.child is not None:
            await joined.child.finish(now=True)
        raise
    return joined


async def _over_network(place: Place, options: Options, trip: Trip) -> Joined:
    trip.via = options.carrier
    if options.via is not None:
        from smtpwb.session.ways import ssh

        return await ssh.connect(place, options, trip)
    if options.proxy is not None:
        from smtpwb.session.ways import proxy

        return await proxy.connect(place, options, trip)
    from smtpwb.session.ways import tcp

    return await tcp.connect(place, options, trip)


async def _host(target: Target, options: Options, trip: Trip) -> Joined:
    return await _over_network(Place(target.host, target.port), options, trip)


async def _mx(target: Target, options: Options, trip: Trip) -> Joined:
    """The exchanger that the user chooses; with nobody to choose, each in turn."""
    from smtpwb.session.ways import mx

    try:
        found = await mx.exchangers(target.host, options, trip.records)
    except mx.NoExchanger as error:
        trip.exchangers = error.hosts
        raise
    trip.exchangers = found.hosts
    failures: list[ConnectError] = []
    for one in await _chosen(found, trip):
        try:
            joined = await _to_exchanger(one, target.port, options, trip)
        except ConnectError as error:
            failures.append(error)
        else:
            joined.exchangers = found.hosts
            return joined
    if len(failures) == 1:
        raise failures[0]
    raise ConnectError(f"none of the exchangers of {target.host} answered", failures[-1].hint)


async def _to_exchanger(one: Exchanger, port: int, options: Options, trip: Trip) -> Joined:
    """One that is on this machine is reached past all that leads off it."""
    place = await trip.here(one.host, port) if trip.here is not None else None
    if place is None:
        return await _over_network(Place(one.host, port, one.addresses), options, trip)
    joined = await _over_network(Place(one.host, place[1], (place[0],)), local(options), trip)
    joined.port = port
    return joined


async def _chosen(found: Exchangers, trip: Trip) -> list[Exchanger]:
    reachable = [one for one in found.hosts if one.addresses]
    if trip.choose is None or len(reachable) == 1:
        return reachable
    chosen = await trip.choose(found)
    if chosen is None:
        raise ConnectError("no exchanger was chosen", f"connect to mx:{found.domain} again")
    return [chosen]


async def _unix(target: Target, options: Options, trip: Trip) -> Joined:
    from smtpwb.session.ways import unix

    return await unix.connect(target, options, trip)


async def _pipe(target: Target, options: Options, trip: Trip) -> Joined:
    from smtpwb.session.ways import pipe

    return await pipe.connect(target, options, trip)


_WAYS: dict[Way, Callable[[Target, Options, Trip], Awaitable[Joined]]] = {
    Way.HOST: _host,
    Way.MX: _mx,
    Way.UNIX: _unix,
    Way.PIPE: _pipe,
}


async def _write_header(joined: Joined, options: Options) -> None:
    """The PROXY header, where one is asked for: before anything else, TLS included."""
    if options.proxy_protocol is None:
        return
    from smtpwb.session.hosts import host_port
    from smtpwb.session.ways.proxy_protocol import header

    local = host_port(joined.local, 0) if joined.local else None
    peer = joined.socket.getpeername()[:2] if local is not None else None
    joined.preamble = header(options.proxy_protocol, local, peer)
    await asyncio.get_running_loop().sock_sendall(joined.socket, joined.preamble)


async def _hear(joined: Joined, options: Options, trip: Trip, wait: bool) -> None:
    """Hear what a program says until it speaks for the server, or ends; in TLS the client speaks first."""
    child = joined.child
    assert child is not None
    child.tell = trip.hears
    for words in child.words:
        trip.hears(child.name, words)
    shown = f"{joined.peer} via {joined.via}" if joined.via else joined.peer
    if not wait or await child.speaks(options.timeout):
        trip.reached(shown)
        return
    from smtpwb.session.ways import ssh
    from smtpwb.session.ways.child import ended

    joined.socket.close()
    status = ended(await child.finish())
    error = ssh.failure(child, status) if joined.via else _silent(child.name, child.words, status)
    trip.failed(shown, str(error))
    raise error


def _silent(name: str, words: list[str], status: str) -> ConnectError:
    said = f": {words[-1]}" if words else ""
    return ConnectError(f"{name} {status}, without a word of SMTP{said}", "try the command in a shell")
