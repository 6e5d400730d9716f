"""How the lines of a dialogue look: mark, text in its colours, what is said beside it, time.

What a line says is `transcript.wording`, where it stands the layout's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from smtpwb.smtp.visible import TAG
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Secured
from smtpwb.transcript.handshake import is_bad
from smtpwb.tui.widgets.dialogue_layout import Layout

GUTTER = 4
"""Columns at the left: cursor bar, mark, flag, blank."""
TIME = 9
"""Columns at the right, for the time a reply took."""
NOTED = ">"
"""The mark of the user's own words on an entry."""
SLOW = "!"
"""Behind the time of a reply that took far longer than its neighbours."""
PARTS = ("client", "server", "remark", "time", "slow", "tag", "cursor", "found", "here", "2", "3", "4", "5")
"""What has a look of its own, the classes of reply codes among them."""
_CACHED = 128
"""Some pages of blocks: a row that is kept drawn takes some 10 KB, with all that Textual keeps of it."""
BLOCK = 32
"""Rows of a line that are drawn at once: a very long line is not drawn whole for the page that is seen."""
_LONGEST_TAG = 10
"""Characters of `<U+10FFFF>`."""

_Range = tuple[int, int]
"""A half-open range of a line's characters."""
_Span = tuple[int, int, Style]
"""A range, and its style."""


def flag(entry: Entry) -> str:
    """One column that says what is special: `!` unasked, malformed or not trusted, `t` inside TLS."""
    if entry.unsolicited or (entry.reply is not None and entry.reply.defects) or _untrusted(entry):
        return "!"
    return "t" if entry.tls else " "


def _untrusted(entry: Entry) -> bool:
    """A handshake that failed, or a certificate that is not to be trusted."""
    return isinstance(entry.event, Secured) and is_bad(entry.event)


def look(entry: Entry) -> str:
    """The part that an entry's text looks like."""
    if _untrusted(entry):
        return "5"
    if entry.sent:
        return "client"
    return "server" if entry.kind is Kind.REPLY else "remark"


