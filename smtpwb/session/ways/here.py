"""Hosts and domains that are on this machine, as those of the practice server: no network is asked for them.

Decides which targets lead here, by what it is told of them; all others go on to `join`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from smtpwb.session.options import Options, local
from smtpwb.session.target import Target, Way
from smtpwb.session.ways.join import join
from smtpwb.session.ways.trip import Joined, Records, Trip

Resolve = Callable[[Target], Awaitable[tuple[str, int] | None]]
"""Where a target leads, if its name is not for the network to resolve; may raise ConnectError."""

Zone = Callable[[str, bool], Records | None]
"""The records of a domain that no name server is to be asked for; the flag says that the user named one."""


class ThisMachine:
    """What is known of it."""

    def __init__(self, resolve: Resolve | None = None, zone: Zone | None = None) -> None:
        self._resolve, self._zone = resolve, zone

    async def join(self, target: Target, options: Options, trip: Trip) -> Joined:
        """By the way in that the target names; where its name leads here, to that place. Raises as `join`."""
        if target.way is Way.MX:
            self._prepare_look_up(target, options, trip)
            return await join(target, options, trip)
        place = await self._resolve(target) if self._resolve is not None else None
        if place is None:
            return await join(target, options, trip)
        joined = await join(_at(target, *place), local(options), trip)
        joined.host, joined.port = target.host, target.port
        return joined

    def _prepare_look_up(self, target: Target, options: Options, trip: Trip) -> None:
        """Have the domain looked up in the zone, and its exchangers sought here, if it is one of ours."""
        trip.records = self._zone(target.host, bool(options.nameserver)) if self._zone is not None else None
        if trip.records is None or self._resolve is None:
            return
        resolve = self._resolve

        async def here(host: str, port: int) -> tuple[str, int] | None:
            return await resolve(_at(target, host, port))

        trip.here = here


def _at(target: Target, host: str, port: int) -> Target:
    """A host in place of what the target names."""
    return replace(target, host=host, port=port, way=Way.HOST)
