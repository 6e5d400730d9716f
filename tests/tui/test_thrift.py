"""What is written makes the terminal look as if all had been written."""

from __future__ import annotations

import io
import re

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
]


class Terminal:
    """As much of a terminal as these sequences need: cursor moves, styles, text."""

    def __init__(self) -> None:
        self.rows = [[(" ", "")] * SIZE.width for _ in range(SIZE.height)]
        self.written = 0

    def write(self, sequences: str) -> None:
        x = y = 0
        look = ""
        for found in re.finditer(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|(.)", sequences, re.DOTALL):
            row, column, style, character = found.groups()
            if row is not None:
                x, y = int(column) - 1, int(row) - 1
            elif style is not None:
                look = "" if style in ("", "0") else style
            elif x < SIZE.width:
                self.written += 1
                self.rows[y][x] = (character, look)
                for extra in range(1, get_character_cell_size(character)):
                    self.rows[y][x + extra] = ("", look)
                x += get_character_cell_size(character)


def looks(terminal: Terminal) -> list[list[tuple[str, str]]]:
    """The screen; of a blank only what can be seen of it, its ground and its underline."""
    seen = re.compile(r"48;[\d;]+|4")
    return [[(c, s if c.strip() else "".join(seen.findall(s))) for c, s in row] for row in terminal.rows]


def painted(updates: list[tuple[int, int, Strip]], *, thrifty: bool) -> Terminal:
    terminal, picture = Terminal(), Picture()
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