class Drawing:
    """Draws lines of a layout; those drawn last are kept."""

    def __init__(self, layout: Layout, style: Callable[[str], Style]) -> None:
        """`style` gives the style of a part."""
        self.layout = layout
        self._style = style
        self.ground = Style.null()
        """The style of what nothing is drawn on."""
        self.slow: set[int] = set()
        """The entries whose time is marked."""
        self.sought: re.Pattern[str] | None = None
        """What is set off wherever it stands."""
        self.here: tuple[int, int] | None = None
        """Entry, and line in it, of the match that one looks at."""
        self._kept: LRUCache[tuple[int, int, int, bool], list[Strip]] = LRUCache(_CACHED)

    def forget(self, index: int | None = None) -> None:
        """An entry, or everything, looks different now."""
        layout = self.layout
        top, bottom = layout.span(index) if index is not None else (0, _CACHED)
        if index is None or bottom - top >= _CACHED:
            self._kept.clear()
            return
        for offset in range(layout.first[index + 1] - layout.first[index]):
            for block in range(_CACHED // BLOCK):
                for hot in (False, True):
                    self._kept.discard((index, offset, block, hot))

    def strip(self, line: int, row: int, hot: bool) -> Strip:
        """A row of a line, counted from 0; `hot`: its entry is pointed at."""
        index = self.layout.owner[line]
        block = row // BLOCK
        key = (index, line - self.layout.first[index], block, hot)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._drawn(line, index, block * BLOCK, hot)
        return kept[row - block * BLOCK]

    def _drawn(self, line: int, index: int, first: int, hot: bool) -> list[Strip]:
        """A block of rows, from the `first` on."""
        layout = self.layout
        entry, text, columns = layout.entries[index], layout.texts[line], layout.columns
        over = self._style("cursor") if hot else Style.null()
        meta = Style.from_meta({"entry": index})
        end = layout.first[index + 1] - len(wording.noted(entry))
        mark = f"{NOTED} " if line >= end else self._mark(line, index, entry)
        rows = layout.pieces(line)
        pieces = rows[first : first + BLOCK]
        within = pieces[0][0], pieces[-1][0] + len(pieces[-1][1])
        spans = self._marked(
            line, index, text, within, self._spans(entry, text, layout.ends[line], within, over)
        )
        begins = [begin for begin, _, _ in spans]
        strips = []
        for number, (offset, piece) in enumerate(pieces, first):
            gutter = f"{'▌' if hot else ' '}{mark if not number else '  '} "
            time = wording.timing(entry) if line == end - 1 and number == len(rows) - 1 else ""
            gap = columns - cell_len(piece)
            strips.append(
                Strip(
                    [
                        Segment(gutter, self._gutter_style(entry) + over + meta),
                        *_cut(spans, begins, offset, piece, line, index),
                        Segment(" " * max(0, gap), self.ground + over + meta),
                        self._time(time, index, over + meta),
                    ]
                )
            )
        return strips

    def _mark(self, line: int, index: int, entry: Entry) -> str:
        if self.layout.is_fold(line):
            return "  "
        return f"{wording.mark(entry)}{flag(entry) if line == self.layout.first[index] or entry.tls else ' '}"

    def _time(self, time: str, index: int, over: Style) -> Segment:
        """The column at the right: `30.0 s!` where that was slow."""
        if time and index in self.slow:
            return Segment(f"{time + SLOW:>{TIME}}", self._style("slow") + over)
        return Segment(f"{time:>{TIME - 1}} ", self._style("time") + over)

    def _gutter_style(self, entry: Entry) -> Style:
        code = entry.reply.code[:1] if entry.reply is not None else ""
        return self._style(code if code in "2345" and code else look(entry))

    def _spans(self, entry: Entry, text: str, end: int, within: _Range, over: Style) -> list[_Span]:
        """The code in its class's colour, tags set off, and behind `end` what is ours; of the characters
        `within`."""
        plain = self._style(look(entry)) + over
        spans: list[_Span] = []
        place, last = max(0, within[0] - _LONGEST_TAG), min(end, within[1] + _LONGEST_TAG)
        if place == 0 and entry.kind is Kind.REPLY and end > 2 and text[:3].isdigit() and text[0] in "2345":
            spans.append((0, 3, self._style(text[0]) + over))
            place = 3
        if "<" in text:
            tag = self._style("tag") + over
            for found in TAG.finditer(text, place, last):
                spans += [(place, found.start(), plain), (found.start(), found.end(), tag)]
                place = found.end()
        spans.append((place, last, plain))
        if len(text) > end:
            spans.append((end, len(text), self._style("remark") + over))
        return spans

    # What is searched for

    def _marked(self, line: int, index: int, text: str, within: _Range, spans: list[_Span]) -> list[_Span]:
        if self.sought is None:
            return spans
        style = self._style("here" if self._is_here(line, index) else "found")
        found = [match.span() for match in self.sought.finditer(text)]
        found = [(begin, end) for begin, end in found if begin < within[1] and end > within[0]]
        return list(_over(spans, found, style)) if found else spans

    def _is_here(self, line: int, index: int) -> bool:
        return self.here is not None and self.here[0] == index and self.layout.line_of(*self.here) == line


def _over(spans: Iterable[_Span], found: list[tuple[int, int]], style: Style) -> Iterable[_Span]:
    """The ranges, with a style laid over those that were found."""
    for begin, end, plain in spans:
        place = begin
        for first, last in found:
            a, b = max(first, place), min(last, end)
            if a < b:
                yield place, a, plain
                yield a, b, plain + style
                place = b
        yield place, end, plain


def _cut(
    spans: list[_Span], begins: list[int], offset: int, piece: str, line: int, entry: int
) -> list[Segment]:
    """The styled ranges that fall into one folded piece; `begins` is where each of them begins."""
    segments = []
    end_of_piece = offset + len(piece)
    first = max(0, bisect_right(begins, offset) - 1)
    for begin, end, style in spans[first : bisect_left(begins, end_of_piece, first)]:
        a, b = max(begin, offset), min(end, end_of_piece)
        if a < b:
            meta = Style.from_meta({"offset": (a, line), "entry": entry})
            segments.append(Segment(piece[a - offset : b - offset], style + meta))
    return segments
