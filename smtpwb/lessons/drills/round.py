"""A round: cards drawn from a deck, the answers so far, and what they come to.

A value: answering makes a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from random import Random

import msgspec
from msgspec.structs import replace

from smtpwb.lessons.drills.card import Card, Deck
from smtpwb.lessons.drills.weights import USUAL, after, drawn

COUNT = 10
"""Cards of a round: some three minutes."""


class Round(msgspec.Struct, frozen=True):
    """Cards in their order, and the choice made at each of the first."""

    cards: tuple[Card, ...]
    given: tuple[int, ...] = ()

    @property
    def card(self) -> Card | None:
        """The card at hand; None when all are answered."""
        return self.cards[len(self.given)] if not self.finished else None

    @property
    def finished(self) -> bool:
        return len(self.given) == len(self.cards)

    @property
    def results(self) -> tuple[bool, ...]:
        """Whether each answer was right."""
        return tuple(card.answer == given for card, given in zip(self.cards, self.given, strict=False))

    @property
    def score(self) -> int:
        return sum(self.results)

    @property
    def streak(self) -> int:
        """How many in a row were right, up to now."""
        return sum(takewhile(bool, reversed(self.results)))

    @property
    def missed(self) -> tuple[Card, ...]:
        return tuple(card for card, right in zip(self.cards, self.results, strict=False) if not right)

    def answered(self, choice: int) -> Round:
        """The round after the card at hand was answered. Raises ValueError for what is no choice of it."""
        if self.card is None or choice not in range(len(self.card.choices)):
            raise ValueError(f"{choice} is no choice of the card at hand")
        return replace(self, given=(*self.given, choice))

    def learned(self, weights: Mapping[str, float]) -> dict[str, float]:
        """The weights after its answers."""
        moved = dict(weights)
        for card, right in zip(self.cards, self.results, strict=False):
            moved[card.id] = after(moved.get(card.id, USUAL), right)
        return moved


def begin(deck: Deck, weights: Mapping[str, float], count: int, rng: Random) -> Round:
    """A round of up to `count` cards of a deck, drawn by weight: the topic's own times what was learned."""
    topics = deck.topics()
    weighed = {id: topic.weight * weights.get(id, USUAL) for id, topic in topics.items()}
    return Round(tuple(topics[id].make(rng) for id in drawn(weighed, count, rng)))
