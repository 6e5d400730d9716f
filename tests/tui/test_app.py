from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from smtpwb import settings
from smtpwb.transcript import journal
from smtpwb.tui.app import Workbench
from smtpwb.tui.themes import user_themes_path
from tests.pty_program import PtyProgram
from tests.transcript.test_store import keep
from tests.tui.desk import HELO, at_work

# Settings and themes


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


async def test_a_broken_theme_and_a_wrong_setting_are_named_and_passed_over() -> None:
    theme = write(user_themes_path() / "mine.toml", 'extends = "smtpwb-dark"\nprimary = "very red"\n')
    wrong = write(settings.settings_path(), 'helo = "mx.example.net"\njournal = "perhaps"\n')
    async with at_work(helo="") as desk:
        said = "\n".join(desk.notices)
        assert f"{theme}, line 2" in said
        assert f"{wrong}, line 2: journal" in said
        assert "mine" not in desk.app.available_themes
        await desk.connect()
        assert desk.line.placeholder == "HELO mx.example.net"


async def test_settings_that_are_no_toml_are_named() -> None:
    broken = write(settings.settings_path(), "helo = \n")
    async with at_work() as desk:
        assert f"{broken} is not TOML" in "\n".join(desk.notices)


async def test_a_key_that_was_moved_works_and_is_shown() -> None:
    write(settings.settings_path(), '[keys]\nhang-up = "f10"\nhelp = "f11"\n')
    async with at_work() as desk:
        await desk.connect()
        assert "F10 hang up" in desk.words
        assert "F11 Help" in desk.words
        await desk.press("ctrl+right_square_bracket")
        assert desk.app.talk.connected
        await desk.press("f10")
        assert not desk.app.talk.connected


# The journal


def journals() -> list[Path]:
    return sorted(journal.directory().glob("*")) if journal.directory().exists() else []


async def test_every_event_is_in_the_journal() -> None:
    async with at_work() as desk:
        await desk.connect()
        await desk.say("NOOP")
    (file,) = journals()
    assert journal.read(file).events == desk.app.talk.transcript.events


async def test_no_journal_is_kept_where_the_command_line_says_so() -> None:
    async with at_work(journal=False) as desk:
        await desk.connect()
    assert journals() == []


async def test_old_dialogues_go_at_the_start_as_the_settings_say() -> None:
    old, new = keep("20240101-120000-1"), keep("20240102-120000-1")
    os.utime(old, (0, 0))
    async with at_work() as desk:
        await desk.rest()
        assert journals() == [old, new]
    write(settings.settings_path(), "journal_days = 30\n")
    async with at_work() as desk:
        await desk.until(lambda: journals() == [new], "the old one gone")


async def test_no_journal_is_kept_unless_wanted() -> None:
    write(settings.settings_path(), "journal = false\n")
    async with at_work() as desk:
        await desk.connect()
    assert journals() == []


# The palette


async def test_every_action_is_in_the_palette() -> None:
    from smtpwb.tui.actions import ACTIONS

    async with at_work() as desk:
        titles = {command.title for command in desk.app.get_system_commands(desk.app.screen)}
        assert {a.label.capitalize() for a in ACTIONS if a.id != "palette"} <= titles
        await desk.press("ctrl+p")
        await desk.press(*"copy entry", "enter")
        await desk.until(lambda: desk.notices, "a notice")
        assert desk.notices[-1] == "There is no entry to copy yet."


# Terminals


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"TERM": "xterm", "NO_COLOR": "1", "COLORTERM": ""}, id="no colour"),
        pytest.param({"TERM": "xterm", "COLORTERM": ""}, id="16 colours"),
    ],
)
def test_it_starts_where_there_are_few_colours(env: dict[str, str], tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "smtpwb"]
    with PtyProgram(arguments, home=tmp_path, size=(80, 24), **env) as program:
        program.until(b"telnet practice.test 25")
        program.quiet(0.2)
        colours = re.findall(rb"\x1b\[([\d;]*)m", program.output)
        assert not any(b"38;2;" in c or b"38;5;" in c for c in colours)
        if "NO_COLOR" in env:
            assert not any(re.search(rb"(^|;)([349]|10)[1-6](;|$)", c) for c in colours), "black to white"
        program.write(b"\x11")
        assert program.end() == 0


@pytest.mark.parametrize("size", [(60, 20), (20, 5), (1, 1)])
async def test_it_holds_at_any_size(size: tuple[int, int]) -> None:
    async with at_work(size=size) as desk:
        await desk.connect()
        await desk.say("HELO a")
        await desk.press("alt+up", "ctrl+l", "f1", "escape", "ctrl+l")
        assert desk.app.is_running
        assert desk.sent == [b"HELO a\r\n"]


async def test_a_resize_keeps_the_newest_line_in_view() -> None:
    async with at_work(size=(80, 24)) as desk:
        await desk.connect()
        for number in range(12):
            await desk.say(f"NOOP {number}")
        for size in ((60, 20), (120, 40), (200, 24), (80, 16), (80, 10), (80, 24)):
            await desk.pilot.resize_terminal(*size)
            await desk.sees("C NOOP 11")
            await desk.sees("S 250 2.0.0")
            assert desk.view.scroll_y == desk.view.max_scroll_y


async def test_nothing_is_done_before_it_is_asked_for() -> None:
    app = Workbench(helo=HELO)
    assert app.talk.transcript.events == []
    assert not app.talk.connected
