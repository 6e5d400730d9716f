from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.message import Message

from smtpwb.tui.widgets.row_list import Item, RowList, _cut
from tests.tui.stage import Stage, shown

ITEMS = [Item(f"key {n}", f"[b]text[/nope] {n}", "tag") for n in range(100)]


class Ears(Stage):
    """Keeps what the list says."""

    def __init__(self, rows: RowList) -> None:
        super().__init__(rows)
        self.rows = rows
        self.heard: list[type[Message]] = []

    def on_row_list_pointed(self) -> None:
        self.heard.append(RowList.Pointed)

    def on_row_list_chosen(self) -> None:
        self.heard.append(RowList.Chosen)


@pytest.fixture
def ears() -> Ears:
    return Ears(RowList())


def top(app: App[None]) -> list[str]:
    return shown(app).split("\n")


@given(text=st.text(st.characters(exclude_categories=["C", "M"])), cells=st.integers(0, 20))
def test_a_cell_is_cut_to_its_width_and_says_so(text: str, cells: int) -> None:
    cut = _cut(text, cells)
    assert cell_len(cut) == cells
    assert cell_len(text) <= cells or cells == 0 or cut.rstrip().endswith("…")


async def test_rows_show_mark_key_text_and_tag_as_they_are(ears: Ears) -> None:
    async with ears.run_test(size=(80, 10)) as pilot:
        ears.rows.show(ITEMS)
        await pilot.pause()
        first, second, *_ = top(ears)
        assert first.startswith("▌key 0   [b]text[/nope] 0 ")
        assert second.startswith(" key 1   [b]text[/nope] 1 ")
        assert first.endswith(" tag")


async def test_a_narrow_list_has_no_tags(ears: Ears) -> None:
    async with ears.run_test(size=(60, 10)) as pilot:
        ears.rows.show(ITEMS)
        await pilot.pause()
        assert "tag" not in shown(ears)


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down"], 1),
        (["up"], 0),
        (["end"], 99),
        (["end", "down"], 99),
        (["end", "home"], 0),
        (["pagedown"], 9),
        (["pagedown", "pagedown", "pageup"], 9),
        (["j", "j", "k"], 1),
    ],
)
async def test_keys_move_the_cursor_and_it_stays_in_view(ears: Ears, keys: list[str], cursor: int) -> None:
    async with ears.run_test(size=(80, 10)) as pilot:
        ears.rows.show(ITEMS)
        ears.rows.focus()
        await pilot.press(*keys)
        assert ears.rows.cursor == cursor
        assert any(line.startswith(f"▌key {cursor} ") for line in top(ears))


async def test_the_list_says_where_it_points_only_when_that_changes(ears: Ears) -> None:
    async with ears.run_test(size=(80, 10)) as pilot:
        ears.rows.show(ITEMS)
        ears.rows.focus()
        await pilot.press("up", "down", "enter")
        assert ears.heard == [RowList.Pointed, RowList.Pointed, RowList.Chosen]


async def test_the_item_pointed_at_is_put_at_the_top(ears: Ears) -> None:
    async with ears.run_test(size=(80, 10)) as pilot:
        ears.rows.show(ITEMS, 50)
        await pilot.pause()
        assert top(ears)[0].startswith("▌key 50 ")


async def test_an_empty_list_points_at_nothing_and_chooses_nothing(ears: Ears) -> None:
    async with ears.run_test(size=(80, 10)) as pilot:
        ears.rows.show(ITEMS)
        ears.rows.show([])
        ears.rows.focus()
        await pilot.press("down", "end", "pageup", "enter")
        assert not shown(ears).strip("▁▂▃▄▅▆▇ \n")
        assert RowList.Chosen not in ears.heard


async def test_a_click_points_and_a_double_click_chooses(ears: Ears) -> None:
    async with ears.run_test(size=(80, 10)) as pilot:
        ears.rows.show(ITEMS, 20)
        await pilot.click(RowList, offset=(5, 3))
        assert ears.rows.cursor == 23
        assert RowList.Chosen not in ears.heard
        await pilot.double_click(RowList, offset=(5, 3))
        assert RowList.Chosen in ears.heard
