"""The whole workbench at work in a test: typed on as fast as keys can come, read as a person reads it."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from smtpwb.transcript import wording
from smtpwb.transcript.events import Sent
from smtpwb.tui.app import Workbench
from smtpwb.tui.in_turn import InTurn
from smtpwb.tui.widgets.composer import Line
from smtpwb.tui.widgets.dialogue_pane import DialoguePane
from smtpwb.tui.widgets.dialogue_view import DialogueView
from tests.tui.stage import shown, words

HELO = "ws.example.net"
PRACTICE = "telnet practice.test 25"
PATIENCE = 10.0
"""Seconds until something awaited counts as never coming."""
HOPS = 16
"""More than there are widgets from the deepest one to the app, and back again."""


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str = "") -> None:
    """Let the app run until the condition holds. Fails, with the screen, when it never does."""
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, f"never came: {what}\n{shown(pilot.app)}"
        await pilot.pause(0.005)


QUIET = 4
"""Rounds in a row that have to end without a message anywhere: one that is being handled is in no queue."""


async def rest(pilot: Pilot[Any]) -> None:
    """Let everything under way come to its end, however loaded the machine is: each round takes every
    message one widget further, and none has further to go than from the line to the app and back. Keys go
    one after another, each all that way."""
    quiet = rounds = 0
    while rounds < HOPS:
        await pilot.pause(0)
        typing = isinstance(pilot.app, InTurn) and pilot.app.typing
        rounds = 0 if typing else rounds + 1
        quiet = 0 if typing or _under_way(pilot.app) else quiet + 1
        if quiet == QUIET:
            return


def _under_way(app: App[Any]) -> bool:
    """Whether a message waits for any widget, something for the next drawing, or a worker is at work."""
    pumps = (app, *app.screen.walk_children(with_self=True))
    return (
        bool(app.screen._callbacks)
        or any(not pump._message_queue.empty() for pump in pumps)
        or any(not worker.is_finished for worker in app.workers)
    )


def key_event(name: str) -> events.Key:
    """A key as a terminal's driver reports it; `name` is a character or one of Textual's names."""
    if name.startswith("alt+") and len(name) == 5:
        return events.Key(name, name[-1])  # a terminal's driver tells the letter, too
    key = _character_to_key(name) if len(name) == 1 and not name.isalnum() else name
    try:
        character: str | None = unicodedata.lookup(_get_unicode_name_from_key(key))
    except KeyError:
        character = name if len(name) == 1 else None
    return events.Key(key, character)


@dataclass(frozen=True)
class Desk:
    """A workbench, and hands and eyes for it."""

    app: Workbench
    pilot: Pilot[int]

    # Hands

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        await until(self.pilot, condition, what)

    async def sees(self, text: str) -> None:
        """Wait until the text stands on the screen, blanks and frames aside."""
        await self.until(lambda: text in words(self.app), text)

    def keys(self, *names: str) -> None:
        """Press keys, one right behind the other: none waits for what the one before does."""
        driver = self.app._driver
        assert driver is not None
        for name in names:
            driver.send_message(key_event(name))

    async def press(self, *names: str) -> None:
        """Press keys, then let everything come to rest."""
        self.keys(*names)
        await self.rest()

    async def rest(self) -> None:
        await rest(self.pilot)

    async def enter(self, line: str) -> None:
        """Type a line and Enter; wait until it has left the composer."""
        orders = len(self.sent)
        self.keys(*line, "enter")
        await self.until(lambda: len(self.sent) > orders, f"{line!r} sent")

    async def say(self, line: str) -> None:
        """Type a line and Enter; wait until nothing is owed any more."""
        await self.enter(line)
        await self.settled()

    async def settled(self) -> None:
        """Wait until every reply has come, and is drawn."""
        await self.until(lambda: not self.app.talk.transcript.awaiting, "every reply")
        await self.rest()

    async def connect(self, order: str = PRACTICE) -> None:
        """Type an order to connect; wait for the greeting."""
        self.keys(*order, "enter")
        await self.until(lambda: self.app.talk.connected, "a connection")
        await self.settled()

    # Eyes

    @property
    def pane(self) -> DialoguePane:
        return self.app.pane

    @property
    def line(self) -> Line:
        return self.app.pane.composer.line

    @property
    def view(self) -> DialogueView:
        return self.app.pane.view

    @property
    def screen(self) -> str:
        return shown(self.app)

    @property
    def words(self) -> str:
        return words(self.app)

    @property
    def sent(self) -> list[bytes]:
        return [event.data for event in self.app.talk.transcript.events if isinstance(event, Sent)]

    @property
    def dialogue(self) -> list[str]:
        """Every line of the dialogue, with its mark."""
        entries = self.app.talk.transcript.entries
        return [f"{wording.mark(entry)} {line}" for entry in entries for line in wording.lines(entry)]

    @property
    def notices(self) -> list[str]:
        """What the notices on the screen say, oldest first."""
        return [notification.message for notification in self.app._notifications]


@contextlib.asynccontextmanager
async def at_work(
    order: str = "",
    *,
    size: tuple[int, int] = (80, 24),
    theme: str = "",
    helo: str = HELO,
    journal: bool = True,
    plain: bool = False,
) -> AsyncIterator[Desk]:
    """A workbench that has started; it is left at the end, as by quitting."""
    app = Workbench(order, theme=theme, helo=helo, journal=journal, plain=plain)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Desk(app, pilot)
