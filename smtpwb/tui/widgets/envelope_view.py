"""The envelope beside the header, in two columns; where they differ, a mark, and below it what that means.

Decides where words stand. What is compared, and what is said of it, comes from `practice.envelope`; all of it
is visible text already, and nothing is read as markup (law 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.tui.widgets.sheet import Block, heading, sources
from smtpwb.tui.widgets.sheet import laid as sheet_laid

if TYPE_CHECKING:
    from smtpwb.practice.envelope import Row

EQUAL, DIFFERS, ALONE = "=", "≠", " "
_GAP = 3
"""Columns between the two, the mark in their middle."""
_INDENT = 4
_ENVELOPE = heading("Envelope: what the server goes by")
_HEADER = heading("Header: what people see")
_LEAST = 16
"""Columns that each side has at least."""


def laid(rows: Sequence[Row], width: int) -> Content:
    """The rows as lines of at most `width` cells, the two heads above them."""
    side = max(_LEAST, (width - _GAP) // 2)
    lines = _side_by_side(_ENVELOPE.wrap(side), _HEADER.wrap(side), Content(""), side)
    for row in rows:
        lines += _pair(row, side)
        lines += _reads(row, width)
        lines += _told(row, width)
    return Content("\n").join(lines)


def _pair(row: Row, side: int) -> list[Content]:
    mark = Content.styled(DIFFERS, "$reply-4yz bold") if row.differs else _same(row)
    return _side_by_side(_cut(row.envelope, side), _cut(row.header, side), mark, side)


def _side_by_side(
    left: Sequence[Content], right: Sequence[Content], mark: Content, side: int
) -> list[Content]:
    """Lines in two columns; the mark stands in the first of them."""
    return [
        _line(one, other, Content(" ") if number else mark, side)
        for number, (one, other) in enumerate(zip_longest(left, right, fillvalue=Content("")))
    ]


def _cut(text: str, side: int) -> list[Content]:
    """In pieces of at most `side` cells; where it does not fit, the name has a line to itself."""
    name, colon, value = text.partition(":")
    if not colon:
        return Content.styled(text, "$remark").wrap(side)
    label, said = Content.styled(f"{name}:", "$remark"), Content.styled(value.lstrip(), "bold")
    blank = value[:1] == " "
    if label.cell_length + blank + said.cell_length <= side:
        return [label.append(" " * blank).append(said)]
    return [label, *(Content("  ").append(line) for line in said.wrap(max(8, side - 2)))]


def _same(row: Row) -> Content:
    """Beside each other, or alone: nothing to compare."""
    alone = "—" in (row.envelope, row.header)
    return Content.styled(ALONE if alone else EQUAL, "$reply-2yz")


def _reads(row: Row, width: int) -> list[Content]:
    """What encoded words say, below what was sent."""
    if not row.reads:
        return []
    told = Content.assemble(("people read  ", "$remark"), (row.reads, "bold"))
    return _set_in(told, sources(("RFC 2047 §6.2",)), width)


def _told(row: Row, width: int) -> list[Content]:
    """The sentence, and behind it the sources where they fit."""
    return _set_in(Content(row.differs), sources(row.sources), width) if row.differs else []


def _set_in(told: Content, cited: Content, width: int) -> list[Content]:
    room = max(_LEAST, width - _INDENT)
    *lines, last = told.wrap(room)
    if last.cell_length + 2 + cited.cell_length <= room:
        lines.append(last.append("  ").append(cited))
    else:
        lines += [last, *cited.wrap(room)]
    return [Content(" " * _INDENT).append(line) for line in lines]


def _line(left: Content, right: Content, mark: Content, side: int) -> Content:
    between = mark if mark.plain else Content(" ")
    return Content(" ").join((left.pad_right(max(0, side - left.cell_length)), between, right))


class EnvelopeView(VerticalScroll, can_focus=True):
    """Shows the comparison, and below it how the message came; scrolls where that is longer."""

    DEFAULT_CSS = """
    EnvelopeView { padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    EnvelopeView > Static { width: 1fr; height: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page = Static("", markup=False)
        self._page.auto_links = False
        self._rows: Sequence[Row] = ()
        self._below: Sequence[Block] = ()

    def compose(self) -> ComposeResult:
        yield self._page

    def show(self, rows: Sequence[Row], below: Sequence[Block] = ()) -> None:
        """Show another comparison; `below` it stands what is compared with nothing."""
        self._rows, self._below = rows, below
        self._lay()
        self.scroll_home(animate=False, immediate=True)

    def on_resize(self, event: events.Resize) -> None:
        self._lay()

    def _lay(self) -> None:
        width = self.scrollable_content_region.width
        if width:
            parts = [laid(self._rows, width), Content(""), sheet_laid(self._below, width)]
            self._page.update(Content("\n").join(parts))
