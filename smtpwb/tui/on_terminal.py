"""What the app writes to its terminal: as little as can be, and no value that a fault had.

Decides how what was drawn goes out. What is drawn is the screens' business.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any, TypeVar

from rich.segment import Segment, Segments
from textual._styles_cache import StylesCache
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget

from smtpwb.tui.in_turn import takes_text
from smtpwb.tui.notices import Noticing
from smtpwb.tui.pen import erases
from smtpwb.tui.plain import Undrawn, is_plain
from smtpwb.tui.thrift import Picture, thin

Result = TypeVar("Result")

_UNDRAWN = Undrawn()
_FRESH = 500
"""Frames after which rows are drawn anew: every row keeps all its pieces that were ever cut from it, and each
piece its own, which adds up to tens of megabytes in a long day."""
_DRAGS = "\x1b[?1003l\x1b[?1002h"
"""Of the mouse, clicks and drags are told, not every move (xterm's control sequences, "Mouse Tracking")."""
_CURSOR = "\x1b[?25h"
"""What reads aloud follows the terminal's own cursor (DECTCEM)."""
_DEFECT = "smtpwb ended by a defect of its own. What happened until then is in the journal.\n"


def _draw_anew(screen: Screen[Any]) -> None:
    """Let go of the rows that are kept, also those of widgets that are gone: a cache of Textual's has those
    for keys."""
    for widget in screen.walk_children(Widget, with_self=True):
        widget._styles_cache.clear()
    StylesCache.get_inner_outer.cache_clear()


class OnTerminal(Noticing[Result]):
    """An app that is thrifty with its terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"  # a page that glides costs 70 KB over ssh
        self._picture = Picture(erases=erases())
        self._frames = 0

    @property
    def on_terminal(self) -> bool:
        """A terminal is there, and not a test's stand-in."""
        return self._driver is not None and not self.is_headless

    def on_load(self) -> None:
        self._begin_batch()  # one first frame, not one for each step of the layout

    def first_frame(self) -> None:
        """All that was drawn at the start goes out at once."""
        self._end_batch()
        self.screen.check_idle()

    def settle_modes(self) -> None:
        """Have the terminal tell and show what this app has use for."""
        if self.on_terminal:
            self.write_terminal(_DRAGS + (_CURSOR if is_plain(self) else ""))

    def write_terminal(self, sequence: str) -> None:
        """Write a control sequence as it is."""
        if self._driver is not None:
            self._driver.write(sequence)

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        return [*filters, _UNDRAWN] if is_plain(self) else filters

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Let through to the terminal only what does not stand there already."""
        if takes_text(focused := screen.focused):
            self.cursor_position = focused.cursor_screen_offset
        super()._display(screen, thin(renderable, self._picture, self.size))  # type: ignore[arg-type]
        self._frames += 1
        if not self._frames % _FRESH:
            _draw_anew(screen)

    def _fatal_error(self) -> None:
        """A defect of our own ends the app: say where, but show no values, which may be secrets (law 4)."""
        where = traceback.format_exc()
        self._exit_renderables.append(Segments([Segment(where), Segment(_DEFECT)]))
        self._close_messages_no_wait()
