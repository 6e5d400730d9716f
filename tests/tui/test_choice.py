from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.tui.widgets.choice import Choice, rows
from tests.tui.stage import Stage, shown

OPTIONS = (("", "All"), ("one", "The [one]"), ("two", "Another one"))


class Ears(Stage):
    """Keeps the values that were chosen."""

    def __init__(self) -> None:
        self.choice = Choice(OPTIONS)
        super().__init__(self.choice)
        self.heard: list[str] = []

    def on_choice_changed(self) -> None:
        self.heard.append(self.choice.value)


@given(widths=st.lists(st.integers(1, 20), min_size=1), room=st.integers(20, 80))
def test_rows_hold_every_option_in_order_and_fit(widths: list[int], room: int) -> None:
    laid = rows(widths, room)
    assert [index for row in laid for index in row] == list(range(len(widths)))
    assert all(sum(widths[i] for i in row) + len(row) - 1 <= room for row in laid)


async def test_the_chosen_one_is_in_brackets_and_arrows_go_round() -> None:
    app = Ears()
    async with app.run_test(size=(80, 5)) as pilot:
        assert shown(app).strip() == "[All]  The [one]   Another one"
        app.choice.focus()
        await pilot.press("left", "left")
        assert shown(app).strip() == "All  [The [one]]  Another one"
        assert app.heard == ["two", "one"]


async def test_a_click_chooses() -> None:
    app = Ears()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.click(Choice, offset=(22, 0))
        assert app.choice.value == "two"


async def test_without_room_the_chosen_one_stands_alone_between_arrows_that_can_be_clicked() -> None:
    app = Ears()
    async with app.run_test(size=(14, 5)) as pilot:
        assert shown(app).split("\n")[0] == " ◂ [All] ▸  1"
        await pilot.click(Choice, offset=(9, 0))
        assert app.choice.value == "one"
        await pilot.click(Choice, offset=(1, 0))
        assert app.choice.value == ""
