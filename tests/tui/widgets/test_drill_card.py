"""A drill's cards as blocks: nothing in them is read as markup, and every choice can be clicked."""

from __future__ import annotations

from random import Random

from textual.content import Content

from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import Round, begin
from smtpwb.tui.widgets.drill_card import card_blocks, decks_blocks, line_of_missed, summary_blocks
from smtpwb.tui.widgets.sheet import Block, laid

CARD = Card(
    id="x",
    question="Which [bold]one[/]?",
    shown=("S: 550 [red]no[/]", "C: QUIT", "plain: words"),
    choices=("[b]one", "two"),
    answer=1,
    why=("Because [i]so[/].",),
    sources=("RFC 5321 §4.2.3",),
    about="[u]about",
)


def text(blocks: tuple[Block, ...], width: int = 70) -> list[str]:
    return [line.rstrip() for line in laid(blocks, width).plain.split("\n")]


def test_a_card_before_its_answer() -> None:
    assert text(card_blocks(CARD, 1)) == [
        "Which [bold]one[/]?",
        "",
        "S  550 [red]no[/]",
        "C  QUIT",
        "plain: words",
        "",
        " 1  [b]one",
        "▌2  two",
    ]


def test_a_card_after_its_answer() -> None:
    assert text(card_blocks(CARD, 0, given=0))[-5:] == [
        "✗   [b]one",
        "✓   two",
        "",
        "Wrong. Because [i]so[/].",
        "RFC 5321 §4.2.3",
    ]


def test_the_choices_can_be_clicked_until_one_is_taken() -> None:
    def clicks(blocks: tuple[Block, ...]) -> list[str]:
        return [str(span.style) for span in laid(blocks, 70).spans if "@click" in str(span.style)]

    assert ["answer(0)" in clicks(card_blocks(CARD, 0))[0], len(clicks(card_blocks(CARD, 0)))] == [True, 2]
    assert len(clicks(decks_blocks(0))) == len(DECKS)
    assert clicks(card_blocks(CARD, 0, given=1)) == []


def test_the_summary_tells_what_was_missed_alone() -> None:
    assert text(summary_blocks(Round((CARD,), (0,)), 0))[-2:] == ["▌  [u]about", "   → two"]
    assert text(summary_blocks(Round((CARD,), (1,)), 0))[-1] == "Nothing was missed."


def test_the_line_of_each_missed_card_is_known() -> None:
    drawn = begin(DECKS["fixer"], {}, 9, Random(1))
    missed = Round(drawn.cards, tuple((card.answer + 1) % len(card.choices) for card in drawn.cards))
    for index in range(9):
        lines = laid(summary_blocks(missed, index), 50).split("\n")
        assert isinstance(lines[0], Content)
        assert lines[line_of_missed(missed, index, 50)].plain.startswith("▌")
