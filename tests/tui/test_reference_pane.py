from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from smtpwb.reference import catalog
from smtpwb.reference.catalog import TABLES
from smtpwb.tui.widgets.choice import Choice
from smtpwb.tui.widgets.reference_pane import ReferencePane, find, row_blocks, row_text
from smtpwb.tui.widgets.row_list import RowList
from smtpwb.tui.widgets.sheet import Sheet, laid
from tests.tui.stage import Stage, shown, words

ALL_ROWS = [row for table in TABLES for row in catalog.table(table)]


class Ears(Stage):
    """Keeps the texts that the pane wants copied."""

    def __init__(self) -> None:
        self.pane = ReferencePane()
        super().__init__(self.pane)
        self.heard: list[str] = []

    def on_mount(self) -> None:
        self.pane.focus_first()

    def on_reference_pane_copy(self, event: ReferencePane.Copy) -> None:
        self.heard.append(event.text)


@pytest.fixture
def app() -> Ears:
    return Ears()


async def ask(pilot: Pilot[None], app: Ears, query: str) -> None:
    app.pane.query_field.fill(query)
    await pilot.pause()


def test_both_forms_of_every_row_say_all_of_it() -> None:
    for row in ALL_ROWS:
        page = laid(row_blocks(row), 2000).plain
        for said in (row_text(row), page):
            assert row.key in said
            assert row.explanation in said
            assert all(label in said and value in said for label, value in row.facts())
            assert all(source in said for source in row.sources)


@pytest.mark.parametrize(
    ("key", "fallback", "found"),
    [
        ("550", "550", ("reply_codes", "550")),
        ("5.1.1", "550", ("enhanced_codes", "X.1.1")),
        ("5.1.99", "550", ("reply_codes", "550")),
        ("599", "599", ("reply_digits", "5yz")),
        ("", "", None),
    ],
)
def test_a_code_is_found_or_what_comes_nearest(
    key: str, fallback: str, found: tuple[str, str] | None
) -> None:
    row = find(key, fallback)
    assert (row and (row.table, row.key)) == found


async def test_it_opens_on_all_rows_with_the_keyboard_in_the_search_box(app: Ears) -> None:
    async with app.run_test(size=(80, 24)):
        assert app.focused is app.pane.query_field
        assert f"{len(ALL_ROWS)} rows" in shown(app)
        assert app.pane.row == ALL_ROWS[0]


async def test_typing_filters_and_points_at_the_best_match(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "full_stop", "7", "full_stop", "1")
        assert app.pane.row is catalog.row("enhanced_codes", "X.7.1")
        assert catalog.table("enhanced_codes")[0].name not in shown(app)
        await pilot.press("ctrl+u", *"greyl")
        assert app.pane.row in catalog.search("greyl")


@pytest.mark.parametrize("query", ["550", "5.7", "greylist", "rfc 3463", "SIZE", "no such row"])
async def test_the_list_is_what_the_catalog_finds(app: Ears, query: str) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, app, query)
        found = catalog.search(query)
        assert f"{len(found)} row" in shown(app)
        for row in found[:20]:
            assert f" {row.key} " in shown(app).replace("▌", " ")


async def test_the_details_follow_the_keys_of_the_search_box(app: Ears) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, app, "5.7")
        found = catalog.search("5.7")
        for key, index in (("down", 1), ("down", 2), ("up", 1)):
            await pilot.press(key)
            assert app.pane.row == found[index]
            assert " ".join(found[index].explanation.split()[:5]) in words(app)
        await pilot.press("pagedown")
        assert app.pane.rows.cursor > 10
        await pilot.press("pageup")
        assert app.pane.rows.cursor == 1


async def test_a_table_is_chosen_by_keyboard_and_narrows_the_search(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, app, "5.7.1")
        await pilot.press("tab", "right")
        assert {row.table for row in app.pane._found} == {"reply_codes"}
        await pilot.press("left", "left")
        assert app.pane.query_one(Choice).value == list(TABLES)[-1]


async def test_a_table_is_chosen_by_mouse(app: Ears) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.click(Choice, offset=(9, 0))
        assert app.pane.query_one(Choice).value == next(iter(TABLES))


