"""Text of any length to be read as it is, drawn by the line: a preview of what is copied, or sent.

Decides where the lines fold. Nothing is read as markup, and what cannot be drawn stands as a tag (law 3).
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smtpwb.smtp.visible import visible_text
from smtpwb.tui.widgets.folding import fold


class PlainView(ScrollView, can_focus=True):
    """Shows lines; a longer one is folded."""

    DEFAULT_CSS = """
    PlainView { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    PlainView:focus { background: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self._lines: Sequence[str] = ()
        self._tops = array("q", [0])
        self._columns = 0
        self._ground: Style | None = None

    @property
    def lines(self) -> Sequence[str]:
        """What is shown."""
        return self._lines

    def show(self, lines: Sequence[str], *, keep: bool = False) -> None:
        """Show other lines, from their beginning; `keep`: from where one was."""
        self._lines = lines
        self._lay_out()
        if not keep:
            self.scroll_to(y=0, animate=False, immediate=True, force=True)

    def _lay_out(self) -> None:
        if not self._columns:
            return
        self._tops = array("q", accumulate(map(self._rows, self._lines), initial=0))
        size = Size(self.size.width, self._tops[-1])
        self.virtual_size = size
        self._scroll_update(size)
        self.refresh()

    def _rows(self, line: str) -> int:
        if len(line) <= self._columns and line.isprintable() and cell_len(line) <= self._columns:
            return 1
        return len(fold(_drawn(line), self._columns))

    def on_resize(self, event: events.Resize) -> None:
        columns = max(8, self.scrollable_content_region.width)
        if columns != self._columns:
            self._columns = columns
            self._lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._ground = None

    def render_line(self, y: int) -> Strip:
        if self._ground is None:
            self._ground = self.rich_style
        row, width = self.scroll_offset.y + y, self.size.width
        if row >= self._tops[-1]:
            return Strip.blank(width, self._ground)
        line = bisect_right(self._tops, row) - 1
        _, piece = fold(_drawn(self._lines[line]), self._columns)[row - self._tops[line]]
        return Strip([Segment(piece, self._ground)], cell_len(piece)).extend_cell_length(width, self._ground)


def _drawn(line: str) -> str:
    return line if line.isprintable() else visible_text(line)
