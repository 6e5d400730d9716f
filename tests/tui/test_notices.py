from __future__ import annotations

import pytest
from textual.widgets._toast import Toast

from tests.tui.desk import at_work


async def test_a_notice_is_never_read_as_markup() -> None:
    async with at_work() as desk:
        desk.app.say("[red]no[/red] [@click=app.quit]markup[/]")
        await desk.sees("[red]no[/red] [@click=app.quit]markup[/]")


async def test_a_notice_that_was_seen_goes_with_the_next_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_work() as desk:
        await desk.press("f8")
        await desk.until(lambda: desk.notices, "a notice")
        await desk.press("x")
        assert desk.notices, "a key that was on its way already takes nothing away"
        monkeypatch.setattr("smtpwb.tui.notices.SEEN", 0)
        await desk.press("y")
        assert desk.notices == []
        assert desk.line.value == "xy"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_notice_covers_the_upper_edge_of_the_dialogue_alone(size: tuple[int, int]) -> None:
    async with at_work(size=size) as desk:
        await desk.connect()
        await desk.press("alt+d")
        await desk.press("alt+d")  # in place of the one before
        await desk.until(lambda: desk.notices, "a notice")
        await desk.rest()
        (toast,) = (one.region for one in desk.app.screen.query(Toast))
        assert toast.y == desk.view.region.y
        assert toast.height <= 2
        assert toast.right <= desk.view.region.right
