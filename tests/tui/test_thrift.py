"""What is written makes the terminal look as if all had been written."""

from __future__ import annotations

import io
import re
from collections import deque
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from smtpwb.tui.thrift import Picture, Thin, thin

SIZE = Size(24, 3)
CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", width=SIZE.width)
STYLES = [
    Style(),
    Style(color="red"),
    Style(bgcolor="blue"),
    Style(color="red", bold=True),
    Style(underline=True),
    Style(color="#102030", bgcolor="#405060", dim=True, strike=True),
    Style(color="bright_red", bold=True, italic=True, reverse=True),
    Style(bgcolor="bright_blue", blink=True, conceal=True),
    Style(color="color(123)", frame=True),
]


OFF = {"22": "12", "23": "3", "24": "4", "25": "5", "27": "7", "28": "8", "29": "9"}
"""Which attributes a parameter of SGR takes away."""


@dataclass(frozen=True)
class Look:
    """How a cell looks, as SGR has it."""

    ink: str = ""
    ground: str = ""
    attributes: frozenset[str] = frozenset()

    def in_colour(self, kind: str, code: str) -> Look:
        return replace(self, ink=code) if kind == "ink" else replace(self, ground=code)

    def turned(self, parameters: str) -> Look:
        look, codes = self, deque(parameters.split(";"))
        while codes:
            code = codes.popleft()
            kind = "ink" if code[0:1] in ("3", "9") and len(code) == 2 else "ground"
            if code in ("38", "48"):
                count = 4 if codes[0] == "2" else 2
                look = look.in_colour(kind, ";".join([code, *(codes.popleft() for _ in range(count))]))
            elif code in ("", "0"):
                look = Look()
            elif code in ("39", "49"):
                look = look.in_colour(kind, "")
            elif code in OFF:
                look = replace(look, attributes=look.attributes.difference(OFF[code]))
            elif len(code) == 1 or code.startswith("5"):
                look = replace(look, attributes=look.attributes | {code})
            else:
                look = look.in_colour(kind, code)
        return look


class Terminal:
    """As much of a terminal as these sequences need: moves, looks, text, erasing to the end of a row."""

    def __init__(self) -> None:
        self.rows = [[(" ", Look())] * SIZE.width for _ in range(SIZE.height)]
        self.written = 0

    def write(self, sequences: str) -> None:
        x = y = 0
        look = Look()
        for found in re.finditer(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|(\x1b\[K)|(.)", sequences, re.DOTALL):
            row, column, style, erase, character = found.groups()
            if row is not None:
                x, y = int(column) - 1, int(row) - 1
            elif style is not None:
                look = look.turned(style)
            elif erase:
                self.rows[y][x:] = [(" ", replace(Look(), ground=look.ground))] * (SIZE.width - x)
            elif x < SIZE.width:
                self.written += 1
                self.rows[y][x] = (character, look)
                for extra in range(1, get_character_cell_size(character)):
                    self.rows[y][x + extra] = ("", look)
                x += get_character_cell_size(character)
        assert look == Look(), "what follows starts from another look"


def looks(terminal: Terminal) -> list[list[tuple[str, Look]]]:
    """The screen; of a blank only what can be seen of it, its ground and its underline."""
    return [[(c, look if c.strip() else blank(look)) for c, look in row] for row in terminal.rows]


def blank(look: Look) -> Look:
    return Look(ground=look.ground, attributes=look.attributes & {"4", "7", "9"})


def painted(updates: list[tuple[int, int, Strip]], *, thrifty: bool, erases: bool = False) -> Terminal:
    terminal, picture = Terminal(), Picture(erases=erases)
    for x, y, strip in updates:
        update = LayoutUpdate([[strip]], Region(x, y, strip.cell_length, 1))
        shown = Thin(update, picture, SIZE) if thrifty else update
        terminal.write(shown.render_segments(CONSOLE))
    return terminal


texts = st.text(st.sampled_from("ab  │漢é"), min_size=1, max_size=10)
strips = st.lists(
    st.tuples(texts, st.sampled_from(STYLES)).map(lambda pair: Segment(*pair)), min_size=1, max_size=2
).map(Strip)
updates = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), strips), max_size=12).map(
    lambda found: [(x, y, strip.crop(0, SIZE.width - x)) for x, y, strip in found]
)


