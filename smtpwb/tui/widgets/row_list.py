"""A list of one-line rows with a cursor, drawn by the line: a new list costs one repaint, however long.

Decides where keys, texts and tags stand and how the cursor moves; what the rows are is the caller's.
Nothing is read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

KEY_SHARE = 0.25
"""How much of the width the keys may take."""
TAGS_FROM = 68
"""Columns from which tags are shown."""


class Item(NamedTuple):
    """One row: its key, its text, and at the right end what kind it is."""

    key: str
    text: str
    tag: str = ""


class RowList(ScrollView, can_focus=True):
    """Shows items; one of them is pointed at, unless there are none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--key", "row--tag", "row--cursor"}
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        & > .row--key { color: $client; text-style: bold; }
        & > .row--tag { color: $remark; }
        & > .row--cursor { background: $panel; text-style: bold; }
        &:focus > .row--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "point(0)", "First", show=False),
        Binding("end", "point(-1)", "Last", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    class Pointed(Message):
        """The cursor points at another item, or the items are others."""

    class Chosen(Message):
        """Enter, or a double click."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self._items: Sequence[Item] = ()
        self._key_cells = 0
        self._kept_styles: tuple[Style, Style, Style, Style] | None = None

    def show(self, items: Sequence[Item], cursor: int = 0) -> None:
        """Show other items, with the one at `cursor` at the top where the list is long enough."""
        self._items = items
        self._key_cells = max((cell_len(item.key) for item in items), default=0)
        self.set_reactive(RowList.cursor, max(0, min(cursor, len(items) - 1)))
        size = Size(self.size.width, len(items))
        self.set_reactive(RowList.virtual_size, size)
        self._scroll_update(size)
        self.scroll_to(y=self.cursor, animate=False, immediate=True, force=True)
        self.refresh()
        self.post_message(self.Pointed())

    # How it looks

    def render_line(self, y: int) -> Strip:
        index, width = self.scroll_offset.y + y, self.size.width
        if index >= len(self._items):
            return Strip.blank(width, self._styles[0])
        return self._strip(self._items[index], index == self.cursor, width)

    def _strip(self, item: Item, hot: bool, width: int) -> Strip:
        base, key, faint, over = self._styles
        over = over if hot else Style.null()
        tag = item.tag if width >= TAGS_FROM else ""
        key_cells = min(self._key_cells, int(width * KEY_SHARE))
        text_cells = max(0, width - key_cells - cell_len(tag) - 5)
        segments = (
            ("▌" if hot else " ", key),
            (_cut(item.key, key_cells) + "  ", key),
            (_cut(item.text, text_cells) + " ", base),
            (f"{tag} ", faint),
        )
        return Strip([Segment(text, style + over) for text, style in segments]).adjust_cell_length(
            width, base + over
        )

    @property
    def _styles(self) -> tuple[Style, Style, Style, Style]:
        """The widget's own style, those of key and tag on it, and what the cursor lays over them."""
        if self._kept_styles is None:
            base = self.rich_style  # a property that walks all ancestors at each access
            key, tag, over = (
                self.get_component_rich_style(f"row--{name}", partial=True)
                for name in ("key", "tag", "cursor")
            )
            self._kept_styles = base, base + key, base + tag, over
        return self._kept_styles

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._kept_styles = None

    # The cursor

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self._items) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if old == new:
            return
        self.refresh_lines(old)
        self.refresh_lines(new)
        row = Region(0, new, max(1, self.size.width - 1), 1)
        self.scroll_to_region(row, animate=False, force=True, immediate=True, x_axis=False)
        self.post_message(self.Pointed())

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, by: int) -> None:
        """A page up or down; one row of the old page stays in view."""
        self.cursor += by * max(1, self.scrollable_content_region.height - 1)

    def action_point(self, index: int) -> None:
        """Point at an item; -1 is the last."""
        self.cursor = index if index >= 0 else len(self._items) + index

    def action_choose(self) -> None:
        if self._items:
            self.post_message(self.Chosen())

    def on_click(self, event: events.Click) -> None:
        index = self.scroll_offset.y + event.get_content_offset_capture(self).y
        if not 0 <= index < len(self._items):
            return
        if index == self.cursor and event.chain > 1:
            self.action_choose()
        self.cursor = index


def _cut(text: str, cells: int) -> str:
    """`text` in exactly so many cells; an ellipsis where it was longer."""
    if cell_len(text) <= cells:
        return set_cell_size(text, cells)
    return set_cell_size(text, max(0, cells - 1)) + "…"[:cells]
