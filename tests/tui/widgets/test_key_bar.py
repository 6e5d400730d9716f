from __future__ import annotations

from collections.abc import Mapping

import pytest

from smtpwb.tui.actions import ACTIONS, Where, key_label
from smtpwb.tui.widgets.key_bar import TABS, KeyBar
from tests.tui.stage import Stage, shown


async def bar(where: Where, width: int = 200, keys: Mapping[str, str] | None = None) -> str:
    widget = KeyBar(keys or {})
    async with Stage(widget).run_test(size=(width, 2)) as pilot:
        widget.where = where
        await pilot.pause()
        return shown(pilot.app).split("\n")[0]


@pytest.mark.parametrize("where", Where)
async def test_it_shows_the_tabs_and_the_keys_that_matter_here(where: Where) -> None:
    row = await bar(where)
    for action in ACTIONS:
        told = f"{key_label(action.key)} {action.label}"
        if action.id in TABS:
            assert f"{key_label(action.key)} {action.label.capitalize()}" in row
        else:
            assert (where in action.where) == (f" {told}" in row)


async def test_a_moved_key_is_shown_as_it_is_now() -> None:
    row = await bar(Where.DIALOGUE, keys={"hang-up": "f10,ctrl+e", "help": "f11"})
    assert "F10 hang up" in row
    assert "F11 Help" in row
    assert "^]" not in row


@pytest.mark.parametrize("width", [1, 20, 60, 66, 70, 80, 100])
async def test_what_does_not_fit_is_left_out_whole(width: int) -> None:
    row, whole = await bar(Where.DIALOGUE, width), await bar(Where.DIALOGUE)
    assert len(row) <= width
    hints = row.partition("│ ")[2].rstrip()
    assert whole.partition("│ ")[2].startswith(hints)
    assert set(filter(None, hints.split(" · "))) <= set(whole.partition("│ ")[2].split(" · "))


async def test_the_chosen_tab_and_the_keys_can_be_clicked() -> None:
    done: list[str] = []

    class Clicked(Stage):
        def action_tab(self, name: str) -> None:
            done.append(name)

        def action_hang_up(self) -> None:
            done.append("hang up")

    widget = KeyBar({})
    async with Clicked(widget).run_test(size=(100, 2)) as pilot:
        widget.where = Where.DIALOGUE
        await pilot.pause()
        row = shown(pilot.app).split("\n")[0]
        for word in ("Reference", "hang up"):
            await pilot.click(KeyBar, offset=(row.index(word) + 1, 0))
        assert done == ["reference", "hang up"]
