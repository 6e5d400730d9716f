"""How one connects: an order is followed, what is tried meanwhile is told, what ssh wants to know is asked.

Decides what the user sees and is asked until a connection stands or cannot be had. What an order means, and
how it is followed, is decided in `session`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from smtpwb.errors import WorkbenchError
from smtpwb.transcript import wording
from smtpwb.transcript.events import Attempt, OpenFailed
from smtpwb.tui.asking import answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from smtpwb.session.options import Options
    from smtpwb.session.ways.trip import Exchangers, Question
    from smtpwb.transcript.events import Exchanger
    from smtpwb.tui.copying import Say
    from smtpwb.tui.in_turn import InTurn
    from smtpwb.tui.talk import Talk
    from smtpwb.tui.widgets.dialogue_pane import DialoguePane


class Connecting:
    """Connects as it is told, one order after another."""

    def __init__(
        self,
        app: InTurn[Any],
        talk: Talk,
        pane: DialoguePane,
        options: Options | None,
        say: Say,
        changed: Callable[[], None],
    ) -> None:
        """`options` hold for every connection; `say` shows a notice; `changed` hears that it has ended."""
        self._app, self._talk, self._pane = app, talk, pane
        self._options, self._say, self._changed = options, say, changed
        self._keys_before = 0
        """How many keys had had their turn when it was ordered."""

    async def ask(self) -> None:
        """Ask where to connect to; where a connection stands, it is said what it goes to."""
        from smtpwb.tui.screens.connect import ConnectScreen

        live = wording.carried(self._talk.transcript.opened) if self._talk.connected else ""
        await self._app.push_screen(ConnectScreen(live, self._pane.carrier), self.as_asked)

    def as_asked(self, order: str | None) -> None:
        """Begin to connect as was asked for, if anything was."""
        if order:
            self.begin(order)

    def begin(self, order: str) -> None:
        """Connect as the order says; keys do not wait for it."""
        self._keys_before = self._app.taken  # now: until the work begins, more may be typed
        self._app.run_worker(self._connect(order), group="connect")

    async def connect(self, order: str) -> bool:
        """Connect as the order says; returns whether that could be done."""
        self._keys_before = self._app.taken
        return await self._connect(order)

    async def _connect(self, order: str) -> bool:
        pane, talk = self._pane, self._talk
        pane.composer.line.remember(order)
        pane.progress("connecting …")
        before = len(talk.transcript.events)
        try:
            await talk.connect(order, self._attempted, self._options, ask=self._asked, choose=self._chosen)
        except WorkbenchError as error:
            tried = islice(talk.transcript.events, before, None)
            if not any(isinstance(event, OpenFailed) for event in tried):  # which the dialogue says
                self._say(error.sentence, severity="error")
        finally:
            if not talk.connected:
                pane.composer.give_back(order)
            pane.progress("")
            self._changed()
        return talk.connected

    def _attempted(self, tried: Attempt) -> None:
        self._pane.progress(
            f"trying {wording.attempt(tried)}" if tried.error else f"trying {tried.address} …"
        )

    async def _asked(self, question: Question) -> str | None:
        """What ssh asks; the question goes away when it is withdrawn."""
        from smtpwb.tui.screens.ask import AskScreen

        await self._app.still(self._keys_before)
        return await answered(self._app, AskScreen(question))

    async def _chosen(self, found: Exchangers) -> Exchanger | None:
        """Which of several mail exchangers it is to be."""
        from smtpwb.tui.screens.exchangers import ExchangersScreen

        await self._app.still(self._keys_before)
        return await answered(self._app, ExchangersScreen(found))
