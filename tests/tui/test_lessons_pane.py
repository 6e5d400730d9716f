from __future__ import annotations

import subprocess
import sys

import pytest

from smtpwb.lessons import progress
from smtpwb.lessons.lesson import lessons
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.ports import PORTS
from smtpwb.tui.widgets.lessons_pane import LessonsPane, lesson_blocks, practice_blocks
from smtpwb.tui.widgets.sheet import Sheet, laid
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
        self.heard.append(event.lesson_id)

    def on_lessons_pane_forgotten(self) -> None:
        self.heard.append("forgotten")


@pytest.fixture
def app() -> Ears:
    return Ears()


def test_every_lesson_says_what_it_is_and_teaches() -> None:
    for lesson in lessons():
        page = laid(lesson_blocks(lesson, None), 2000).plain
        for said in (lesson.title, lesson.summary, *lesson.about, *lesson.sources):
            assert said in page
        assert all(step.title in page for step in lesson.steps)
        assert str(lesson.minutes) in page


def test_every_mailbox_says_its_reply_its_lesson_and_its_sources() -> None:
    page = laid(practice_blocks(), 2000).plain
    for mailbox in mailboxes():
        for said in (
            mailbox.address,
            mailbox.stands_for,
            mailbox.condition,
            mailbox.teaches,
            *mailbox.sources,
        ):
            assert said in page
        for part in mailbox.reply.replace("{seconds}", str(mailbox.seconds)).split("{path}"):
            assert part in page
    assert f"user {USER}, password {PASSWORD}" in page
    assert "{" not in page


def test_every_port_of_the_practice_server_is_named() -> None:
    page = "\n".join(str(block) for block in practice_blocks())
    assert all(f"{port.number}" in page and port.purpose in page for port in PORTS.values())


def test_looking_at_the_lessons_does_not_load_the_practice_server() -> None:
    program = (
        "import sys, smtpwb.tui.widgets.lessons_pane as pane; pane.practice_blocks();"
        "sys.exit('aiosmtpd' in sys.modules or 'cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_opens_on_the_list_with_all_parts_in_view(app: Ears, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.focused is app.pane.rows
        assert f"▌○  {lessons()[0].title}: {lessons()[0].minutes} minutes" in shown(app)
        about, practice = app.pane.query(Sheet)
        assert (about.region.x == practice.region.x) is (size[0] < 100)
        for part in (app.pane.rows, about, practice):
            assert part.content_region.height >= 1
            assert app.screen.region.contains_region(part.region)
        assert f"user {USER}, password {PASSWORD}" in words(app)


@pytest.mark.parametrize("keys", [["enter"], ["tab", "enter"]])
async def test_enter_asks_to_begin_the_lesson(app: Ears, keys: list[str]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert app.heard == [lessons()[0].id]


async def test_what_was_completed_is_marked_when_the_tab_is_opened_again(app: Ears) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "not yet" in words(app)
        progress.complete(lessons()[0].id)
        app.pane.focus_first()
        await pilot.pause()
        assert f"✓  {lessons()[0].title}: {lessons()[0].minutes} minutes, completed" in shown(app)
        assert "not yet" not in words(app)


async def test_progress_is_forgotten_only_when_asked_twice(app: Ears) -> None:
    progress.complete(lessons()[0].id)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "Press r again" in words(app)
        assert progress.load()
        await pilot.press("r")
        assert not progress.load()
        assert "Press r again" not in words(app)
        assert "✓" not in shown(app)
        assert app.heard == ["forgotten"]


async def test_a_question_that_is_not_answered_is_taken_back(
    app: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smtpwb.tui.widgets.lessons_pane.ASK_SECONDS", 0.001)
    progress.complete(lessons()[0].id)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        while app.pane._asked:
            await pilot.pause(0.01)
        await pilot.press("r")
        assert progress.load()


async def test_with_nothing_completed_there_is_nothing_to_forget(app: Ears) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("r", "r")
        await pilot.pause()
        assert "No lesson was completed yet." in words(app)
        assert app.heard == []