async def test_nothing_found_is_one_sentence_and_nothing_to_copy(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, app, "[/nope]\x1b")
        assert "0 rows" in shown(app)
        assert "Nothing matches “[/nope]<1B>” in any table." in words(app)
        assert app.pane.row_text() == ""
        await pilot.press("enter")
        assert app.heard == []
        await pilot.press("tab", "right")
        assert "in the table “Reply codes”: choose All." in words(app)


@pytest.mark.parametrize("keys", [["enter"], ["tab", "tab", "enter"], ["tab", "tab", "y"], ["tab", "enter"]])
async def test_keys_that_copy_the_row(app: Ears, keys: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, app, "5.1.1")
        await pilot.press(*keys)
        assert app.heard == [app.pane.row_text()]
        assert app.heard[0].startswith("X.1.1  ")


async def test_y_in_the_search_box_is_a_letter(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "slash")
        assert app.pane.query_field.value == "y/"
        assert app.heard == []


async def test_slash_goes_back_to_the_search_box(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.query_one(RowList).focus()
        await pilot.press("slash")
        assert app.focused is app.pane.query_field
        assert app.pane.query_field.value == ""


async def test_looking_up_a_code_clears_the_filter_and_puts_its_row_at_the_top(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, app, "greylist")
        await pilot.press("tab", "right")
        app.pane.look_up("5.2.2", "552")
        await pilot.pause()
        row = catalog.row("enhanced_codes", "X.2.2")
        assert row is not None
        assert (app.pane.query_field.value, app.pane.query_one(Choice).value) == ("", "")
        assert app.pane.row is row
        assert shown(app).split("\n")[app.pane.rows.content_region.y].startswith("▌X.2.2")
        assert " ".join(row.explanation.split()[:5]) in words(app)


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((120, 40), True), ((100, 24), True)])
async def test_list_and_details_stand_beside_or_above_each_other(
    app: Ears, size: tuple[int, int], beside: bool
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        rows, details = app.pane.rows.region, app.pane.query_one(Sheet).region
        assert (rows.y == details.y) is beside
        assert (rows.x == details.x) is not beside
        for region in (rows, details):
            assert region.height >= 8
            assert app.screen.region.contains_region(region)


async def test_every_row_of_every_table_can_be_shown(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for index in range(0, len(ALL_ROWS), 29):
            app.pane.rows.cursor = index
            await pilot.pause()
            assert app.pane.row == ALL_ROWS[index]
            assert " ".join(ALL_ROWS[index].name.split()[:2]) in words(app)


PASTE = "550 5.1.1 <a@b.test> User unknown\r550-5.7.1 blocked\r550 5.7.1 by zen.spamhaus.org\r452 4.2.2 full"


async def paste(pilot: Pilot[None], app: Ears, text: str) -> None:
    app.pane.query_field.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_pasted_replies_are_listed_and_explained_one_by_one(app: Ears, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await paste(pilot, app, PASTE)
        assert "3 replies" in words(app)
        assert "No such recipient" in words(app)
        await pilot.press("down")
        assert "On a blocklist" in words(app)
        await pilot.press("down")
        assert "Mailbox full" in words(app)
        await pilot.press("enter")
        assert app.heard[0].startswith("452 4.2.2 full\n")
        assert "Mailbox full" in app.heard[0]


async def test_a_reply_is_explained_as_it_is_typed_and_a_word_searched_for_again(app: Ears) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, app, "550 5.1.1 no user of that name")
        assert "1 reply" in words(app)
        assert "No such recipient" in words(app)
        await ask(pilot, app, "550")
        assert f"{len(catalog.search('550'))} rows" in words(app)
        assert app.pane.row == catalog.search("550")[0]


async def test_pasted_lines_without_a_reply_get_one_sentence(app: Ears) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await paste(pilot, app, "hello\rnobody knows this")
        assert "No reply in this text" in words(app)
        assert app.pane.row_text() == ""
        app.pane.look_up("550", "550")
        await pilot.pause()
        assert "No reply in this text" not in words(app)
