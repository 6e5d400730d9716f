"""Drills in the workbench: opened by their key or the palette, and what was missed is looked up."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from textual.pilot import Pilot

from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import begin
from smtpwb.tui.screens.drill import DrillScreen
from smtpwb.tui.themes import load_themes
from smtpwb.tui.widgets.reference_pane import ReferencePane
from tests.tui.desk import at_work, rest
from tests.tui.stage import Stage
from tests.tui.test_snapshots import LOOKS

SEED = 5


async def test_they_are_opened_and_left_and_typing_goes_on() -> None:
    async with at_work() as desk:
        await desk.press(*"HELP", "alt+l")
        await desk.sees("What shall it be?")
        await desk.press("1")
        assert "Codes · 1 of 10" in desk.words
        await desk.press("escape")
        assert desk.line.value == "HELP"
        await desk.press("x")
        assert desk.line.value == "HELPx"


@pytest.mark.parametrize("kind", ["codes", "next", "mistake", "fixer"])
async def test_what_was_missed_is_looked_up_in_the_reference(kind: str) -> None:
    card = begin(DECKS[kind], {}, 1, Random(SEED)).cards[0]
    async with at_work(size=(120, 40)) as desk:
        await desk.app.push_screen(DrillScreen(kind, count=1, seed=SEED), desk.app._drilled)
        await desk.press(str((card.answer + 1) % len(card.choices) + 1), "enter", "f6")
        row = desk.app.screen.query_one(ReferencePane).row
        assert row is not None
        assert row.key.replace("X.", "") in card.look_up


async def test_a_drill_is_not_opened_in_front_of_another() -> None:
    async with at_work() as desk:
        await desk.press("alt+l", "alt+l")
        assert len(desk.app.screen_stack) == 2


class Themed(Stage):
    """A stage in one of our themes: behind a drill nothing is to be seen that has pictures of its own."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.register_theme(load_themes()[0][theme])
        self.theme = theme


STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "menu": ("", ()),
    "asked": ("next", ("down",)),
    "wrong": ("fixer", ("1",)),
    "ended": ("mistake", ("1", "enter", "1", "enter", "1", "escape", "down")),
}


@pytest.mark.parametrize(("size", "theme"), [*LOOKS, pytest.param((60, 20), "smtpwb-dark", id="60x20")])
@pytest.mark.parametrize("state", STATES)
def test_a_drill_looks_as_it_did(
    state: str, size: tuple[int, int], theme: str, snap_compare: Callable[..., bool]
) -> None:
    kind, keys = STATES[state]

    async def before(pilot: Pilot[Any]) -> None:
        await pilot.app.push_screen(DrillScreen(kind, count=6, seed=SEED))
        await rest(pilot)
        await pilot.press(*keys)
        await rest(pilot)

    assert snap_compare(Themed(theme), terminal_size=size, run_before=before)
