"""Several things that are on or off."""

from __future__ import annotations

from smtpwb.tui.widgets.toggles import Toggles
from tests.tui.stage import Stage, shown

OPTIONS = {"a": "apples", "b": "bread", "c": "cheese"}


async def test_they_are_turned_by_keys_and_mouse() -> None:
    toggles = Toggles(OPTIONS, {"c"})
    app = Stage(toggles)
    async with app.run_test(size=(80, 5)) as pilot:
        toggles.focus()
        await pilot.press("space", "right", "space", "left", "left", "space")
        assert toggles.on == {"a", "b"}
        assert "■ apples   ■ bread   □ cheese" in shown(app)
        await pilot.click(toggles, offset=(3, 0))
        assert toggles.on == {"b"}


async def test_what_is_none_of_them_does_not_count_and_rows_are_as_many_as_needed() -> None:
    toggles = Toggles(OPTIONS)
    app = Stage(toggles)
    async with app.run_test(size=(14, 5)):
        assert toggles.size.height == 3
        assert toggles.on == frozenset()
