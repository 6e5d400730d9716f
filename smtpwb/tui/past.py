"""Earlier dialogues in the workbench: offered at the start, opened, taken up again, run again, compared.

Decides which screen follows which, and when the next line of a dialogue that is had again is offered. Nothing
is sent here but by the runner of a script whose every line was agreed to (law 1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smtpwb.errors import WorkbenchError
from smtpwb.transcript.events import Event, Opened
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.copying import Front, Say

if TYPE_CHECKING:
    from smtpwb.session.script import Reference
    from smtpwb.smtp.sasl.secret import Secret
    from smtpwb.tui.in_turn import InTurn
    from smtpwb.tui.replaying import Plan
    from smtpwb.tui.screens.kept import Picked
    from smtpwb.tui.screens.replay import Agreed
    from smtpwb.tui.talk import Talk
    from smtpwb.tui.widgets.dialogue_pane import DialoguePane

Connect = Callable[[str], Awaitable[bool]]


class Past:
    """What the workbench does with dialogues that were had."""

    def __init__(
        self,
        app: InTurn[Any],
        talk: Talk,
        pane: DialoguePane,
        say: Say,
        connect: Connect,
        own: Path | None,
    ) -> None:
        """`connect` connects as an order says, and returns whether that could be done; `own` is the
        journal of this session."""
        self._app, self._talk, self._pane, self._say = app, talk, pane, say
        self._connect, self._own = connect, own
        self._before: Transcript | None = None
        """What was had again."""
        self._began = 0
        """The event of this session with which that began."""
        self._groups: list[tuple[str, ...]] = []
        """Lines still to be offered."""
        self._offering = False
        """Lines are being offered, and what came of them is not told yet."""
        self.compare_key = ""

    # At the start

    def look(self, key: str) -> None:
        """Offer the newest dialogue if it broke off; runs in a thread. `key` opens the list."""
        from smtpwb.transcript.store import kept

        newest = next((one for one in kept() if one.path != self._own and not one.alive), None)
        if newest is not None and newest.unfinished and newest.events:
            told = f"An earlier dialogue was not finished: {newest.server or newest.id}, {key} opens it."
            self._app.call_from_thread(self._pane.reply.offer, told)

    # Screens

    async def list(self) -> None:
        """Show the earlier dialogues."""
        from smtpwb.tui.screens.earlier import EarlierScreen

        await self._app.push_screen(EarlierScreen(self._own), self._picked)

    def _picked(self, picked: Picked | None) -> None:
        from smtpwb.tui.screens.kept import Wish

        if picked is None:
            return
        if picked.wish is Wish.HISTORY:
            self._take_up(picked.transcript)
        else:
            self.replay(picked.transcript, picked.index)

    def _take_up(self, transcript: Transcript) -> None:
        """A new dialogue, with the commands of that one as history."""
        from smtpwb.tui.replaying import history, target

        composer, lines = self._pane.composer, history(transcript)
        for line in lines:
            composer.line.remember(line)
        if not self._talk.connected and not composer.line.value:
            composer.fill(target(transcript))
        self._say(f"Its {len(lines):,} commands are in the history: ↑ brings them back.")
        composer.line.focus()

    def compare(self) -> None:
        """Show what was different this time."""
        from smtpwb.tui.screens.compare import CompareScreen

        if self._before is None:
            self._say("Nothing was run again yet: in the list of earlier dialogues c compares any two.")
            return
        self._app.push_screen(CompareScreen(self._before, Transcript(self._since())))

    def _since(self) -> Iterator[Event]:
        """The events of the connection on which it was had again."""
        opened = 0
        for event in islice(self._talk.transcript.events, self._began, None):
            opened += isinstance(event, Opened)
            if opened > 1:
                return
            yield event

    # Having it again

    def replay(self, transcript: Transcript, index: int | None = None) -> None:
        """Ask where to and how, then do it; of a front, the connection of the entry at `index`."""
        self._app.hold()
        self._app.run_worker(self._planned(transcript, index), group="replay", exclusive=True)

    def replay_front(self, front: Front) -> None:
        """Have the dialogue again that one looks at."""
        self.replay(front.transcript, front.pointed_at())

    async def _planned(self, transcript: Transcript, index: int | None) -> None:
        """What is to be said is read in a thread: a long message takes seconds."""
        from smtpwb.tui.replaying import plan

        try:
            planned = await asyncio.to_thread(plan, transcript, index)
        except WorkbenchError as error:
            self._say(f"{error.sentence[:1].upper()}{error.sentence[1:]}.", severity="warning")
        else:
            self._ask(planned)
        finally:
            self._app.let_go()

    def _ask(self, plan: Plan) -> None:
        from smtpwb.tui.screens.replay import ReplayScreen

        opened = self._talk.transcript.opened
        live = opened.target if self._talk.connected and opened is not None else ""

        def agreed(answer: Agreed | None) -> None:
            if answer is not None:
                self._app.run_worker(self._again(plan, answer), group="replay", exclusive=True)

        self._app.push_screen(ReplayScreen(plan, live), agreed)

    async def _again(self, plan: Plan, agreed: Agreed) -> None:
        from smtpwb.tui.screens.replay import Pace

        self._before, self._began = plan.before, len(self._talk.transcript.events)
        if agreed.pace is Pace.AT_ONCE:
            await self._at_once(plan, agreed.target)
        else:
            self._groups, self._offering = list(plan.groups), True
            self._pane.composer.line.remember(self._pane.composer.line.value)
            self._pane.composer.fill("")
            if not await self._connect(agreed.target):
                self.drop()
            self.follow()

    async def _at_once(self, plan: Plan, target: str) -> None:
        from smtpwb.session.script_runner import Runner

        secrets = await self._secrets(plan)
        if secrets is None:
            self._say("Nothing was sent.")
            return

        async def connect() -> None:
            if not await self._connect(target):
                raise _NotConnected

        run = Runner(plan.script, self._talk.session, connect, secrets=secrets)
        self._say("Running it again: ^] stops it.")
        stopped = ""
        try:
            async for result in run.results():
                if result.stops:
                    stopped = result.why
        except _NotConnected:
            return
        self._app.clear_notifications()
        if stopped:
            self._say(f"It stopped: {stopped}.", severity="warning", timeout=12)
        self.compare()

    async def _secrets(self, plan: Plan) -> dict[Reference, Secret] | None:
        """What stands for each secret; None: the user would not say."""
        from smtpwb.session.script import Write
        from smtpwb.smtp.sasl.secret import Secret
        from smtpwb.smtp.visible import visible
        from smtpwb.tui.asking import answered
        from smtpwb.tui.screens.replay import SecretScreen

        found: dict[Reference, Secret] = {}
        sends = [send for step in plan.script.steps if isinstance(step, Write) for send in step.sends]
        for send in sends:
            if send.secret is not None and send.secret not in found:
                said = await answered(self._app, SecretScreen(visible(send.octets)))
                if said is None:
                    return None
                found[send.secret] = Secret(said)
        return found

    # Line by line

    def follow(self) -> None:
        """Something happened: offer the next lines where the composer is free for them."""
        line = self._pane.composer.line
        busy = line.value or line.queued or self._pane.form.active or not self._talk.transcript.settled
        if busy or not self._offering:
            return
        if not self._groups:
            self._offering = False
            self._say(f"All of it was said again: {self.compare_key} shows what was different.")
        elif self._talk.connected:
            first, *rest = self._groups.pop(0)
            line.queued[:] = rest
            self._pane.composer.fill(first)

    def drop(self) -> None:
        """No more lines are offered."""
        self._groups.clear()
        self._offering = False


class _NotConnected(Exception):
    """There is no connection to run it on; that was said."""
