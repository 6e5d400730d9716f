"""How much a client may send in a minute, and what becomes of one that does not heed it."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from smtpwb.practice.replies import reply

MINUTE, HOUR = 60.0, 3600.0
"""Seconds, at speed 1."""
PATIENCE = 3
"""How many refusals a client may ignore before it is blocked."""
REMEMBERED = 1_000
"""How many clients are remembered; the oldest goes."""


@dataclass
class _Client:
    began: deque[float] = field(default_factory=deque)
    """When its newest messages began."""
    ignored: int = 0
    blocked_until: float = -math.inf


@dataclass
class Rate:
    """The counts of one server. `clock` tells seconds and never goes back; `speed` shortens every wait."""

    limit: int
    """Messages a minute; 0: any."""
    clock: Callable[[], float]
    speed: float = 1.0
    _clients: dict[str, _Client] = field(default_factory=dict)

    def refusal(self, address: str) -> str:
        """The reply to a MAIL of that IP address if it is too much; empty, and counted, if it is not."""
        if not self.limit:
            return ""
        now, client = self.clock(), self._client(address)
        if now < client.blocked_until:
            return reply("blocked", client=address)
        while client.began and client.began[0] + MINUTE / self.speed <= now:
            client.began.popleft()
            client.ignored = 0
        if len(client.began) < self.limit:
            client.began.append(now)
            return ""
        client.ignored += 1
        if client.ignored > PATIENCE:
            client.blocked_until, client.ignored = now + HOUR / self.speed, 0
            return reply("blocked", client=address)
        wait = math.ceil(client.began[0] + MINUTE / self.speed - now)
        return reply("rate", client=address, limit=self.limit, seconds=wait)

    def _client(self, address: str) -> _Client:
        found = self._clients.setdefault(address, _Client())
        while len(self._clients) > REMEMBERED:
            del self._clients[next(iter(self._clients))]
        return found
