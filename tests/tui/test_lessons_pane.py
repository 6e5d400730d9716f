from __future__ import annotations

import subprocess
import sys

import pytest

from smtpwb.lessons import progress
from smtpwb.lessons.loading import first, lessons, own_directory
from smtpwb.practice.persona import personas
from smtpwb.tui.widgets.lessons_pane import LessonsPane
from smtpwb.tui.widgets.sheet import Sheet
from tests.tui.stage import Stage, shown, words


class Ears(Stage):
    """Keeps what the pane says."""

    def __init__(self) -> None:
        self.pane = LessonsPane()
        super().__init__(self.pane)
        self.heard: list[str] = []

    def on_mount(self) -> None:
        self.pane.focus_first()

    def on_lessons_pane_start(self, event: LessonsPane.Start) -> None:
        self.heard.append(event.lesson.id)

    def on_lessons_pane_open(self, event: LessonsPane.Open) -> None:
        self.heard.append(event.action or event.order)

    def on_lessons_pane_forgotten(self, event: LessonsPane.Forgotten) -> None:
        self.heard.append(f"forgotten {event.lesson_id}")


@pytest.fixture
def app() -> Ears:
    return Ears()


def test_looking_at_the_lessons_does_not_load_the_practice_server() -> None:
    program = (
        "import sys, smtpwb.tui.widgets.lesson_rows as rows; rows.practice_blocks();"
        "sys.exit('aiosmtpd' in sys.modules or 'cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_opens_on_the_first_lesson_under_its_heading(app: Ears, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.focused is app.pane.rows
        lines = [line.strip("│ ▇▃") for line in shown(app).split("\n")]
        at = next(index for index, line in enumerate(lines) if line.startswith("▌○"))
        assert lines[at].startswith(f"▌○  {first().title}")
        assert lines[at - 1].startswith("Basics")
        sheet = app.pane.query_one(Sheet)
        assert (app.pane.rows.region.x == sheet.region.x) is (size[0] < 100)
        assert app.screen.region.contains_region(sheet.region)
        assert first().summary in words(app)


@pytest.mark.parametrize("keys", [["enter"], ["tab", "enter"]])
async def test_enter_asks_to_begin_the_lesson(app: Ears, keys: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert app.heard == [first().id]


async def test_no_heading_is_ever_pointed_at_and_every_row_can_be(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("home", "up")
        pointed = [app.pane.row]
        for _ in range(200):
            app.pane.rows.action_move(1)
            if app.pane.row is pointed[-1]:
                break
            pointed.append(app.pane.row)
        assert not any(row.head for row in pointed)
        assert {row.lesson.id for row in pointed if row.lesson} == {lesson.id for lesson in lessons()}
        assert len([row for row in pointed if row.order]) == len(personas())
        await pilot.press("home")
        assert app.pane.row is pointed[0]


async def test_enter_on_another_row_asks_for_what_it_is(app: Ears) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "up", "enter")
        assert app.heard == [f"telnet {personas()[-1].address}"]
        app.pane.rows.action_point(-1)
        while app.pane.row.action != "mailbox":
            app.pane.rows.action_move(-1)
        await pilot.press("enter")
        assert app.heard[-1] == "mailbox"


async def test_how_far_a_lesson_is_is_marked_when_the_tab_is_opened_again(app: Ears) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "not begun" in words(app)
        progress.keep(first().id, first().steps[2].id, (), {})
        app.pane.focus_first()
        await pilot.pause()
        assert f"step 3 of {len(first().steps)}" in words(app)
        assert "▌▸" in shown(app)
        progress.complete(first().id)
        app.pane.focus_first()
        await pilot.pause()
        assert f"✓  {first().title}" in shown(app)
        assert "So far completed" in words(app)


async def test_the_first_time_it_opens_on_the_lesson_under_way(app: Ears) -> None:
    under_way = lessons()[6]
    progress.keep(under_way.id, under_way.steps[2].id, (), {})
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert app.pane.row.item.text.startswith(under_way.title)
        await pilot.press("up")
        chosen = app.pane.rows.cursor
        app.pane.focus_first()
        assert app.pane.rows.cursor == chosen, "later it stays where it was"


async def test_a_faulty_file_is_named_with_key_and_reason(app: Ears) -> None:
    own_directory().mkdir(parents=True)
    (own_directory() / "mine.toml").write_text("id = 7")
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        while app.pane.row.item.key != "!":
            app.pane.rows.action_move(1)
        await pilot.pause()
        for said in ("mine.toml: id is wrong", "Expected `str`", "Your own"):
            assert said in words(app)


# Forgetting


async def test_a_lesson_is_forgotten_only_when_asked_twice(app: Ears) -> None:
    progress.complete(first().id)
    progress.complete("another")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "The same key again does it" in words(app)
        assert first().id in progress.load()
        await pilot.press("r")
        assert set(progress.load()) == {"another"}
        assert "The same key again" not in words(app)
        assert app.heard == [f"forgotten {first().id}"]


async def test_all_are_forgotten_by_another_key(app: Ears) -> None:
    progress.complete(first().id)
    progress.complete("another")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "R")
        assert len(progress.load()) == 2, "another question, asked once"
        await pilot.press("R")
        assert not progress.load()
        assert app.heard == ["forgotten "]


async def test_a_question_that_is_not_answered_is_taken_back(
    app: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smtpwb.tui.widgets.lessons_pane.ASK_SECONDS", 0.001)
    progress.complete(first().id)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        while app.pane._asked:
            await pilot.pause(0.01)
        await pilot.press("r")
        assert progress.load()


async def test_with_nothing_begun_there_is_nothing_to_forget(app: Ears) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("r", "r")
        await pilot.pause()
        assert "There is nothing to forget yet." in words(app)
        assert app.heard == []
