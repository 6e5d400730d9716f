"""Passing notices: one at a time, and gone with the next key once it was there long enough to be seen.

Decides how long a notice stands and what takes it away; what it says is its sender's.
"""

from __future__ import annotations

from time import time
from typing import Any, TypeVar

from textual.events import Event, Key
from textual.widgets._toast import ToastHolder

from smtpwb.tui.in_turn import InTurn

Result = TypeVar("Result")

SEEN = 1.0
"""Seconds after which a notice counts as seen: the next key takes it away."""


class Noticing(InTurn[Result]):
    """An app that says things in passing."""

    async def on_event(self, event: Event) -> None:
        """A key takes away the notices that stood there long enough to be seen; what it does may say more."""
        if isinstance(event, Key) and not event.is_forwarded:
            newest = max((notice.raised_at for notice in self._notifications), default=time())
            if time() - newest >= SEEN:
                self.clear_notifications()
        await super().on_event(event)

    def clear_notifications(self) -> None:
        """Take them away with their holders, which Textual leaves there: the next one would stand lower."""
        if self._notifications:
            super().clear_notifications()
            self.screen.query(ToastHolder).remove()

    def say(self, message: str, *, severity: Any = "information", timeout: float = 6) -> None:
        """A passing notice, in place of the one before; what it says is never read as markup."""
        self.clear_notifications()
        self.notify(message, severity=severity, timeout=timeout, markup=False)
