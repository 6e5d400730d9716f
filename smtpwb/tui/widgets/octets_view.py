"""The very octets that will go, row by row: line ends as marks, added dots set off, nothing obeyed.

Reads only the rows that are in view from what was laid down, however long that is.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smtpwb.session.prepared import Prepared, Row
from smtpwb.smtp.message import DOT
from smtpwb.smtp.visible import TAG, visible

CRLF_MARK = "¶"
"""Stands for a CRLF; control pictures are missing in common fonts."""
_ENDS = "  ends the message"
_PAGE = 64
"""Rows read at a time."""
_TAG_CELLS = 4
"""Cells that an octet takes at most, as a tag."""


class OctetsView(ScrollView, can_focus=True):
    """Shows what was laid down; scrolls."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"octets--end", "octets--added", "octets--tag"}
    DEFAULT_CSS = """
    OctetsView {
        height: 1fr; padding: 0 1; scrollbar-size: 1 1; background: $background;
        & > .octets--end { color: $remark; }
        & > .octets--added { color: $reply-3yz; text-style: reverse; }
        & > .octets--tag { color: $reply-4yz; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self._prepared: Prepared | None = None
        self._pages: dict[int, list[Row]] = {}

    def show(self, prepared: Prepared | None) -> None:
        """Show other octets, from their beginning."""
        self._prepared = prepared
        self._pages.clear()
        self._measure()
        self.scroll_home(animate=False, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        self._measure()

    def _measure(self) -> None:
        """A row that may be wider than the view makes it scroll sideways."""
        prepared = self._prepared
        if prepared is None:
            self.virtual_size = Size(0, 0)
            return
        wide = prepared.widest + len(_ENDS) > self.scrollable_content_region.width
        self.virtual_size = Size(prepared.widest * _TAG_CELLS if wide else 0, prepared.row_count)

    def render_line(self, y: int) -> Strip:
        ground = self.rich_style
        row = self._row(y + self.scroll_offset.y)
        if row is None:
            return Strip.blank(self.size.width, ground)
        last = y + self.scroll_offset.y == self.virtual_size.height - 1
        strip = Strip(list(self._segments(row, last, ground)))
        left = self.scroll_offset.x
        return strip.crop_extend(left, left + self.size.width, ground)

    def _row(self, number: int) -> Row | None:
        prepared = self._prepared
        if prepared is None or number >= prepared.row_count:
            return None
        page = number // _PAGE
        if page not in self._pages:
            if len(self._pages) > 8:
                self._pages.clear()
            self._pages[page] = prepared.rows(page * _PAGE, _PAGE)
        return self._pages[page][number % _PAGE]

    def _segments(self, row: Row, last: bool, ground: Style) -> list[Segment]:
        end, added, tag = (
            ground + self.get_component_rich_style(f"octets--{name}", partial=True)
            for name in ("end", "added", "tag")
        )
        stuffed = self._prepared is not None and self._prepared.stuffed
        ended = row.octets.endswith(b"\r\n")
        octets = row.octets.removesuffix(b"\r\n")
        segments: list[Segment] = []
        if stuffed and last and octets == DOT:
            return [Segment(".", added), Segment(CRLF_MARK, end), Segment(_ENDS, end)]
        if stuffed and row.begins_line and octets.startswith(DOT):
            segments.append(Segment(".", added))
            octets = octets[1:]
        segments += _tagged(visible(octets), ground, tag)
        return [*segments, Segment(CRLF_MARK, end)] if ended else segments


def _tagged(text: str, plain: Style, tag: Style) -> list[Segment]:
    """Text with its tags set off."""
    segments: list[Segment] = []
    place = 0
    for found in TAG.finditer(text):
        segments += [Segment(text[place : found.start()], plain), Segment(found[0], tag)]
        place = found.end()
    return [*segments, Segment(text[place:], plain)]
