"""Everything by keyboard: every widget that can be used is reached by shift+Tab, and one sees that it is."""

from __future__ import annotations

import re
from pathlib import Path

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

import smtpwb
from tests.tui.desk import Desk, at_work
from tests.tui.everywhere import everywhere

_CLICKED = re.compile(r"@click=([\w.]+)")
BY_KEY = {
    "app.": "a key of the table of actions",
    "screen.answer": "the number of the choice",
    "choose": "left and right",
    "turn": "space",
}
"""What can be clicked, and how the same is done without a mouse."""


async def test_every_widget_is_reached_and_seen_to_be() -> None:
    unseen: list[tuple[str, Widget]] = []
    async with at_work(size=(100, 30)) as desk:
        async for name in everywhere(desk):
            reached = await walk(desk, name, unseen)
            missing = [one for one in desk.app.screen.focus_chain if one not in reached]
            assert not missing, (name, missing)
    assert not unseen


async def walk(desk: Desk, name: str, unseen: list[tuple[str, Widget]]) -> set[Widget]:
    """Once around by shift+Tab; returns what had the focus, and adds what does not show that it has."""
    reached: set[Widget] = set()
    while (focused := desk.app.focused) is not None and focused not in reached:
        reached.add(focused)
        before, place = looks(desk), around(focused)
        await desk.press("shift+tab")
        if desk.app.focused is not focused and not changed(before, looks(desk), place):
            unseen.append((name, focused))
    return reached


def around(widget: Widget) -> Region:
    """Where a widget shows that it has the focus: itself, and the frame of what it stands in."""
    parent = widget.parent
    inner = isinstance(parent, Widget) and parent.region.height <= widget.region.height + 4
    return (parent.region if inner and isinstance(parent, Widget) else widget.region).grow((1, 1, 1, 1))


def looks(desk: Desk) -> list[Strip]:
    """The screen, a row each."""
    return desk.app.screen._compositor.render_strips()


def cells(strip: Strip) -> list[Segment]:
    return [Segment(char, segment.style) for segment in strip for char in segment.text]


def changed(before: list[Strip], after: list[Strip], place: Region) -> bool:
    rows = range(max(0, place.y), min(len(before), place.bottom))
    columns = slice(max(0, place.x), place.right)
    return any(
        (one.text, bare(one)) != (other.text, bare(other))
        for row in rows
        for one, other in zip(cells(before[row])[columns], cells(after[row])[columns], strict=False)
    )


def bare(segment: Segment) -> object:
    return segment.style.clear_meta_and_links() if segment.style else None


def test_what_can_be_clicked_has_a_key() -> None:
    source = Path(smtpwb.__file__).parent
    clicked = {found for path in source.rglob("*.py") for found in _CLICKED.findall(path.read_text("utf-8"))}
    assert clicked
    assert not [one for one in clicked if not one.startswith(tuple(BY_KEY))]
