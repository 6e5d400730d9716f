"""A drill: one card at a time, right or wrong at once with the reason, and at the end what was missed.

Decides what each key does and what becomes of a round. Which cards come up and what is right is for
`lessons.drills`, how they look for `widgets.drill_card`. There is no clock: a card waits for as long as
it takes.
"""

from __future__ import annotations

import enum
from random import Random
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from smtpwb.lessons.drills import record
from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import COUNT, Round, begin
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.drill_card import card_blocks, decks_blocks, line_of_missed, summary_blocks
from smtpwb.tui.widgets.sheet import Block, Sheet


class Stage(enum.Enum):
    """What stands on the screen; the value is the keys that are told below it."""

    CHOOSING = "1 to {} or ↑ ↓ Enter choose · Esc back"
    ASKING = "1 to {} or ↑ ↓ Enter answer · Esc ends"
    TOLD = "Enter goes on · Esc ends"
    ENDED = "Enter another round · F6 look up · Esc back"
    ALL_RIGHT = "Enter another round · Esc back"


class DrillScreen(Framed[str]):
    """Plays rounds of one deck; the result is a code or verb to look up in the Reference, or empty.

    `kind` is a key of `DECKS`, or empty: then it is asked first. `seed` makes the cards come as they came.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "end", "End", show=False),
        Binding("enter,space", "go_on", "Answer, go on", show=False),
        Binding("up,k", "point(-1)", "Above", show=False),
        Binding("down,j", "point(1)", "Below", show=False),
        Binding("pageup", "scroll(-1)", "Page up", show=False),
        Binding("pagedown", "scroll(1)", "Page down", show=False),
        Binding("f6", "look_up", "Look up", id="look-up", show=False),
    ]
    DEFAULT_CSS = """
    DrillScreen {
        & > Vertical { width: 84; height: 100%; max-height: 26; border-subtitle-color: $remark; }
        & Sheet { height: 1fr; }
    }
    """

    def __init__(self, kind: str = "", *, count: int = COUNT, seed: int | None = None) -> None:
        super().__init__()
        self._kind, self._count, self._rng = kind, count, Random(seed)
        self._round = Round(())
        self._stage = Stage.CHOOSING
        self._pointed = 0

    def compose(self) -> ComposeResult:
        with Vertical():
            sheet = Sheet()
            sheet.can_focus = False  # the arrows move among the choices
            yield sheet

    def on_mount(self) -> None:
        self._begin() if self._kind else self._show()

    # What is shown

    @property
    def _told(self) -> Card:
        """The card that was answered last."""
        return self._round.cards[len(self._round.given) - 1]

    @property
    def _lines(self) -> int:
        """How many things can be pointed at."""
        match self._stage:
            case Stage.CHOOSING:
                return len(DECKS)
            case Stage.ASKING:
                return len(self._round.card.choices) if self._round.card else 0
            case Stage.ENDED:
                return len(self._round.missed)
        return 0

    def _blocks(self) -> tuple[Block, ...]:
        match self._stage:
            case Stage.CHOOSING:
                return decks_blocks(self._pointed)
            case Stage.TOLD:
                return card_blocks(self._told, self._pointed, self._round.given[-1])
            case Stage.ASKING if self._round.card:
                return card_blocks(self._round.card, self._pointed)
        return summary_blocks(self._round, self._pointed)

    def _show(self) -> None:
        frame, sheet = self.query_one(Vertical), self.query_one(Sheet)
        frame.border_title = Content(self._title())
        frame.border_subtitle = Content(self._stage.value.format(self._lines))
        sheet.show(self._blocks())
        if self._stage is Stage.TOLD:
            sheet.call_after_refresh(sheet.scroll_end, animate=False)
        elif self._stage is Stage.ENDED and self._pointed:
            line = line_of_missed(self._round, self._pointed, sheet.scrollable_content_region.width)
            sheet.scroll_to(y=line - sheet.size.height // 2, animate=False, immediate=True)

    def _title(self) -> str:
        if self._stage is Stage.CHOOSING:
            return "Drills"
        played = self._round
        number = len(played.given) + (self._stage is Stage.ASKING)
        parts = [f"{number} of {len(played.cards)}", f"{played.score} right"]
        if played.streak > 1:
            parts.append(f"{played.streak} in a row")
        return f"{DECKS[self._kind].title} · {' · '.join(parts)}"

    def _turn(self, stage: Stage) -> None:
        self._stage, self._pointed = stage, 0
        self._show()

    # What is done

    def on_key(self, event: events.Key) -> None:
        """A digit or a letter is an answer."""
        card = self._round.card if self._stage is Stage.ASKING else None
        letter = event.character or ""
        choice = card.chosen(letter) if card else _deck(letter) if self._stage is Stage.CHOOSING else None
        if choice is not None:
            event.stop()
            self.action_answer(choice)

    def action_answer(self, choice: int) -> None:
        """Take a choice, by its index."""
        if self._stage is Stage.CHOOSING:
            self._kind = [*DECKS][choice]
            self._begin()
        elif self._stage is Stage.ASKING:
            self._round = self._round.answered(choice)
            self._turn(Stage.TOLD)

    def action_go_on(self) -> None:
        """Enter: take the choice pointed at; after the answer the next card; after the last a new round."""
        if self._stage in (Stage.CHOOSING, Stage.ASKING):
            self.action_answer(self._pointed)
        elif self._stage is Stage.TOLD:
            self._finish() if self._round.finished else self._turn(Stage.ASKING)
        else:
            self._begin()

    def action_point(self, by: int) -> None:
        if self._lines:
            self._pointed = (self._pointed + by) % self._lines
            self._show()
        else:
            self.query_one(Sheet).scroll_relative(y=by, animate=False)

    def action_scroll(self, by: int) -> None:
        sheet = self.query_one(Sheet)
        sheet.scroll_relative(y=by * max(1, sheet.size.height - 1), animate=False)

    def action_end(self) -> None:
        """Escape: what came of the round, if anything was answered; from there, back."""
        if self._stage in (Stage.ASKING, Stage.TOLD) and self._round.given:
            self._finish()
        else:
            self.dismiss("")

    def action_look_up(self) -> None:
        if self._stage is Stage.ENDED:
            self.dismiss(self._round.missed[self._pointed].look_up)

    # A round

    def _begin(self) -> None:
        self._round = begin(DECKS[self._kind], record.load(self._kind), self._count, self._rng)
        self._turn(Stage.ASKING)

    def _finish(self) -> None:
        if fault := record.keep(self._kind, self._round):
            self.app.notify(fault, severity="warning", markup=False)
        looked = getattr(self.app, "looked", None)
        if self._round.finished and looked is not None:
            looked("drill")
        self._turn(Stage.ENDED if self._round.missed else Stage.ALL_RIGHT)


def _deck(letter: str) -> int | None:
    """The deck that a digit means."""
    return int(letter) - 1 if letter.isdecimal() and 0 < int(letter) <= len(DECKS) else None
