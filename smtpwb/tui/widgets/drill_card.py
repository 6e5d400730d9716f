"""How a drill looks: a card before and after its answer, and what came of a round, as blocks of a sheet.

Decides what is said and marked, and says right and wrong in words and signs, not by colour alone. Which
card it is and what a key does is for `screens.drill`.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import Round
from smtpwb.tui.widgets.sheet import Block, heading, laid, sources

_SIDES = ("C", "S")


def decks_blocks(pointed: int) -> tuple[Block, ...]:
    """Which drill it shall be."""
    rows = ((Content.styled(deck.title, "bold"), "  ", deck.about) for deck in DECKS.values())
    return (
        heading("What shall it be?"),
        "",
        *(_choice(index, Content.assemble(*row), index == pointed) for index, row in enumerate(rows)),
    )


def card_blocks(card: Card, pointed: int, given: int | None = None) -> tuple[Block, ...]:
    """A card; with `given`, the answer to it, and why."""
    return (
        heading(card.question),
        "",
        *_shown(card),
        *(_marked(card, index, pointed, given) for index in range(len(card.choices))),
        *(_verdict(card, given) if given is not None else ()),
    )


def summary_blocks(played: Round, pointed: int) -> tuple[Block, ...]:
    """What came of a round: the score, and each card that was missed."""
    score = f"{played.score} of {len(played.given)} right."
    if not played.missed:
        return (heading(score), "", "Nothing was missed.")
    return (
        heading(score),
        "",
        "Missed, and more likely to come up again:",
        "",
        *(block for index, card in enumerate(played.missed) for block in _missed(index, card, pointed)),
    )


def line_of_missed(played: Round, index: int, width: int) -> int:
    """The line of the summary on which a missed card begins."""
    before = summary_blocks(played, index)[: -2 * (len(played.missed) - index)]
    return laid(before, width).plain.count("\n") + 1


def _shown(card: Card) -> Iterator[Block]:
    for line in card.shown:
        side, colon, text = line.partition(": ")
        yield (Content.styled(side, "bold $client"), text) if colon and side in _SIDES else line
    if card.shown:
        yield ""


def _choice(index: int, text: Content, hot: bool) -> Block:
    mark = Content.styled(f"{'▌' if hot else ' '}{index + 1}", "bold $client")
    return mark, (text.stylize("bold") if hot else text).stylize(f"@click=screen.answer({index})")


def _marked(card: Card, index: int, pointed: int, given: int | None) -> Block:
    """A choice: pointed at, or after the answer marked as right, or as taken and wrong."""
    text = Content(card.choices[index])
    if given is None:
        return _choice(index, text, index == pointed)
    if index == card.answer:
        return Content.styled("✓ ", "bold $reply-2yz"), text.stylize("bold")
    if index == given:
        return Content.styled("✗ ", "bold $reply-5yz"), text
    return "  ", text.stylize("$remark")


def _verdict(card: Card, given: int) -> Iterator[Block]:
    right = given == card.answer
    said = ("Right.", "bold $reply-2yz") if right else ("Wrong.", "bold $reply-5yz")
    first, *more = card.why
    yield ""
    yield Content.assemble(said, " ", first)
    yield from more
    yield sources(card.sources)


def _missed(index: int, card: Card, pointed: int) -> Iterator[Block]:
    hot = index == pointed
    yield (
        Content.styled("▌" if hot else " ", "bold $client"),
        Content.styled(card.about, "bold" if hot else ""),
    )
    yield "", Content.assemble(("→ ", "$remark"), card.right)