def coloured_blanks(updates: list[tuple[int, int, Strip]]) -> list[tuple[int, int, Strip]]:
    """Wide characters cut in two by a later write are a terminal's own affair: begin on fixed columns."""
    return [(0, y, strip) for _, y, strip in updates]


@given(updates.map(coloured_blanks))
def test_the_screen_is_the_same(updates: list[tuple[int, int, Strip]]) -> None:
    whole, thrifty = painted(updates, thrifty=False), painted(updates, thrifty=True)
    assert looks(whole) == looks(thrifty)
    assert thrifty.written <= whole.written


@given(updates.map(coloured_blanks))
def test_the_screen_is_the_same_where_blanks_are_erased(updates: list[tuple[int, int, Strip]]) -> None:
    updates = [(x, y, strip.extend_cell_length(SIZE.width, STYLES[2])) for x, y, strip in updates]
    whole, thrifty = painted(updates, thrifty=False), painted(updates, thrifty=True, erases=True)
    assert looks(whole) == looks(thrifty)


def line(text: str, style: Style | None = None) -> Strip:
    return Strip([Segment(text, style or Style())])


def test_what_stands_there_is_not_written_again() -> None:
    again = painted([(0, 0, line("250 ok")), (0, 0, line("250 ok"))], thrifty=True)
    assert again.written == len("250 ok")


def test_only_the_changed_run_is_written() -> None:
    changed = painted([(0, 1, line("250 2.1.0 accepted")), (0, 1, line("250 2.1.5 accepted"))], thrifty=True)
    assert changed.written == len("250 2.1.0 accepted") + 1
    assert "".join(c for c, _ in changed.rows[1]).startswith("250 2.1.5 accepted")


def test_another_colour_is_a_change_but_not_of_a_blank() -> None:
    red = Style(color="red")
    assert painted([(0, 0, line("ab")), (0, 0, line("ab", red))], thrifty=True).written == 4
    assert painted([(0, 0, line("  ")), (0, 0, line("  ", red))], thrifty=True).written == 2


def test_meta_is_no_change() -> None:
    one, other = Style.from_meta({"offset": (0, 1)}), Style.from_meta({"offset": (0, 2)})
    assert painted([(0, 0, line("ab", one)), (0, 0, line("ab", other))], thrifty=True).written == 2


def test_after_a_change_of_size_all_is_written() -> None:
    picture = Picture()
    update = LayoutUpdate([[line("ab")]], Region(0, 0, 2, 1))
    assert "ab" in Thin(update, picture, SIZE).render_segments(CONSOLE)
    assert "ab" not in Thin(update, picture, SIZE).render_segments(CONSOLE)
    assert "ab" in Thin(update, picture, Size(30, 3)).render_segments(CONSOLE)
    picture.forget()
    assert "ab" in Thin(update, picture, Size(30, 3)).render_segments(CONSOLE)


def test_a_partial_update_is_cropped_to_its_spans() -> None:
    chops = [{0: line("abcdef"), 6: line("ghi")}]
    update = ChopsUpdate(chops, [(0, 0, 4)], [[6, 9]])
    sequences = Thin(update, Picture(), SIZE).render_segments(CONSOLE)
    assert "abcd" in sequences
    assert "e" not in re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", sequences)


def test_what_is_no_update_passes_and_is_forgotten() -> None:
    picture = Picture()
    picture.fit(SIZE)
    update = LayoutUpdate([[line("ab")]], Region(0, 0, 2, 1))
    Thin(update, picture, SIZE).render_segments(CONSOLE)
    assert thin("anything", picture, SIZE) == "anything"
    assert "ab" in Thin(update, picture, SIZE).render_segments(CONSOLE)
    assert thin(None, picture, SIZE) is None


@pytest.mark.parametrize("name", ["chops", "spans", "chop_ends"])
def test_what_is_used_of_a_partial_update_is_there(name: str) -> None:
    assert hasattr(ChopsUpdate([], [], []), name)


@pytest.mark.parametrize("name", ["strips", "region"])
def test_what_is_used_of_a_full_update_is_there(name: str) -> None:
    assert hasattr(LayoutUpdate([], Region()), name)
