"""Drawing at a pace: what a flood does to the entries is gathered, and drawn a few times a second.

Decides which changes may wait. A reply of usual size is drawn at once; of reads that are full, others are
on their way, and only the newest state is worth a picture. Nothing is dropped: changes are put together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from smtpwb.transcript.entry import Change
from smtpwb.transcript.events import Arrived

FULL = 1 << 12
"""Octets of a read behind which more are to be expected: most replies are far shorter."""
INTERVAL = 0.1
"""Seconds between two pictures of a flood."""


class Coalescing:
    """Hands changes on: at once, or together after a while."""

    def __init__(self, show: Callable[[Change], None]) -> None:
        self._show = show
        self._waiting: Change | None = None
        self._due: asyncio.TimerHandle | None = None

    def take(self, change: Change) -> None:
        """A change: show it, behind all that waits, or let it wait for others."""
        self._waiting = together(self._waiting, change)
        if not _is_flood(change):
            self.flush()
        elif self._due is None:
            self.flush()
            self._due = asyncio.get_running_loop().call_later(INTERVAL, self._again)

    def flush(self) -> None:
        """Show what waits."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._show(waiting)

    def stop(self) -> None:
        """Nothing is to be shown any more."""
        self._waiting = None
        if self._due is not None:
            self._due.cancel()

    def _again(self) -> None:
        """The time is over: show what came meanwhile, and go on while something does."""
        self._due = None
        if self._waiting is not None:
            self.flush()
            self._due = asyncio.get_running_loop().call_later(INTERVAL, self._again)


def together(first: Change | None, then: Change) -> Change:
    """Two changes as one, which is as if the second event had done all of it."""
    if first is None:
        return then
    changed = tuple(sorted({*first.changed, *then.changed}))
    return Change(then.event, changed, first.appended + then.appended)


def _is_flood(change: Change) -> bool:
    return isinstance(change.event, Arrived) and len(change.event.data) >= FULL
