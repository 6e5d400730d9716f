"""The one screen that is always there: header, three tabs, key bar."""

from __future__ import annotations

import shutil

from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from smtpwb.tui.widgets.dialogue_pane import DialoguePane
from smtpwb.tui.widgets.dialogue_view import DialogueView
from smtpwb.tui.widgets.header import Header
from smtpwb.tui.widgets.key_bar import KeyBar

WIDE = 100
"""Columns from which panels stand side by side."""
_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
NARROW = _BREAKPOINTS[:1]
"""However wide it is, panels stand below each other."""
_HEIGHTS = [(0, "-tiny"), (13, "-low"), (20, "-high")]


class WorkbenchScreen(Screen[None]):
    """Lays out the workbench; the panes of the other tabs are made when first looked at."""

    HORIZONTAL_BREAKPOINTS = _BREAKPOINTS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    AUTO_FOCUS = "Line"

    def __init__(self, pane: DialoguePane, header: Header, bar: KeyBar, plain: bool = False) -> None:
        """`plain`: panels always stand below each other."""
        columns, rows = shutil.get_terminal_size()
        self.HORIZONTAL_BREAKPOINTS = NARROW if plain else _BREAKPOINTS
        # Known before the first layout, so that no style is computed twice.
        super().__init__(
            classes=f"{_reached(columns, self.HORIZONTAL_BREAKPOINTS)} {_reached(rows, _HEIGHTS)}"
        )
        self._parts = header, pane, bar

    def compose(self) -> ComposeResult:
        header, pane, bar = self._parts
        yield header
        with ContentSwitcher(initial="dialogue", id="tabs"):
            yield pane
        yield bar

    def _compositor_refresh(self) -> None:
        """Within a batch nothing is drawn: Textual would draw all the same, and throw it away."""
        if not self.app._batch_count:
            super()._compositor_refresh()

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Exact text offsets in the dialogue, in its gutter and behind the end of a line, too."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        if isinstance(widget, DialogueView):
            offset = widget.offset_at(x, y)
        return widget, offset


def _reached(size: int, breakpoints: list[tuple[int, str]]) -> str:
    """The class of the last breakpoint that is not above the size."""
    return [name for begin, name in breakpoints if size >= begin][-1]
