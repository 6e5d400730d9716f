"""The dialogue as a picture: SVG with its own style, no font and nothing else from outside, light or dark.

Text is laid out in a grid of cells, wrapped as on a terminal; fonts differ, so the grid is given room. Every
text has passed `visible` and is escaped for XML (law 3).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from itertools import accumulate, islice
from unicodedata import east_asian_width

import msgspec

from smtpwb.transcript.formats.heading import heading
from smtpwb.transcript.formats.lines import ROLES, beside, role
from smtpwb.transcript.formats.options import Colours, Level, Options
from smtpwb.transcript.formats.text import recipients
from smtpwb.transcript.formats.told import Block, blocks
from smtpwb.transcript.transcript import Transcript

COLUMNS = 100
_CELL, _ROW, _SIZE, _MARGIN = 8, 20, 13, 24
"""Of the grid, in pixels: a cell's width, a row's height, the font's size, the margin around."""
_TIMING = 10
"""Columns at the right that the times have for themselves."""


class _Drawn(msgspec.Struct, frozen=True):
    """One row of the picture."""

    text: str
    role: str
    column: int = 0
    right: str = ""
    mark: str = ""
    """`C` or `S`, at the left."""


def rows(transcript: Transcript, options: Options) -> Iterator[str]:
    """The lines of the file, without line ends."""
    drawn = list(_rows(transcript, options))
    width, height = COLUMNS * _CELL + 2 * _MARGIN, len(drawn) * _ROW + 2 * _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">'
    )
    yield f"<title>{escape(heading(transcript, options).title)}</title>"
    yield f"<style>{_style(options)}</style>"
    yield f'<rect width="{width}" height="{height}" rx="8" class="background"/>'
    for number, row in enumerate(drawn):
        yield from _text(row, _MARGIN + number * _ROW + _SIZE)
    yield "</svg>"


def _style(options: Options) -> str:
    """Colours stand as they are, not as CSS variables, which not every viewer knows."""
    font = "font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
    text = f"text {{ {font}; font-size: {_SIZE}px; white-space: pre; unicode-bidi: isolate; }}"
    dark = f"@media (prefers-color-scheme: dark) {{ {_filled(options.dark)} }}"
    return f"{text} .title {{ font-weight: bold; }} {_filled(options.light)} {dark}"


def _filled(colours: Colours) -> str:
    fills = {role: getattr(colours, _OTHERS.get(role, role.replace("-", "_"))) for role in (*ROLES, *_OTHERS)}
    return " ".join(f".{name} {{ fill: {colour}; }}" for name, colour in fills.items())


_OTHERS = {"said": "text_muted", "mark": "text_muted", "title": "text", "background": "background"}


def _text(row: _Drawn, y: int) -> Iterator[str]:
    if row.mark:
        yield f'<text x="{_MARGIN}" y="{y}" class="mark">{row.mark}</text>'
    if row.text:
        x = _MARGIN + row.column * _CELL
        yield f'<text xml:space="preserve" x="{x}" y="{y}" class="{row.role}">{escape(row.text)}</text>'
    if row.right:
        x = _MARGIN + COLUMNS * _CELL
        yield f'<text x="{x}" y="{y}" text-anchor="end" class="mark">{escape(row.right)}</text>'


def _rows(transcript: Transcript, options: Options) -> Iterator[_Drawn]:
    head = heading(transcript, options)
    for text in _cut(head.title, COLUMNS):
        yield _Drawn(text, "title")
    for label, told in (*head.rows, *head.summary):
        for text in _wrapped(f"{label}: {told}", COLUMNS):
            yield _Drawn(text, "said")
    yield _Drawn("", "said")
    for one in blocks(transcript, options):
        yield from _block(one)
    if options.level is not Level.BARE and options.selection is None:
        yield from (_Drawn(cut, "said") for row in recipients(transcript) for cut in _cut(row, COLUMNS))


def _block(one: Block) -> Iterator[_Drawn]:
    column, kind = 3 if one.mark else 0, role(one)
    cells = [cut for line in one.lines for cut in _cut(line, COLUMNS - column - _TIMING)] or [""]
    for number, text in enumerate(cells):
        last = number == len(cells) - 1
        yield _Drawn(text, kind, column, one.timing if last else "", "" if number else one.mark)
    for kind, text in beside(one):
        lead = "▌ " if kind == "note" else ""
        for row in _wrapped(text, COLUMNS - _TIMING - 5):
            yield _Drawn(f"{lead}{row}", kind, 5)


def _cut(line: str, columns: int) -> list[str]:
    """The line in pieces that fit, behind a blank where one is near; no character is lost."""
    pieces = []
    while len(line) > (fits := _fitting(line, columns)):
        at = line.rfind(" ", fits // 2, fits) + 1 or fits
        pieces.append(line[:at])
        line = line[at:]
    return [*pieces, line]


def _fitting(line: str, columns: int) -> int:
    """How many of its characters have room; wide ones take two cells (Unicode UAX #11)."""
    if line.isascii():
        return columns
    cells = accumulate(1 + (east_asian_width(char) in "WF") for char in line)
    return max(1, sum(end <= columns for end in islice(cells, columns)))


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(text, columns, subsequent_indent="  ", break_on_hyphens=False)
