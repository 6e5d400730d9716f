"""F1 explains every screen in front of the workbench, and names every key that the screen has."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.screen import Screen

from smtpwb.tui import screens
from smtpwb.tui.actions import key_label
from smtpwb.tui.screens.frame import Framed, InFront
from smtpwb.tui.screens.help import HelpScreen
from smtpwb.tui.screens.help_pages import PAGES, Page
from smtpwb.tui.screens.workbench import WorkbenchScreen
from tests.tui.desk import Desk, at_work

_LABELS = {"delete": "Delete", "slash": "/", "left": "←", "right": "→", "space": "space"}


def _screens() -> Iterator[type[Screen[object]]]:
    for found in pkgutil.iter_modules(screens.__path__):
        module = importlib.import_module(f"{screens.__name__}.{found.name}")
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, Screen) and one.__module__ == module.__name__:
                yield one


OWN = {HelpScreen, WorkbenchScreen, Framed, InFront}
"""Explain, are explained by their tab, or are no screen that is shown."""
EXPLAINED = [one for one in _screens() if one not in OWN]


def test_no_page_is_of_a_screen_that_is_gone() -> None:
    assert {one.__name__ for one in EXPLAINED} == set(PAGES)


@pytest.mark.parametrize("screen", EXPLAINED, ids=lambda one: one.__name__)
def test_each_key_of_a_screen_is_told(screen: type[Screen[object]]) -> None:
    told = {key for keys, _ in PAGES[screen.__name__].keys for key in keys.split()}
    own = screen.__dict__.get("BINDINGS", [])
    for binding in own:
        assert isinstance(binding, Binding)
        keys = binding.key.split(",")
        assert all(_LABELS.get(key, key_label(key)) in told for key in keys), binding


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_it_says_what_the_screen_is_for_and_how_to_leave_it(page: Page) -> None:
    assert all(paragraph.endswith(".") for paragraph in page.about)
    assert any("Esc" in keys.split() for keys, _ in page.keys)


async def _explained(desk: Desk, title: str) -> None:
    """F1 explains the screen at hand, and the key leads back to it."""
    before = desk.app.screen
    await desk.press("f1")
    assert isinstance(desk.app.screen, HelpScreen), f"F1 does nothing: {title}"
    assert f"Help: {title}" in desk.words
    await desk.press("f1")
    assert desk.app.screen is before


async def test_f1_explains_what_is_in_front() -> None:
    async with at_work() as desk:
        await desk.press("ctrl+o")
        await _explained(desk, "Connect")
        await desk.press("escape", "f12")
        await _explained(desk, "Decode")
        await desk.press("escape", "alt+m")
        await _explained(desk, "Mailbox")
        await desk.press("escape")
        await desk.connect()
        for key, title in (
            ("alt+n", "A note"),
            ("ctrl+n", "Message"),
            ("alt+s", "Share"),
            ("alt+e", "Earlier"),
        ):
            await desk.press(key)
            await _explained(desk, title)
            await desk.press("escape")
        assert desk.sent == []
