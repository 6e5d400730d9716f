"""A file is made anew, or replaced when asked twice."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from smtpwb.tui.screens.save import SaveScreen
from smtpwb.tui.widgets.field import Field
from tests.tui.desk import rest
from tests.tui.stage import Stage, words

TEXT = "S: 250 ok\nC: é\n"


def _app(name: str) -> tuple[Stage, SaveScreen, list[Path | None]]:
    app, screen, results = Stage(), SaveScreen(TEXT, name), []  # type: ignore[var-annotated]
    return app, screen, results


async def _pressed(app: App[Any], pilot: Any, *keys: str) -> None:
    await pilot.press(*keys)
    await rest(pilot)


async def test_it_is_made_anew_and_replaced_only_when_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("desk").mkdir()
    monkeypatch.chdir("desk")
    for content in (None, "precious"):
        app, screen, results = _app("a.txt")
        async with app.run_test() as pilot:
            if content:
                Path("a.txt").write_text(content)
            app.push_screen(screen, results.append)
            await rest(pilot)
            assert screen.query_one(Field).value == "a.txt"
            await _pressed(app, pilot, "enter")
            if content:
                assert Path("a.txt").read_text() == content
                assert "Enter again replaces it" in words(app)
                await _pressed(app, pilot, "enter")
        assert results == [Path("a.txt")]
        assert Path("a.txt").read_text(encoding="utf-8") == TEXT
        assert stat.S_ISREG(Path("a.txt").lstat().st_mode)
    assert [file.name for file in Path().iterdir()] == ["a.txt"]


async def test_another_name_asks_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("one")
    Path("ab.txt").write_text("two")
    app, screen, results = _app("a.txt")
    async with app.run_test() as pilot:
        app.push_screen(screen, results.append)
        await rest(pilot)
        await _pressed(app, pilot, "enter")
        screen.query_one(Field).fill("ab.txt")
        await rest(pilot)
        await _pressed(app, pilot, "enter")
        assert Path("ab.txt").read_text() == "two"
        await _pressed(app, pilot, "escape")
    assert results == [None]


async def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    app, screen, results = _app(str(tmp_path / "no" / "a.txt"))
    async with app.run_test(size=(120, 24)) as pilot:
        app.push_screen(screen, results.append)
        await rest(pilot)
        await _pressed(app, pilot, "enter")
        assert "cannot be written" in words(app)
        for name in (str(tmp_path), "  "):
            screen.query_one(Field).fill(name)
            await rest(pilot)
            await _pressed(app, pilot, "enter")
            assert "Write the name of a file." in words(app)
    assert results == []


async def test_octets_are_saved_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = Stage()
    async with app.run_test() as pilot:
        app.push_screen(SaveScreen(b"\xff\r\n\x00", "a.eml"))
        await rest(pilot)
        await _pressed(app, pilot, "enter")
    assert Path("a.eml").read_bytes() == b"\xff\r\n\x00"
