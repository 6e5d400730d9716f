from __future__ import annotations

import pytest

from smtpwb import settings
from smtpwb.tui.themes import theme_names, user_themes_path
from tests.tui.desk import at_work


async def test_a_theme_is_kept_for_next_time() -> None:
    async with at_work() as desk:
        assert desk.app.theme == settings.DEFAULT_THEME
        desk.app.theme = "amber-phosphor"
        await desk.rest()
    async with at_work() as desk:
        assert desk.app.theme == "amber-phosphor"


async def test_the_palette_has_every_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work() as desk:
        desk.app.action_change_theme()
        await desk.rest()
        await desk.press(*"green-ph")
        await desk.press("enter")
        await desk.until(lambda: desk.app.theme == "green-phosphor", "the theme chosen")


async def test_a_theme_for_this_time_is_not_kept() -> None:
    async with at_work(theme="high-contrast") as desk:
        assert desk.app.theme == "high-contrast"
    async with at_work() as desk:
        assert desk.app.theme == settings.DEFAULT_THEME


async def test_a_theme_that_is_not_there_is_named() -> None:
    async with at_work(theme="no-such-theme") as desk:
        assert any("there is no theme 'no-such-theme'" in notice for notice in desk.notices)
        assert desk.app.theme in desk.app.available_themes


async def test_a_theme_that_is_not_worn_is_read_when_it_is_asked_for() -> None:
    async with at_work(theme="green-phosphor") as desk:
        assert "amber-phosphor" not in desk.app._registered_themes
        assert set(desk.app.themes) == theme_names()
        assert set(desk.app.themes) <= set(desk.app.available_themes)


async def test_a_users_theme_may_stand_in_the_place_of_one_of_ours() -> None:
    mine = user_themes_path() / "green-phosphor.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text('extends = "green-phosphor"\nbackground = "#123456"\n')
    async with at_work(theme="green-phosphor") as desk:
        assert desk.app.current_theme.background == "#123456"
