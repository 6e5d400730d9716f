"""Where the lines of a dialogue stand: entries into logical lines, these into rows.

Unit of layout is the logical line (a line sent, of a reply, of a note); an entry is one or more of them.
A line that fits has one row, so that heights cost nothing; a longer one is folded, hanging. Which lines an
entry has is `dialogue_lines`. Nothing is drawn here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, islice

from smtpwb.transcript import wording
from smtpwb.transcript.aside import aside
from smtpwb.transcript.entry import Entry
from smtpwb.tui.widgets import dialogue_lines
from smtpwb.tui.widgets.dialogue_lines import HEAD, LONG, MORE
from smtpwb.tui.widgets.folding import fold

BESIDE = "  "
"""Between a line and what is said beside it."""
_FEW_ROWS = 1 << 12
"""Characters of a line that is folded so fast that how need not be kept."""


class Layout:
    """The lines of some entries, and the row at which each begins."""

    def __init__(self) -> None:
        self.entries: Sequence[Entry] = ()
        self.columns = 0
        """Cells that a line has; 0: not known yet, every line has one row."""
        self.fold_key = ""
        """The key that unfolds, as people write it."""
        self.said = aside
        """What is said beside the entry at an index of some entries."""
        self.texts: list[str] = []
        self.ends = array("q")
        """Where in each text the words of the dialogue end, and ours begin."""
        self.owner = array("q")
        """The entry that each line belongs to."""
        self.first = array("q", [0])
        """Entry i owns the lines first[i] to first[i + 1]."""
        self.tops = array("q", [0])
        """The row at which each line begins, and the end."""
        self.folded: set[int] = set()
        """The long entries of which only the beginning is shown."""
        self._unfolded: set[int] = set()

    # Taking entries in

    def show(self, entries: Sequence[Entry]) -> None:
        """Lay out other entries."""
        self.entries = entries
        self.texts, self.ends, self.owner = [], array("q"), array("q")
        self.first, self.tops = array("q", [0]), array("q", [0])
        self.folded, self._unfolded = set(), set()
        self.take()

    @property
    def known(self) -> int:
        """How many entries are laid out."""
        return len(self.first) - 1

    @property
    def height(self) -> int:
        """Rows of all."""
        return self.tops[-1]

    def take(self) -> int:
        """Lay out the entries that are new; returns the row from which on there is something new."""
        begin, texts, line = self.tops.pop(), self.texts, len(self.texts)
        for index in range(self.known, len(self.entries)):
            said, ends = self._said(index)
            texts += said
            self.ends.extend(ends)
            self.owner.extend([index] * len(said))
            self.first.append(len(texts))
        self.tops.extend(accumulate(map(self._rows, islice(texts, line, None)), initial=begin))
        return begin

    def retake(self, index: int) -> tuple[int, int] | None:
        """Lay out an entry anew, as it is now.

        Returns the rows, half-open, that look different now: to the end of all if others had to move.
        None if the entry is not laid out yet.
        """
        if index >= self.known:
            return None
        said, ends = self._said(index)
        begin, end = self.first[index], self.first[index + 1]
        top, bottom = self.tops[begin], self.tops[end]
        tops = array("q", accumulate((self._rows(text) for text in said), initial=top))
        lines, grown = len(said) - (end - begin), tops[-1] - bottom
        self.texts[begin:end], self.ends[begin:end] = said, array("q", ends)
        if lines:
            self.owner[begin:end] = array("q", [index]) * len(said)
            self.first[index + 1 :] = array("q", [at + lines for at in self.first[index + 1 :]])
        self.tops[begin : end + 1] = tops
        if not grown:
            return top, bottom
        after = begin + len(said) + 1
        self.tops[after:] = array("q", [at + grown for at in self.tops[after:]])
        return top, max(self.height, self.height - grown)

    def fit(self, columns: int) -> None:
        """Lines have another width."""
        self.columns = columns
        self.tops = array("q", accumulate(map(self._rows, self.texts), initial=0))

    def _rows(self, text: str) -> int:
        if not self.columns or (len(text) <= self.columns and text.isascii()):
            return 1
        return len(_folded(text, self.columns))

    def pieces(self, line: int) -> Sequence[tuple[int, str]]:
        """The rows of a line, each with the index of its first character."""
        return _folded(self.texts[line], self.columns)

    def _said(self, index: int) -> tuple[list[str], list[int]]:
        """The lines of an entry, with what is said beside the first, and the user's note below; and where in
        each begins what is ours."""
        entry = self.entries[index]
        texts, ends = self._own(index, entry)
        if words := self.said(self.entries, index):
            texts[0] += f"{BESIDE if texts[0] else ''}{words}"
        if entry.note:
            noted = wording.noted(entry)
            texts += noted
            ends += [0] * len(noted)
        return texts, ends

    def all_lines(self, index: int) -> list[str]:
        """What the lines of an entry would be, were it unfolded; what is said beside it left out."""
        entry = self.entries[index]
        return [*dialogue_lines.unfolded(entry).texts, *wording.noted(entry)]

    def _own(self, index: int, entry: Entry) -> dialogue_lines.Lines:
        """The lines of an entry itself."""
        self.folded.discard(index)
        if dialogue_lines.is_short(entry):
            return dialogue_lines.as_they_are(entry)
        if index in self._unfolded:
            return dialogue_lines.unfolded(entry)
        if dialogue_lines.foldable(entry):
            self.folded.add(index)
        return dialogue_lines.folded(entry, self.fold_key)

    # Folding

    def foldable(self, index: int) -> bool:
        """Whether an entry is long enough to be folded."""
        return dialogue_lines.foldable(self.entries[index])

    def set_folded(self, index: int, folded: bool) -> tuple[int, int] | None:
        """Fold an entry or unfold it; returns as `retake`."""
        (self._unfolded.discard if folded else self._unfolded.add)(index)
        return self.retake(index)

    def is_fold(self, line: int) -> bool:
        """Whether a line says how many are left out."""
        index = self.owner[line]
        return self._lacks_lines(index) and line == self.first[index] + HEAD

    def _lacks_lines(self, index: int) -> bool:
        reply = self.entries[index].reply
        return index in self.folded and reply is not None and reply.line_count > LONG

    def is_cut(self, line: int) -> bool:
        """Whether a line says how much of it is left out, behind its end."""
        return self.ends[line] > 0 and self.texts[line].startswith(MORE, self.ends[line])

    def unfolds(self, character: int, line: int) -> bool:
        """Whether there is said that more can be unfolded."""
        index = self.owner[line]
        return index in self.folded and (
            self.is_fold(line) or (self.is_cut(line) and character >= self.ends[line])
        )

    def first_cut(self, index: int) -> tuple[int, int]:
        """Where something of an entry is first left out: the line, and the character; else its beginning."""
        lines = range(self.first[index], self.first[index + 1])
        cuts = ((line, self.ends[line]) for line in lines if self.is_fold(line) or self.is_cut(line))
        return next(cuts, (lines.start, 0))

    def line_of(self, index: int, line: int) -> int | None:
        """Where a line of an entry stands, counted as if it were not folded; None if it is folded away."""
        first, reply = self.first[index], self.entries[index].reply
        if not self._lacks_lines(index) or line < HEAD or reply is None:
            return first + line
        left_out = reply.line_count - HEAD - 2
        return first + line - left_out if line >= reply.line_count - 1 else None

    # Where it stands

    def line_at(self, row: int) -> int:
        """The line that a row belongs to, or the nearest one."""
        return min(max(bisect_right(self.tops, row) - 1, 0), len(self.texts) - 1)

    def row_of(self, line: int, character: int) -> int:
        """The row in which a character of a line stands."""
        return self.tops[line] + bisect_right(self.pieces(line), character, key=lambda piece: piece[0]) - 1

    def span(self, index: int) -> tuple[int, int]:
        """The rows of an entry, half-open."""
        return self.tops[self.first[index]], self.tops[self.first[index + 1]]


def _folded(text: str, columns: int) -> Sequence[tuple[int, str]]:
    return (fold if len(text) <= _FEW_ROWS else _kept_folded)(text, columns)


@lru_cache(maxsize=4)
def _kept_folded(text: str, columns: int) -> Sequence[tuple[int, str]]:
    """Of a very long line, which is asked for again with each part that is drawn."""
    return fold(text, columns)
