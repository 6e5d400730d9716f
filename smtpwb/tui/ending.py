"""How the app ends when nobody pressed a key for it: the terminal was closed, ssh was lost, the system asks.

Decides that it then ends in order: the connection is hung up without QUIT, and the journal says so. What was
said by then does not depend on it: every event is in the journal before it is drawn.
"""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import Any

from textual.app import App

PATIENCE = 5
"""Seconds until the system ends it after all: a screen that nobody reads any more can hold up the end."""
_SIGNALS = ("SIGHUP", "SIGTERM")
_BY_SIGNAL = 128
"""Added to a signal's number it is the exit status, as shells have it."""


def end_in_order(app: App[int]) -> None:
    """From now on a signal that would end the app at once ends it in order."""
    for name in _SIGNALS:
        number: Any = getattr(signal, name, None)
        if number is None or not hasattr(signal, "alarm"):  # Windows
            return
        asyncio.get_running_loop().add_signal_handler(number, partial(_end, app, int(number)))


def _end(app: App[int], number: int) -> None:
    signal.alarm(PATIENCE)
    app.exit(_BY_SIGNAL + number)
