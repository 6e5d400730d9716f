"""Those who wait until nothing is owed: the moment decides who has waited enough, not when they come to run.

Decides who hears of what. Whether something is owed is known to the `session`.
"""

from __future__ import annotations

import asyncio

from smtpwb.errors import ConnectionLost


class Waiters:
    """Of one session."""

    def __init__(self) -> None:
        self._futures: list[asyncio.Future[None]] = []

    @property
    def any(self) -> bool:
        """Somebody waits."""
        return bool(self._futures)

    async def wait(self, timeout: float | None) -> None:
        """Wait until it is told that all is settled.

        Raises ConnectionLost when it is told to be over before, TimeoutError after `timeout` seconds.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._futures.append(future)
        await (future if timeout is None else asyncio.wait_for(future, timeout))

    def tell(self, *, settled: bool, over: bool) -> None:
        """Nothing is owed any more, or no reply can come any more; else they go on waiting."""
        if not (settled or over):
            return
        futures, self._futures = self._futures, []
        for future in futures:
            if future.done():
                continue
            if settled:
                future.set_result(None)
            else:
                future.set_exception(lost())


def lost() -> ConnectionLost:
    """What is said to those who wait for a reply that cannot come any more."""
    return ConnectionLost("the connection ended before the reply came", "connect again")
