from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from smtpwb.tui.widgets.folding import fold


@given(
    text=st.text(st.sampled_from("ab  <>é日") | st.characters(codec="utf-8", exclude_categories=["C"])),
    width=st.integers(2, 40),
)
def test_the_pieces_of_a_folded_line_are_the_line_and_none_is_too_wide(text: str, width: int) -> None:
    pieces = fold(text, width)
    assert "".join(piece for _, piece in pieces) == text
    assert [begin for begin, _ in pieces] == [
        sum(len(p) for _, p in pieces[:number]) for number in range(len(pieces))
    ]
    assert all(cell_len(piece) <= width for _, piece in pieces)


@given(words=st.lists(st.text("abcdé", min_size=1, max_size=9), min_size=1), width=st.integers(20, 40))
def test_a_line_of_words_is_folded_behind_blanks(words: list[str], width: int) -> None:
    pieces = [piece for _, piece in fold(" ".join(words), width)]
    assert all(piece.endswith(" ") for piece in pieces[:-1])


@given(text=st.text("ab  "), width=st.integers(2, 40))
def test_it_makes_no_difference_what_alphabet_a_line_is_in(text: str, width: int) -> None:
    other = text.translate({ord("a"): "é", ord("b"): "ß"})
    assert [begin for begin, _ in fold(text, width)] == [begin for begin, _ in fold(other, width)]


def test_a_word_longer_than_the_width_is_folded_hard() -> None:
    assert fold("x" * 25, 10) == [(0, "x" * 10), (10, "x" * 10), (20, "x" * 5)]
