"""Writes to the terminal only what does not stand there already.

Textual repaints whole regions: a key in the composer costs 3 KB, a reply 17 KB, which is felt over a
slow ssh. This keeps a picture of the terminal's cells and lets through only the runs of cells that
changed, with no more than what is different of their looks. Decides nothing about what is drawn. Rests
on two classes of Textual's compositor that are not public; a test names what is used of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from smtpwb.tui.pen import PLAIN, pen, turned

Cell = tuple[str, Style | None]
"""What stands in a cell, and how; the right half of a wide character is the empty text."""

_GAP = 8
"""So many unchanged cells between two changed runs cost less to write again than to jump over."""

_FEW = 4
"""Up to so many blanks are written, not erased."""


class Picture:
    """The terminal's cells, as far as they are known."""

    def __init__(self, *, erases: bool = False) -> None:
        """`erases`: what the terminal erases takes the colour of the ground."""
        self._erases = erases
        self._size = Size(0, 0)
        self._rows: list[list[Cell | None]] = []
        self._pen = PLAIN

    def forget(self) -> None:
        """Nothing is known of the terminal: the next update is written whole."""
        self._size = Size(0, 0)

    def fit(self, size: Size) -> None:
        """The terminal has this size; after a change of size nothing is known."""
        if size != self._size:
            self._size = size
            self._rows = [[None] * size.width for _ in range(size.height)]

    def write(self, x: int, y: int, strip: Strip, console: Console) -> str:
        """The sequences that make the cells from (x, y) on look like `strip`; often none."""
        if not 0 <= y < len(self._rows):
            self._pen = PLAIN
            return f"\x1b[m{Control.move_to(x, y).segment.text}{strip.render(console)}"
        row, cells = self._rows[y], _cells(strip)
        known = row[x : x + len(cells)]
        if known == cells:
            return ""
        row[x : x + len(cells)] = cells
        del row[self._size.width :]
        system = console._color_system
        return "".join(
            Control.move_to(x + begin, y).segment.text
            + self._draw(cells[begin:end], system, self._erases and x + end == self._size.width)
            for begin, end in _changed(known, cells)
        )

    def _draw(self, cells: list[Cell | None], system: ColorSystem | None, last: bool) -> str:
        """The characters, and between them no more than what is different of their looks.

        `last`: they end their row, of which blanks may be erased.
        """
        pieces: list[str] = []
        empty = _empty(cells) if last else 0
        for character, style in filter(None, cells[: len(cells) - empty + bool(empty)]):
            turn, self._pen = turned(self._pen, pen(style, system), character == " ")
            pieces += (turn, character)
        if empty:
            pieces[-1] = "\x1b[K"
        return "".join(pieces)

    def rest(self) -> str:
        """What follows starts from the terminal's own looks."""
        if self._pen == PLAIN:
            return ""
        self._pen = PLAIN
        return "\x1b[m"


def _changed(known: list[Cell | None], cells: list[Cell | None]) -> Iterator[tuple[int, int]]:
    """Half-open runs of cells that differ, near ones joined, wide characters whole."""
    known = known + [None] * (len(cells) - len(known))
    differ = [index for index, cell in enumerate(cells) if cell != known[index]]
    begin = end = differ[0]
    for index in differ[1:]:
        if index - end > _GAP:
            yield _whole(cells, begin, end + 1)
            begin = index
        end = index
    yield _whole(cells, begin, end + 1)


def _empty(cells: list[Cell | None]) -> int:
    """How many blanks of one ground they end with; few are not worth it."""
    last = cells[-1]
    if last is None or last[0] != " " or (last[1] is not None and last[1] != Style(bgcolor=last[1].bgcolor)):
        return 0
    begin = next((at for at in range(len(cells), 0, -1) if cells[at - 1] != last), 0)
    return len(cells) - begin if len(cells) - begin > _FEW else 0


def _whole(cells: list[Cell | None], begin: int, end: int) -> tuple[int, int]:
    """The run, widened where it would cut a wide character in two."""
    if begin > 0 and (cell := cells[begin]) is not None and cell[0] == "":
        begin -= 1
    if end < len(cells) and (cell := cells[end]) is not None and cell[0] == "":
        end += 1
    return begin, end


def _cells(strip: Strip) -> list[Cell | None]:
    cells: list[Cell | None] = []
    for text, style, control in strip:
        if control:
            continue
        look, blank = _looks(style)
        if text.isascii():
            cells += [(" ", blank) if character == " " else (character, look) for character in text]
            continue
        for character in text:
            cells.append((character, look))
            cells += [("", look)] * (get_character_cell_size(character) - 1)
    return cells


@lru_cache(1024)
def _looks(style: Style | None) -> tuple[Style | None, Style | None]:
    """How a character in this style looks, and how a blank does, of which the colour is not seen."""
    if style is None:
        return None, None
    look = style.clear_meta_and_links()
    drawn = look.underline or look.reverse or look.strike or look.overline or look.underline2
    return look, look if drawn else Style(bgcolor=look.bgcolor)


class Thin(CompositorUpdate):
    """An update of the compositor, of which only the news is written."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, picture: Picture, size: Size) -> None:
        self._update = update
        self._picture = picture
        self._size = size

    def render_segments(self, console: Console) -> str:
        self._picture.fit(self._size)
        write = self._picture.write
        pieces = _chops(self._update) if isinstance(self._update, ChopsUpdate) else _layout(self._update)
        return "".join(write(x, y, strip, console) for x, y, strip in pieces) + self._picture.rest()


def _chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The pieces of a partial update, cropped to its spans."""
    for y, begin, end in update.spans:
        for chop_end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > end or chop_end <= begin:
                continue
            yield x, y, strip if chop_end <= end else strip.crop(0, end - x)


def _layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The lines of a full update."""
    for y, strips in enumerate(update.strips, update.region.y):
        yield update.region.x, y, Strip.join(list(strips))


def thin(update: object, picture: Picture, size: Size) -> object:
    """The update with only its news; anything else as it is, after which nothing is known."""
    if isinstance(update, ChopsUpdate | LayoutUpdate):
        return Thin(update, picture, size)
    if update is not None:
        picture.forget()
    return update
