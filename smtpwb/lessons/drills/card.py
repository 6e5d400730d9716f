"""A card: one question with its choices, of which exactly one is right, and why; and the deck it comes
from.

Decides what a card and a deck are made of. What is asked is each deck's own file; which cards come up,
`weights`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

import msgspec

_LETTERS = "abcdef"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One question, as it is asked this time: the choices are in another order the next time."""

    id: str
    """What is asked about; what was missed is remembered by it."""
    question: str
    shown: tuple[str, ...] = ()
    """Lines that the question is about: a dialogue, a reply."""
    choices: tuple[str, ...]
    answer: int
    """The index of the one choice that is right."""
    why: tuple[str, ...]
    """Said after the answer, a paragraph each."""
    sources: tuple[str, ...]
    about: str
    """What it was about, in a few words, for the list of what was missed."""
    look_up: str = ""
    """The key of a row of the Reference: a code, a digit, a verb."""

    @property
    def right(self) -> str:
        return self.choices[self.answer]

    def chosen(self, typed: str) -> int | None:
        """The choice that a typed digit (from 1) or letter (from a) means; None if it means none."""
        typed = typed.strip().lower()
        names = [(str(index + 1), _LETTERS[index]) for index in range(len(self.choices))]
        return next((index for index, name in enumerate(names) if typed in name), None)


class Topic(msgspec.Struct, frozen=True):
    """What a card can be made about."""

    make: Callable[[Random], Card]
    weight: float = 1.0
    """How often it comes up, beside the others of its deck."""


class Deck(msgspec.Struct, frozen=True):
    """One kind of drill."""

    id: str
    title: str
    about: str
    topics: Callable[[], Mapping[str, Topic]]
    """Every topic by the id of its card."""


def mixed(right: str, wrong: Iterable[str], rng: Random) -> tuple[tuple[str, ...], int]:
    """The choices in a random order, and the place of the right one."""
    choices = [right, *wrong]
    rng.shuffle(choices)
    return tuple(choices), choices.index(right)


def some(among: Sequence[str], count: int, rng: Random) -> list[str]:
    """Up to so many of them, in a random order."""
    return rng.sample(among, min(count, len(among)))
