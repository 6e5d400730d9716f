"""Keys in turn: each is taken only when what the one before it ordered stands.

A terminal over ssh delivers keys in bursts, and people type on without waiting. Textual hands every key at
once to what has the focus just then, so that the letters behind a key that opens a screen would go to what
had the focus before, and an Enter among them send what stands in the composer (law 1). Here a key waits until
the one before has gone all the way that keys go, and until the screen that it opened has its focus.

Decides when a key is handed on, never what it does.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from typing import TYPE_CHECKING, TypeGuard, TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from smtpwb.tui.chords import is_chord, tell_textual

if TYPE_CHECKING:
    from textual.widgets import TextArea

Result = TypeVar("Result")

LOOKS = 0.1
"""Seconds between two looks at whether the widget that has a key is there yet to say that it has taken it."""
STILL = 0.5
"""Seconds without a key after which nobody is in the middle of typing."""
LONGEST = 10.0
"""Seconds that keys wait at most, for a key or for a screen that is being made ready."""


class Taken(Message):
    """Goes the way of a key, behind it, from its widget up to the app: that key has done what it does."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class InTurn(App[Result]):
    """An app whose keys and pastes are taken one after another."""

    def __init__(self) -> None:
        super().__init__()
        tell_textual()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._number = 0
        self._waits: asyncio.TimerHandle | None = None
        """While a key is under way, or what it ordered is being made ready."""
        self._held = 0
        self.keys = 0
        """How many were typed."""
        self._newest = 0.0
        """When the newest was, on the loop's clock."""

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self.keys, self._newest = self.keys + 1, asyncio.get_running_loop().time()
        self._typed.append(event)
        await self._take()

    @property
    def typing(self) -> bool:
        """Something was typed that has not done yet what it does."""
        return bool(self._typed) or self._waits is not None

    @property
    def taken(self) -> int:
        """How many keys have had their turn: those behind them were typed ahead."""
        return self.keys - len(self._typed)

    async def still(self, keys: int) -> None:
        """Wait until nobody is in the middle of typing; no time where no more than `keys` were typed.

        A screen that comes unasked must not take an answer out of what was meant for something else.
        """
        while self.keys > keys and (left := self._newest + STILL - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left)

    def hold(self) -> None:
        """What is ordered comes later: let keys wait for it, until `let_go`."""
        self._number += 1
        self._held = self._number
        self._wait(self._number, None, LONGEST)

    def let_go(self, *, forget: bool = False) -> None:
        """It has come, or will not come; `forget`: what was typed for it is for nobody else."""
        if forget and self._held == self._number:
            self._typed.clear()
        self._over(self._held)

    async def on_taken(self, message: Taken) -> None:
        if message.number == self._number:
            await self._go_on()

    async def _take(self) -> None:
        """Hand on what is next, unless something is under way."""
        while self._typed and self._waits is None:
            if not self.screen.is_mounted:
                self._follow(self.screen)  # it has no focus yet; it comes to this when it has
                if self._waits is None:
                    self._typed.clear()  # it never will: what was typed for it is for nobody else
                return
            target, event = self.focused or self.screen, self._typed.popleft()
            await super().on_event(event)
            if self._waits is None and not _is_text(event, target):
                self._follow(target)

    def _follow(self, target: Widget) -> None:
        """Send word behind what `target` has to do by now."""
        self._number += 1
        if target.post_message(Taken(self._number)):
            self._wait(self._number, target, LONGEST)

    def _wait(self, number: int, target: Widget | None, left: float) -> None:
        """Wait for word of that number, for so many seconds, and no longer than the target is there."""
        if self._waits is not None:
            self._waits.cancel()
        if left <= 0 or (target is not None and not target.is_attached):
            self._over(number)
            return
        later = asyncio.get_running_loop().call_later
        self._waits = later(LOOKS, self._wait, number, target, left - LOOKS)

    def _over(self, number: int) -> None:
        if number == self._number:
            self.call_later(self._go_on)

    async def _go_on(self) -> None:
        if self._waits is not None:
            self._waits.cancel()
            self._waits = None
        await self._take()


def _is_text(event: events.Key | events.Paste, target: Widget) -> bool:
    """It goes into a line or a text and orders nothing, so that nothing has to wait for it."""
    letters = isinstance(event, events.Paste) or (event.is_printable and not is_chord(event))
    return letters and takes_text(target)


def takes_text(target: Widget | None) -> TypeGuard[Input | TextArea]:
    """A line or a text; the latter is slow to import, and what is not imported yet is nowhere."""
    areas = sys.modules.get("textual.widgets._text_area")
    return isinstance(target, Input) or (areas is not None and isinstance(target, areas.TextArea))
