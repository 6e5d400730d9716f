"""The theme that the app wears: the one that was asked for, or kept from last time; a choice is kept.

Decides when a theme is put on and remembered. Which there are and what is in them is decided in `themes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TypeVar

from textual.app import App, SystemCommand
from textual.theme import Theme

from smtpwb import settings
from smtpwb.transcript.private import replace_own
from smtpwb.tui.on_terminal import OnTerminal
from smtpwb.tui.themes import load_themes, one_of_ours, user_has_themes, variable_defaults

Result = TypeVar("Result")


class Themed(OnTerminal[Result]):
    """An app with our themes and the user's."""

    def __init__(self) -> None:
        super().__init__()
        self._theirs = user_has_themes()
        self._keep_theme = False

    @cached_property
    def _all_themes(self) -> tuple[Mapping[str, Theme], Sequence[str]]:
        """Every theme by name, and what is wrong with some: read when first asked for."""
        themes, faults = load_themes()
        for theme in themes.values():
            self.register_theme(theme)
        return themes, faults

    @property
    def available_themes(self) -> dict[str, Theme]:
        return {**super().available_themes, **self.themes}

    def get_theme(self, theme_name: str) -> Theme | None:
        return self._registered_themes.get(theme_name) or super().get_theme(theme_name)

    @property
    def themes(self) -> Mapping[str, Theme]:
        """Ours and the user's, by name."""
        return self._all_themes[0]

    @property
    def theme_faults(self) -> Sequence[str]:
        """What is wrong with the user's themes, if there are any."""
        return self._all_themes[1] if self._theirs else ()

    def put_on(self, name: str) -> str:
        """Wear a theme before anything is drawn: one set later has all styles computed twice. Returns what
        is wrong with the name, or nothing."""
        if not self._theirs and (theme := one_of_ours(name)) is not None:
            self.register_theme(theme)
        elif name not in self.available_themes:
            return f"there is no theme {name!r}: choose one with ^p"
        self.set_reactive(App.theme, name)
        self.stylesheet.set_variables(self.get_css_variables())
        return ""

    def keep_theme(self) -> None:
        """From now on what is chosen is kept for next time."""
        self._keep_theme = True

    def watch_theme(self, theme: str) -> None:
        if not self._keep_theme or theme not in self.themes:
            return
        if fault := settings.save_choice("theme", theme, replace_own):
            self.say(fault, severity="warning")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme)

    def theme_commands(self) -> Iterator[SystemCommand]:
        """One for each theme, for the palette."""
        for name in self.themes:
            choose = partial(setattr, self, "theme", name)
            yield SystemCommand(f"Theme: {name}", "How it looks; kept for next time.", choose)
