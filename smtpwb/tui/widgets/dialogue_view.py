"""The dialogue, every entry in order, with one cursor: drawn by the line, so that its size does not matter.

Unit of layout is the logical line (a line sent, a line of a reply); an entry is one or more of them.
A line that fits has one row, so that heights cost nothing; a longer one is folded, hanging.
What a line says is `transcript.wording`; this file decides only where it stands and how it looks.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from smtpwb.smtp.visible import TAG
from smtpwb.transcript import wording
from smtpwb.transcript.aside import aside
from smtpwb.transcript.events import Secured
from smtpwb.transcript.handshake import is_bad
from smtpwb.transcript.transcript import Change, Entry, Kind

GUTTER = 4
"""Columns at the left: cursor bar, mark, flag, blank."""
TIME = 9
"""Columns at the right, for the time a reply took."""
BESIDE = "  "
"""Between a line and what is said beside it."""
NOTED = ">"
"""The mark of the user's own words on an entry."""
SLOW = "!"
"""Behind the time of a reply that took far longer than its neighbours."""
_CACHED_LINES = 1024


def fold(text: str, width: int) -> list[tuple[int, str]]:
    """`text` in pieces of at most `width` cells, each with the index of its first character.

    Folds behind a blank where there is one, hard where there is none; no character is lost.
    """
    if text.isascii():
        return _fold_ascii(text, width)
    pieces, begin, used, behind_blank = [], 0, 0, 0
    for index, character in enumerate(text):
        cells = get_character_cell_size(character)
        if used + cells > width and index > begin:
            end = behind_blank if cell_len(text[begin:behind_blank]) > width // 2 else index
            pieces.append((begin, text[begin:end]))
            begin, used = end, cell_len(text[end:index])
        used += cells
        if character == " ":
            behind_blank = index + 1
    pieces.append((begin, text[begin:]))
    return pieces


