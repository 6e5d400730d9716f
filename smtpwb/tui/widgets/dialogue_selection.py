"""Selecting text of a dialogue with the mouse, across entries: which characters, and what is copied."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from smtpwb.tui.widgets.dialogue_drawing import GUTTER
from smtpwb.tui.widgets.dialogue_layout import Layout


class Selecting(ScrollView):
    """The part of the view that has to do with selected text; an offset is (character, logical line)."""

    ALLOW_SELECT = True
    lines: Layout

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected, unfolded; without what is said beside a line, and so without marks and times."""
        layout = self.lines
        begin, end = selection
        first = 0 if begin is None else begin.y
        last = len(layout.texts) - 1 if end is None else min(end.y, len(layout.texts) - 1)
        if last < first:
            return None
        lines = [self._copied(line) for line in range(first, last + 1)]
        if end is not None:
            lines[-1] = lines[-1][: end.x]
        if begin is not None:
            lines[0] = lines[0][begin.x :]
        return "\n".join(lines), "\n"

    def _copied(self, line: int) -> str:
        """Without what is ours; but that alone is copied (it is a note, or says how many lines are missing),
        and so is how much of a line is missing."""
        layout = self.lines
        text = layout.texts[line]
        return text if layout.is_cut(line) else text[: layout.ends[line] or None]

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def text_select_all(self) -> None:
        """A double click selects the entry, not the whole dialogue."""

    def select_entry(self, index: int) -> None:
        """Select all lines of an entry."""
        layout = self.lines
        first, last = layout.first[index], layout.first[index + 1] - 1
        self.screen.selections = {self: Selection(Offset(0, first), Offset(len(layout.texts[last]), last))}

    def selected(self, strip: Strip, line: int, number: int) -> Strip:
        """A row of a line, with what of it is selected set off."""
        selection = self.text_selection
        if selection is None or (span := selection.get_span(line)) is None:
            return strip
        text = self.lines.texts[line]
        offset, piece = self.lines.pieces(line)[number]
        begin, end = span
        end = len(text) if end == -1 else end
        begin, end = max(begin - offset, 0), min(end - offset, len(piece))
        if end <= begin:
            return strip
        cuts = [GUTTER + cell_len(piece[:begin]), GUTTER + cell_len(piece[:end]), strip.cell_length]
        left, middle, right = strip.divide(cuts)
        style = self.screen.get_component_rich_style("screen--selection")
        marked = [Segment(s.text, (s.style or Style.null()) + style) for s in middle]
        return Strip.join([left, Strip(marked), right])

    def offset_at(self, x: int, y: int) -> Offset | None:
        """The character under a cell of the screen, as (index in its line, logical line)."""
        layout = self.lines
        if not layout.texts:
            return None
        inside = self.content_region
        row = min(max(y - inside.y, 0), inside.height - 1) + self.scroll_offset.y
        if row >= layout.height:
            return Offset(len(layout.texts[-1]), len(layout.texts) - 1)
        line = layout.line_at(row)
        offset, piece = layout.pieces(line)[row - layout.tops[line]]
        cells, index = x - inside.x - GUTTER, 0
        while index < len(piece) and cells > 0 and cells >= (w := get_character_cell_size(piece[index])):
            cells -= w
            index += 1
        return Offset(offset + index, line)
