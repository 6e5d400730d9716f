"""On every screen and at every size, also one that changes under it: what matters is seen."""

from __future__ import annotations

import pytest

from tests.grids import part
from tests.tui.desk import Desk, at_work
from tests.tui.everywhere import IN_DIALOGUE, everywhere

SIZES = ((60, 20), (132, 50), (40, 12), (80, 24))


@pytest.mark.parametrize("size", part(SIZES, SIZES[2]), ids=lambda size: f"{size[0]}x{size[1]}")
async def test_at_every_size_what_matters_is_seen(size: tuple[int, int]) -> None:
    async with at_work(size=size) as desk:
        async for name in everywhere(desk):
            check(desk, name)


async def test_a_resize_at_any_moment_keeps_it_so() -> None:
    async with at_work() as desk:
        async for name in everywhere(desk):
            for size in ((20, 5), SIZES[0]):
                await desk.pilot.resize_terminal(*size)
                await desk.rest()
                if size != (20, 5):  # nothing can be promised there but that it goes on
                    check(desk, f"{name} at {size}")


def check(desk: Desk, name: str) -> None:
    """What has the focus is seen, and of the dialogue the composer and its newest line."""
    assert desk.app.is_running
    whole = desk.app.screen.region
    focused = desk.app.focused
    if focused is None:  # a drill has keys of its own, and one place at which one is
        assert "▌" in desk.screen, (name, desk.screen)
    else:
        assert focused.region.intersection(whole).area, (name, focused, desk.screen)
    if name.partition(" at ")[0] in IN_DIALOGUE:
        line = desk.line.region
        assert line.area, (name, desk.screen)
        assert whole.contains_region(line), (name, desk.screen)
        assert "5.1.1" in desk.screen, (name, desk.screen)
        if "entry" not in name:
            last = desk.view.lines.texts[-1].split()[-1]
            assert last in desk.screen, (name, last, desk.screen)