def _fold_ascii(text: str, width: int) -> list[tuple[int, str]]:
    pieces, begin = [], 0
    while len(text) - begin > width:
        blank = text.rfind(" ", begin + width // 2, begin + width)
        end = blank + 1 if blank > 0 else begin + width
        pieces.append((begin, text[begin:end]))
        begin = end
    pieces.append((begin, text[begin:]))
    return pieces


def flag(entry: Entry) -> str:
    """One column that says what is special: `!` unasked, malformed or not trusted, `t` inside TLS."""
    if entry.unsolicited or (entry.reply is not None and entry.reply.defects) or _untrusted(entry):
        return "!"
    return "t" if entry.tls else " "


def _untrusted(entry: Entry) -> bool:
    """A handshake that failed, or a certificate that is not to be trusted."""
    return isinstance(entry.event, Secured) and is_bad(entry.event)


def look(entry: Entry) -> str:
    """The component class of an entry's text."""
    if _untrusted(entry):
        return "5"
    if entry.sent:
        return "client"
    return "server" if entry.kind is Kind.REPLY else "remark"


class DialogueView(ScrollView, can_focus=True):
    """Shows the entries of a transcript; follows the newest until the cursor is moved up."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "dialogue--client",
        "dialogue--server",
        "dialogue--remark",
        "dialogue--time",
        "dialogue--slow",
        "dialogue--tag",
        "dialogue--cursor",
        "dialogue--2",
        "dialogue--3",
        "dialogue--4",
        "dialogue--5",
    }
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
        Binding("enter", "choose", "Explain in full", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "newest", "Newest", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
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
        self._entries: Sequence[Entry] = ()
        self._first = array("q", [0])  # entry i owns the logical lines first[i] to first[i + 1]
        self._texts: list[str] = []
        self._ends = array("q")  # where in each text the words of the dialogue end, and ours begin
        self._owner = array("q")
        self._tops = array("q", [0])  # the row at which each logical line begins, and the end
        self._columns = 0
        self._strips: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(_CACHED_LINES)
        self._base: Style | None = None
        self._at_end = True
        self._slow: set[int] = set()
        """The entries whose time is marked."""

    # What is shown

    def show(self, entries: Sequence[Entry]) -> None:
        """Show another list of entries, from its beginning; the list may grow later."""
        self._slow.clear()
        self._entries = entries
        self._cut(0)
        self.set_reactive(DialogueView.cursor, None)
        self._take(0)
        self.refresh()

    def update_entries(self, change: Change) -> None:
        """The shown entries changed: draw what did, and no more."""
        begin = len(self._first) - 1
        for index in change.changed:
            begin = min(begin, self._redraw(index))
        if begin < len(self._first) - 1:
            self._cut(begin)
        self._take(begin)

    def mark_slow(self, index: int, slow: bool) -> None:
        """Mark the time of an entry, or take the mark away."""
        if slow is (index in self._slow) or index >= len(self._first) - 1:
            return
        (self._slow.add if slow else self._slow.discard)(index)
        self._redraw(index)

    def _redraw(self, index: int) -> int:
        """Draw an entry anew in place; returns from where all must be laid out again, if it grew."""
        known = len(self._first) - 1
        if index >= known:
            return known
        texts, ends = self._said(index)
        begin, end = self._first[index], self._first[index + 1]
        if len(texts) != end - begin or any(
            self._rows(old) != self._rows(new) for old, new in zip(self._texts[begin:end], texts, strict=True)
        ):
            return index
        self._texts[begin:end], self._ends[begin:end] = texts, array("q", ends)
        for line in range(begin, end):
            self._forget(line)
        self.refresh_lines(self._tops[begin], self._tops[end] - self._tops[begin])
        return known

    def _said(self, index: int) -> tuple[list[str], list[int]]:
        """The lines of an entry, with what is said beside the first, and the user's note below; and where in
        each begins what is ours."""
        texts = list(wording.lines(self._entries[index]))
        ends = [len(text) for text in texts]
        if words := aside(self._entries, index):
            texts[0] += f"{BESIDE if texts[0] else ''}{words}"
        noted = wording.noted(self._entries[index])
        return [*texts, *noted], [*ends, *(0 for _ in noted)]

    def _forget(self, line: int) -> None:
        for hot in (False, True):
            self._strips.discard((line, hot))

    def _cut(self, entry: int) -> None:
        """Forget the layout from this entry on."""
        line = self._first[entry]
        for gone in range(line, len(self._texts)):
            self._forget(gone)
        del self._texts[line:], self._ends[line:], self._owner[line:]
        del self._tops[line + 1 :], self._first[entry + 1 :]

    def _take(self, begin: int) -> None:
        """Lay out the entries from `begin` on, and scroll if the newest is being followed."""
        first_line = len(self._texts)
        for index in range(begin, len(self._entries)):
            texts, ends = self._said(index)
            self._ends.extend(ends)
            for text in texts:
                self._texts.append(text)
                self._owner.append(index)
                self._tops.append(self._tops[-1] + self._rows(text))
            self._first.append(len(self._texts))
        if self._columns and first_line < len(self._texts):
            self._grown(self._tops[first_line])

    def _grown(self, from_row: int) -> None:
        """More rows: with a fixed size and a scrollbar that is always there, no layout is due."""
        follow = self._at_end
        size = Size(self.size.width, self._tops[-1])
        self.set_reactive(DialogueView.virtual_size, size)
        self._scroll_update(size)
        if follow and self.cursor is None:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.refresh_lines(from_row, max(1, self._tops[-1] - from_row))

    # Where it stands

    def _rows(self, text: str) -> int:
        if not self._columns:
            return 1
        if text.isascii() and len(text) <= self._columns:
            return 1
        return len(fold(text, self._columns))

    def on_resize(self, event: events.Resize) -> None:
        columns = max(8, self.scrollable_content_region.width - GUTTER - TIME)
        if columns == self._columns:
            if self._at_end:  # only the height changed
                self.scroll_end(animate=False, immediate=True)
            return
        at_end, anchor = self._at_end, self._line_at(int(self.scroll_y)) if self._texts else 0
        self._columns = columns
        self._strips.clear()
        self._tops = array("q", accumulate((self._rows(text) for text in self._texts), initial=0))
        self.virtual_size = Size(event.size.width, self._tops[-1])
        if at_end:
            self.scroll_end(animate=False, immediate=True)
        elif self._texts:
            self.scroll_to(y=self._tops[anchor], animate=False)

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        self._at_end = round(new) >= self.max_scroll_y

    def _line_at(self, row: int) -> int:
        return min(max(bisect_right(self._tops, row) - 1, 0), len(self._texts) - 1)

    def _region(self, index: int) -> Region:
        top, bottom = self._tops[self._first[index]], self._tops[self._first[index + 1]]
        return Region(0, top, max(1, self.size.width - 1), bottom - top)

    # How it looks

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self._base = None

    @property
    def _ground(self) -> Style:
        """The widget's own style; the property it comes from walks all ancestors at each access."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def render_line(self, y: int) -> Strip:
        row = self.scroll_offset.y + y
        width = self.size.width
        if not self._texts or row >= self._tops[-1]:
            return Strip.blank(width, self._ground)
        line = self._line_at(row)
        piece = row - self._tops[line]
        strip = self._strips_of(line, self._owner[line] == self.cursor)[piece]
        return self._selected(strip, line, piece).crop_extend(0, width, self._ground)

    def _strips_of(self, line: int, hot: bool) -> list[Strip]:
        key = (line, hot)
        if (cached := self._strips.get(key)) is not None:
            return cached
        index = self._owner[line]
        entry, text = self._entries[index], self._texts[line]
        over = self.get_component_rich_style("dialogue--cursor") if hot else Style.null()
        meta = Style.from_meta({"entry": index})
        spans = self._spans(entry, text[: self._ends[line]], over)
        if len(text) > self._ends[line]:
            ours = self.get_component_rich_style("dialogue--remark") + over
            spans.append((self._ends[line], len(text), ours))
        first, end = line == self._first[index], self._first[index + 1] - len(wording.noted(entry))
        last = line == end - 1
        if line >= end:
            mark = f"{NOTED} "
        else:
            mark = f"{wording.mark(entry)}{flag(entry) if first or entry.tls else ' '}"
        pieces = fold(text, self._columns)
        strips = []
        for number, (offset, piece) in enumerate(pieces):
            gutter = f"{'▌' if hot else ' '}{mark if not number else '  '} "
            time = wording.timing(entry) if last and number == len(pieces) - 1 else ""
            segments = [Segment(gutter, self._gutter_style(entry) + over + meta)]
            segments += _cut_spans(spans, offset, piece, line, index)
            gap = self._columns - cell_len(piece)
            segments.append(Segment(" " * max(0, gap), self._ground + over + meta))
            segments.append(self._time(time, index, over + meta))
            strips.append(Strip(segments))
        self._strips[key] = strips
        return strips

    def _time(self, time: str, index: int, over: Style) -> Segment:
        """The column at the right: `30.0 s!` where that was slow."""
        if time and index in self._slow:
            return Segment(f"{time + SLOW:>{TIME}}", self.get_component_rich_style("dialogue--slow") + over)
        return Segment(f"{time:>{TIME - 1}} ", self.get_component_rich_style("dialogue--time") + over)

    def _gutter_style(self, entry: Entry) -> Style:
        code = entry.reply.code[:1] if entry.reply is not None else ""
        return self.get_component_rich_style(f"dialogue--{code if code in '2345' and code else look(entry)}")

    def _spans(self, entry: Entry, text: str, over: Style) -> list[tuple[int, int, Style]]:
        """Styled ranges of the line's characters: the code in its class's colour, tags set off."""
        plain = self.get_component_rich_style(f"dialogue--{look(entry)}") + over
        spans: list[tuple[int, int, Style]] = []
        place = 0
        if entry.kind is Kind.REPLY and text[:3].isdigit() and text[0] in "2345":
            spans.append((0, 3, self.get_component_rich_style(f"dialogue--{text[0]}") + over))
            place = 3
        if "<" in text:
            tag = self.get_component_rich_style("dialogue--tag") + over
            for found in TAG.finditer(text, place):
                spans += [(place, found.start(), plain), (found.start(), found.end(), tag)]
                place = found.end()
        spans.append((place, len(text), plain))
        return spans

    # Selecting text with the mouse

    def _selected(self, strip: Strip, line: int, number: int) -> Strip:
        selection = self.text_selection
        if selection is None or (span := selection.get_span(line)) is None:
            return strip
        offset, piece = fold(self._texts[line], self._columns)[number]
        begin, end = span
        end = len(self._texts[line]) if end == -1 else end
        begin, end = max(begin - offset, 0), min(end - offset, len(piece))
        if end <= begin:
            return strip
        cuts = [GUTTER + cell_len(piece[:begin]), GUTTER + cell_len(piece[:end]), strip.cell_length]
        left, middle, right = strip.divide(cuts)
        style = self.screen.get_component_rich_style("screen--selection")
        marked = [Segment(s.text, (s.style or Style.null()) + style) for s in middle]
        return Strip.join([left, Strip(marked), right])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        begin, end = selection
        first = 0 if begin is None else begin.y
        last = len(self._texts) - 1 if end is None else min(end.y, len(self._texts) - 1)
        if last < first:
            return None
        lines = [self._texts[line][: self._ends[line]] for line in range(first, last + 1)]
        if end is not None:
            lines[-1] = lines[-1][: end.x]
        if begin is not None:
            lines[0] = lines[0][begin.x :]
        return "\n".join(lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def text_select_all(self) -> None:
        """A double click selects the entry (see `on_click`), not the whole dialogue."""

    def offset_at(self, x: int, y: int) -> Offset | None:
        """The character under a cell of the screen, as (index in its line, logical line)."""
        if not self._texts:
            return None
        inside = self.content_region
        row = min(max(y - inside.y, 0), inside.height - 1) + self.scroll_offset.y
        if row >= self._tops[-1]:
            return Offset(len(self._texts[-1]), len(self._texts) - 1)
        line = self._line_at(row)
        offset, piece = fold(self._texts[line], self._columns)[row - self._tops[line]]
        cells, index = x - inside.x - GUTTER, 0
        while index < len(piece) and cells > 0 and cells >= (w := get_character_cell_size(piece[index])):
            cells -= w
            index += 1
        return Offset(offset + index, line)

    # The cursor

    def validate_cursor(self, value: int | None) -> int | None:
        if value is None or not self._entries or value >= len(self._first) - 1:
            return None
        return max(0, value)

    def watch_cursor(self, old: int | None, new: int | None) -> None:
        for index in (old, new):
            if index is not None and index < len(self._first) - 1:
                region = self._region(index)
                self.refresh_lines(region.y, region.height)
        if new is not None:
            self.scroll_to_region(self._region(new), animate=False, force=True, immediate=True, x_axis=False)
        else:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.post_message(self.Moved(self, new))

    def action_move(self, by: int) -> None:
        """One entry up or down; below the last, the newest is followed again."""
        last = len(self._first) - 2
        if last < 0:
            return
        if self.cursor is None:
            self.cursor = last if by < 0 else None
        else:
            self.cursor = self.cursor + by if self.cursor + by <= last else None

    def action_first(self) -> None:
        self.cursor = 0

    def action_newest(self) -> None:
        self.cursor = None
        self.scroll_end(animate=False, immediate=True, x_axis=False)

    def action_choose(self) -> None:
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
        if event.chain == 2:
            first, last = self._first[index], self._first[index + 1] - 1
            whole = Selection(Offset(0, first), Offset(len(self._texts[last]), last))
            self.screen.selections = {self: whole}


def _cut_spans(
    spans: list[tuple[int, int, Style]], offset: int, piece: str, line: int, entry: int
) -> list[Segment]:
    """The styled ranges that fall into one folded piece."""
    segments = []
    end_of_piece = offset + len(piece)
    for begin, end, style in spans:
        a, b = max(begin, offset), min(end, end_of_piece)
        if a < b:
            meta = Style.from_meta({"offset": (a, line), "entry": entry})
            segments.append(Segment(piece[a - offset : b - offset], style + meta))
    return segments
