from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console
from textual._styles_cache import StylesCache
from textual.widget import Widget

from smtpwb.tui import on_terminal
from tests.tui.desk import at_work


class Told:
    """A driver of which only what is written counts."""

    is_headless = False

    def __init__(self) -> None:
        self.written = ""

    def write(self, sequence: str) -> None:
        self.written += sequence


async def _settled(plain: bool) -> str:
    async with at_work(plain=plain) as desk:
        told: Any = Told()
        before, desk.app._driver = desk.app._driver, told
        try:
            desk.app.settle_modes()
        finally:
            desk.app._driver = before
        return str(told.written)


async def test_every_move_of_the_mouse_is_not_told_and_the_cursor_is_there_for_who_reads_aloud() -> None:
    assert await _settled(plain=False) == "\x1b[?1003l\x1b[?1002h"
    assert await _settled(plain=True) == "\x1b[?1003l\x1b[?1002h\x1b[?25h"


async def test_a_defect_is_told_without_a_value() -> None:
    async with at_work() as desk:
        try:
            raise RuntimeError("a defect")
        except RuntimeError:
            secret = "Tr0ub4dor-7"
            desk.app._fatal_error()
        console = Console(width=200, record=True, file=io.StringIO())
        for renderable in desk.app._exit_renderables:
            console.print(renderable)
        printed = console.export_text()
        assert "a defect" in printed
        assert "ended by a defect of its own" in printed
        assert secret not in printed
        desk.app._exit_renderables.clear()


async def test_rows_are_drawn_anew_from_time_to_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of them would grow all day."""
    monkeypatch.setattr(on_terminal, "_FRESH", 1)
    async with at_work() as desk:
        await desk.connect()
        await desk.say("HELO a")
        kept = [widget._styles_cache._cache for widget in desk.app.screen.walk_children(Widget)]
        assert not any(kept)
        assert StylesCache.get_inner_outer.cache_info().currsize == 0
        assert "250" in desk.screen
