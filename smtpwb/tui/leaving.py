"""Leaving by key: asked once where something would be lost, then at once. It never sends a QUIT (law 1).

Decides when the app goes; what would be lost is for the app to say.
"""

from __future__ import annotations

from typing import Any

from textual.app import App

from smtpwb.tui.copying import Say

ASKED = 5
"""Seconds that a first ask holds."""


class Leaving:
    """The way out of one app."""

    def __init__(self, app: App[Any], say: Say) -> None:
        self._app, self._say = app, say
        self._asked = False

    def quit(self, lost: str) -> None:
        """Leave; where `lost` says what stands against it, only when told a second time."""
        if not lost or self._asked:
            self._app.exit(0)
            return
        self._asked = True
        self._app.set_timer(ASKED, self.stay)
        self._say(f"{lost}: ^q again leaves at once, and sends no QUIT.", timeout=ASKED)

    def stay(self) -> None:
        """The first ask is forgotten."""
        self._asked = False
