"""A sheet of text to read: headings, paragraphs and rows of label and text, wrapped each in its column.

Decides only where words stand; what they say is the caller's. Nothing is read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

Text: TypeAlias = str | Content
Block: TypeAlias = Text | tuple[Text, Text]
"""A paragraph (empty: a blank line), or a row of label and text."""

LABEL_SHARE = 0.4
"""How much of the width the labels may take; a longer label has a line of its own."""


def heading(text: str) -> Content:
    """A heading, told from text by its weight."""
    return Content.styled(text, "bold $client")


def sources(texts: Iterable[str]) -> Content:
    """Where it is written."""
    return Content.styled(" · ".join(texts), "$remark")


def laid(blocks: Sequence[Block], width: int) -> Content:
    """The blocks as lines of at most `width` cells; rows that follow each other share their columns."""
    lines: list[Content] = []
    for together, run in groupby(blocks, key=lambda block: isinstance(block, tuple)):
        if together:
            lines += _table([block for block in run if isinstance(block, tuple)], width)
        else:
            lines += [
                line for block in run if not isinstance(block, tuple) for line in _wrapped(block, width)
            ]
    return Content("\n").join(lines)


def _table(rows: Sequence[tuple[Text, Text]], width: int) -> list[Content]:
    labels = [_content(label, "$remark") for label, _ in rows]
    fitting = [label.cell_length + 2 for label in labels if label.cell_length + 2 <= width * LABEL_SHARE]
    column = max(fitting, default=2)
    return [
        line
        for label, (_, text) in zip(labels, rows, strict=True)
        for line in _row(label, text, column, width)
    ]


def _row(label: Content, text: Text, column: int, width: int) -> list[Content]:
    first, *rest = _wrapped(text, max(8, width - column))
    indent = " " * column
    hanging = [Content(indent).append(line) for line in rest]
    if label.cell_length > column - 2:
        return [*label.wrap(width), Content(indent).append(first), *hanging]
    return [label.pad_right(column - label.cell_length).append(first), *hanging]


def _wrapped(text: Text, width: int) -> list[Content]:
    return _content(text).wrap(width)


def _content(text: Text, style: str = "") -> Content:
    return text if isinstance(text, Content) else Content.styled(text, style)


class _Page(Static):
    """The text itself; its own width is the one that counts, with or without a scrollbar beside it."""

    DEFAULT_CSS = "_Page { width: 1fr; height: auto; }"

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.auto_links = False
        self._blocks: Sequence[Block] = ()
        self._width = 0

    def show(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        if self._width:
            self.update(laid(blocks, self._width))

    def on_resize(self, event: events.Resize) -> None:
        if event.size.width != self._width:
            self._width = event.size.width
            self.update(laid(self._blocks, self._width))


class Sheet(VerticalScroll, can_focus=True):
    """Shows blocks; scrolls where they are longer than it."""

    DEFAULT_CSS = """
    Sheet { padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def __init__(self, blocks: Sequence[Block] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._page = _Page()
        self._page.show(blocks)

    def compose(self) -> ComposeResult:
        yield self._page

    def show(self, blocks: Sequence[Block]) -> None:
        """Show other blocks, from their beginning."""
        self._page.show(blocks)
        self.scroll_home(animate=False, immediate=True)
