from __future__ import annotations

import pytest

from smtpwb import clipboard
from smtpwb.settings import Settings, settings_path
from smtpwb.settings.keys import RESERVED
from smtpwb.transcript import journal
from smtpwb.tui.actions import ACTIONS, Where
from smtpwb.tui.screens.help import FIXED, MARKS, SCREENS, SETTINGS, HelpScreen, all_keys, help_text
from smtpwb.tui.themes import user_themes_path
from smtpwb.tui.widgets.header import _MARKS as RAIL
from smtpwb.tui.widgets.sheet import laid
from tests.tui.stage import Stage, shown


def page(where: Where, settings: Settings | None = None) -> str:
    return laid(help_text(where, settings or Settings()), 400).plain


@pytest.mark.parametrize("where", Where)
def test_every_screen_is_explained_with_every_action_and_its_key(where: Where) -> None:
    lines = page(where).split("\n")
    assert lines[0] == SCREENS[where][0].strip()
    for keys, _ in FIXED[where]:
        assert any(line.startswith(keys) for line in lines)
    for action in ACTIONS:
        assert any(
            line.startswith(all_keys(action.key)) and line.endswith(f"{action.help} {action.id}")
            for line in lines
        )


def test_a_key_that_was_moved_is_shown_where_it_is_now() -> None:
    said = page(Where.DIALOGUE, Settings(keys={"copy-entry": "f10,ctrl+e"}))
    line = next(line for line in said.split("\n") if line.endswith("copy-entry"))
    assert line.split()[:2] == ["F10", "^e"]


def test_every_setting_and_every_file_is_named() -> None:
    assert {key.strip("[]") for key, _ in SETTINGS} == set(Settings.__struct_fields__) - {"path"}
    said = page(Where.OFFLINE)
    for path in (settings_path(), user_themes_path(), journal.directory(), clipboard.state_path()):
        assert str(path) in said


def test_without_a_journal_none_is_promised() -> None:
    assert str(journal.directory()) not in page(Where.OFFLINE, Settings(journal=False))


def test_every_mark_of_the_rail_is_explained() -> None:
    assert set(RAIL.values()) <= {mark for mark, _ in MARKS}


def test_the_fixed_keys_of_the_dialogue_cannot_be_moved() -> None:
    assert {"enter", "up", "down", "tab", "shift+tab"} <= set(RESERVED)


@pytest.mark.parametrize("key", ["escape", "f1", "ctrl+g", "q"])
async def test_each_of_the_keys_closes_it(key: str) -> None:
    async with Stage().run_test() as pilot:
        pilot.app.push_screen(HelpScreen(help_text(Where.DIALOGUE, Settings())))
        await pilot.pause()
        assert "You are talking to a server." in shown(pilot.app)
        await pilot.press(key)
        assert not isinstance(pilot.app.screen, HelpScreen)


async def test_a_help_key_that_was_moved_closes_it_too() -> None:
    async with Stage().run_test() as pilot:
        pilot.app.set_keymap({"help": "f12"})
        pilot.app.push_screen(HelpScreen(help_text(Where.DIALOGUE, Settings(keys={"help": "f12"}))))
        await pilot.pause()
        await pilot.press("f12")
        assert not isinstance(pilot.app.screen, HelpScreen)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_its_end_can_be_reached_by_keyboard(size: tuple[int, int]) -> None:
    async with Stage().run_test(size=size) as pilot:
        pilot.app.animation_level = "none"
        pilot.app.push_screen(HelpScreen(help_text(Where.LESSONS, Settings())))
        await pilot.pause()
        assert "last copy" not in shown(pilot.app)
        await pilot.press("end")
        await pilot.pause()
        assert "last copy" in shown(pilot.app)


def test_paths_are_shown_safely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTPWB_SETTINGS", "x\x1b[2J.toml")
    assert "x<1B>[2J.toml" in page(Where.OFFLINE)
