"""An app with our theme variables and breakpoints and nothing else, to put widgets on."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from smtpwb.tui.actions import bindings
from smtpwb.tui.screens.workbench import WorkbenchScreen
from smtpwb.tui.themes import variable_defaults


class Stage(App[None]):
    """Shows widgets, with the app's keys."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings())

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = WorkbenchScreen.HORIZONTAL_BREAKPOINTS or []
        self._widgets = widgets

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    def compose(self) -> ComposeResult:
        yield from self._widgets


def shown(app: App[Any]) -> str:
    """What the screen shows, as text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height] if width)


def words(app: App[Any]) -> str:
    """What the screen shows, without frames, line ends and surplus blanks."""
    return " ".join(re.sub("[─│╭╮╰╯┌┐└┘▌▎]", " ", shown(app)).split())
