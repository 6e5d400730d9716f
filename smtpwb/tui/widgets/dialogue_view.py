"""The dialogue, every entry in order, with one cursor: drawn by the line, so that its size does not matter.

Decides what is scrolled to, pointed at, searched for and unfolded, and repaints only the rows that changed.
Where lines stand is `dialogue_layout`, how they look `dialogue_drawing`, what is selected
`dialogue_selection`, what is found `dialogue_search`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from smtpwb.transcript import trouble
from smtpwb.transcript.entry import Change, Entry
from smtpwb.tui import plain
from smtpwb.tui.actions import BY_ID, key_label
from smtpwb.tui.widgets.dialogue_drawing import GUTTER, PARTS, TIME, Drawing
from smtpwb.tui.widgets.dialogue_layout import Layout
from smtpwb.tui.widgets.dialogue_search import Found, Place, again, pattern, search
from smtpwb.tui.widgets.dialogue_selection import Selecting

_PREFIX = "dialogue--"
NOTHING_WRONG = {-1: "Nothing went wrong above.", 1: "Nothing went wrong below."}
"""Where no trouble is found, by direction."""
SHORT = "This entry is not long enough to be folded."


class DialogueView(Selecting, can_focus=True):
    """Shows the entries of a transcript; follows the newest until the cursor is moved up."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {_PREFIX + part for part in PARTS}
    DEFAULT_CSS = """
    DialogueView {
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        & > .dialogue--client { color: $client; text-style: bold; }
        & > .dialogue--server { color: $server; }
        & > .dialogue--remark { color: $remark; text-style: italic; }
        & > .dialogue--time { color: $remark; }
        & > .dialogue--slow { color: $reply-4yz; text-style: bold; }
        & > .dialogue--tag { color: $tag; text-style: reverse; }
        & > .dialogue--cursor { background: $boost; text-style: bold; }
        & > .dialogue--found { text-style: underline; }
        & > .dialogue--here { text-style: bold reverse; }
        & > .dialogue--2 { color: $reply-2yz; text-style: bold; }
        & > .dialogue--3 { color: $reply-3yz; text-style: bold; }
        & > .dialogue--4 { color: $reply-4yz; text-style: bold; }
        & > .dialogue--5 { color: $reply-5yz; text-style: bold; }
        &:focus > .dialogue--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("enter", "choose", "Unfold, or explain in full", show=False),
        Binding("space", "app.fold", "Fold and unfold", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "newest", "Newest", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("slash", "app.find", "Find", show=False),
        Binding("y", "app.copy_entry", "Copy entry", show=False),
        Binding("Y", "app.copy", "Copy", show=False),
        Binding("n", "app.note", "Note", show=False),
    ]
    cursor: reactive[int | None] = reactive(None, repaint=False)
    """The entry pointed at; None: the newest, whichever that is."""

    class Moved(Message):
        """The cursor points at another entry, or (None) follows the newest."""

        def __init__(self, view: DialogueView, index: int | None) -> None:
            super().__init__()
            self.view = view
            self.index = index

    class Chosen(Message):
        """All that is said of the entry pointed at is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False  # else every mouse move over the text repaints all of it
        self.lines = Layout()
        self.lines.fold_key = key_label(BY_ID["fold"].key)
        self._drawing = Drawing(self.lines, self._style)
        self._ground: Style | None = None
        self._at_end = True
        self.found = Found()
        """What is searched for, and where it stands."""
        self.searched: Callable[[], None] = lambda: None
        """Hears that what was found is another."""

    def on_mount(self) -> None:
        if plain.is_plain(self):
            self.lines.said = plain.said

    # What is shown

    def show(self, entries: Sequence[Entry]) -> None:
        """Show another list of entries, from its beginning; the list may grow later."""
        self._drawing.slow.clear()
        self._drawing.forget()
        self.set_reactive(DialogueView.cursor, None)
        self.lines.show(entries)
        if self.lines.columns:
            self._grown(0)
        self.refresh()
        self._search_again()

    def update_entries(self, change: Change) -> None:
        """The shown entries changed: draw what did, and no more."""
        for index in change.changed:
            self._retake(index)
        begin, end = self.lines.take(), self.lines.height
        if self.lines.columns and end > begin:
            self._grown(begin)
        self._search_again()

    def mark_slow(self, index: int, slow: bool) -> None:
        """Mark the time of an entry, or take the mark away."""
        marked = self._drawing.slow
        if slow is (index in marked) or index >= self.lines.known:
            return
        (marked.add if slow else marked.discard)(index)
        self._repaint(index)

    def _retake(self, index: int, take: Callable[[int], tuple[int, int] | None] | None = None) -> None:
        """Lay an entry out anew, and draw what that changes."""
        before = self.lines.height
        if index < self.lines.known:
            self._drawing.forget(index)
        if (changed := (take or self.lines.retake)(index)) is None or not self.lines.columns:
            return
        if self.lines.height != before:
            self._grown(changed[0])
        self.refresh_lines(changed[0], changed[1] - changed[0])

    def _repaint(self, index: int) -> None:
        self._drawing.forget(index)
        top, bottom = self.lines.span(index)
        self.refresh_lines(top, bottom - top)

    def _grown(self, from_row: int) -> None:
        """More rows: with a fixed size and a scrollbar that is always there, no layout is due."""
        follow = self._at_end
        size = Size(self.size.width, self.lines.height)
        self.set_reactive(DialogueView.virtual_size, size)
        self._scroll_update(size)
        if follow and self.cursor is None:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.refresh_lines(from_row, max(1, self.lines.height - from_row))

    # Where it stands

    def on_resize(self, event: events.Resize) -> None:
        layout = self.lines
        columns = max(8, self.scrollable_content_region.width - GUTTER - TIME)
        if columns == layout.columns:
            if self._at_end:  # only the height changed
                self.scroll_end(animate=False, immediate=True)
            return
        at_end, anchor = self._at_end, layout.line_at(int(self.scroll_y)) if layout.texts else 0
        layout.fit(columns)
        self._drawing.forget()
        self.virtual_size = Size(event.size.width, layout.height)
        if at_end:
            self.scroll_end(animate=False, immediate=True)
        elif layout.texts:
            self.scroll_to(y=layout.tops[anchor], animate=False)

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        self._at_end = round(new) >= self.max_scroll_y

    # How it looks

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(_PREFIX + part)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawing.forget()
        self._ground = None

    def render_line(self, y: int) -> Strip:
        if not self.lines.columns:  # drawn before it has a size
            return Strip.blank(self.size.width)
        if self._ground is None:  # a property that walks all ancestors at each access
            self._ground = self._drawing.ground = self.rich_style
        layout, width, row = self.lines, self.size.width, self.scroll_offset.y + y
        if not layout.texts or row >= layout.height:
            return Strip.blank(width, self._ground)
        line = layout.line_at(row)
        piece = row - layout.tops[line]
        strip = self._drawing.strip(line, piece, layout.owner[line] == self.cursor)
        return self.selected(strip, line, piece).crop_extend(0, width, self._ground)

    # The cursor

    def validate_cursor(self, value: int | None) -> int | None:
        if value is None or value >= self.lines.known:
            return None
        return max(0, value)

    def watch_cursor(self, old: int | None, new: int | None) -> None:
        for index in (old, new):
            if index is not None and index < self.lines.known:
                top, bottom = self.lines.span(index)
                self.refresh_lines(top, bottom - top)
        if new is not None:
            self._bring(*self.lines.span(new))
        else:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.post_message(self.Moved(self, new))

    def _bring(self, top: int, bottom: int) -> None:
        """Scroll rows into view."""
        region = Region(0, top, max(1, self.size.width - 1), bottom - top)
        self.scroll_to_region(region, animate=False, force=True, immediate=True, x_axis=False)

    def action_move(self, by: int) -> None:
        """One entry up or down; below the last, the newest is followed again."""
        last = self.lines.known - 1
        if last < 0:
            return
        if self.cursor is None:
            self.cursor = last if by < 0 else None
        else:
            self.cursor = self.cursor + by if self.cursor + by <= last else None

    def point_at_trouble(self, by: int) -> bool:
        """Point at what went wrong next above (-1) or below (1); False: nothing did."""
        entries = self.lines.entries
        found = trouble.nearest(entries, len(entries) if self.cursor is None else self.cursor, by)
        if found is not None:
            self.cursor = found
        return found is not None

    def action_first(self) -> None:
        self.cursor = 0

    def action_newest(self) -> None:
        self.cursor = None
        self.scroll_end(animate=False, immediate=True, x_axis=False)

    def action_choose(self) -> None:
        """Unfold the entry pointed at; or have all said of it."""
        if self.cursor in self.lines.folded:
            self.fold(self.cursor)
        else:
            self.post_message(self.Chosen())

    def action_page(self, by: int) -> None:
        """Scroll a page; the cursor stays."""
        height = self.scrollable_content_region.height
        self.scroll_relative(y=by * max(1, height - 1), animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        index = event.style.meta.get("entry")
        if not isinstance(index, int):
            return
        self.cursor = index
        place = self.offset_at(event.screen_x, event.screen_y)
        if place is not None and self.lines.unfolds(*place):
            self.fold(index)
        elif event.chain == 2:
            self.select_entry(index)

    # Folding what is long

    def fold(self, index: int | None) -> bool:
        """Unfold a long reply or line, or fold it again; False if the entry is not long."""
        layout = self.lines
        if index is None or index >= layout.known or not layout.foldable(index):
            return False
        folded = index not in layout.folded
        cut = layout.first_cut(index)
        self._retake(index, lambda index: layout.set_folded(index, folded))
        row = layout.row_of(*(layout.first_cut(index) if folded else cut))
        self._bring(row, row + 1)  # one reads on where it was cut
        return True

    # Searching

    def seek(self, words: str, entry: int) -> None:
        """Search for words, and go to the nearest place in that entry or above; no words: to nothing."""
        self._drawing.sought = pattern(words) if words else None
        self._drawing.forget()
        self.refresh()
        self._go(search(self.lines, words).nearest(entry))

    def seek_on(self, by: int) -> None:
        """Go to the place above (-1) or below (1)."""
        self._go(self.found.step(by))

    def _search_again(self) -> None:
        if self.found.words:
            self.found = again(self.lines, self.found)
            self._drawing.here = self.found.here
            self.searched()

    def _row_found(self, place: Place) -> int | None:
        """The row where what is searched for stands in a line; None if that is folded away."""
        line, sought = self.lines.line_of(*place), self._drawing.sought
        found = sought.search(self.lines.texts[line]) if line is not None and sought is not None else None
        return None if line is None or found is None else self.lines.row_of(line, found.start())

    def _go(self, found: Found) -> None:
        before, self.found, here = self._drawing.here, found, found.here
        self._drawing.here = here
        if here is not None:
            if here[0] in self.lines.folded and self._row_found(here) is None:
                self.fold(here[0])
            self.cursor = here[0]
            row = self._row_found(here)
            if row is not None:
                self._bring(row, row + 1)
        for place in (before, here):
            if place is not None and place[0] < self.lines.known:
                self._repaint(place[0])
        self.searched()
