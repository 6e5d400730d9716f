"""Folding a line of text into rows of so many cells: behind a blank where there is one, hard where not."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size


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
