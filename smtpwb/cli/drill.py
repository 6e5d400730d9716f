"""`smtpwb drill`: flash cards in plain text, a line at a time, for any terminal and for a screen reader."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from random import Random

from smtpwb.cli.output import DONE, complain, wrapped
from smtpwb.errors import UsageError
from smtpwb.lessons.drills import record
from smtpwb.lessons.drills.card import Card
from smtpwb.lessons.drills.decks import DECKS
from smtpwb.lessons.drills.round import COUNT, Round, begin

DESCRIPTION = (
    "Flash cards, one question at a time; what was missed comes up more often the next time.\n\n"
    + ("\n".join(f"  smtpwb drill {deck.id:<8} {deck.about}" for deck in DECKS.values()))
)
_QUIT = ("q", "quit")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", choices=[*DECKS], default="codes", help="default: codes")
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help=f"cards, default: {COUNT}")
    parser.add_argument("--seed", type=int, metavar="S", help="the same cards as with this number before")


def run(options: argparse.Namespace) -> int:
    """Play one round; what was answered until it is left counts. Raises UsageError for no cards."""
    if options.count < 1:
        raise UsageError(f"--count {options.count} leaves no cards", "take 1 or more")
    deck = DECKS[options.kind]
    played = begin(deck, record.load(deck.id), options.count, Random(options.seed))
    print(f"{len(played.cards)} cards: {deck.about}. Answer with a number or a letter; q ends.")
    try:
        while (card := played.card) is not None and (
            choice := _asked(card, len(played.given) + 1)
        ) is not None:
            played = played.answered(choice)
            print(_told(card, choice, played))
    finally:
        if fault := record.keep(deck.id, played):
            complain(fault)
    print(_summary(played))
    return DONE


def _asked(card: Card, number: int) -> int | None:
    """The choice that was made; None when the round is left."""
    choices = (f"{index}) {text}" for index, text in enumerate(card.choices, 1))
    print("\n".join(("", *_wrapped((f"{number}. {card.question}",)), *card.shown, *_wrapped(choices))))
    while True:
        print(f"Answer 1 to {len(card.choices)}, or q:", end=" ", flush=True)
        typed = sys.stdin.readline() if sys.stdin is not None else ""
        if not typed or typed.strip().lower() in _QUIT:
            print()
            return None
        if (choice := card.chosen(typed)) is not None:
            return choice


def _told(card: Card, choice: int, played: Round) -> str:
    right = choice == card.answer
    verdict = "Right." if right else f"Wrong. Right is: {card.right}"
    streak = f" {played.streak} in a row." if played.streak > 1 else ""
    return "\n".join(_wrapped((verdict + streak, *card.why, f"[{' · '.join(card.sources)}]")))


def _summary(played: Round) -> str:
    missed = (f"{card.about}: {card.right}" for card in played.missed)
    head = f"{played.score} of {len(played.given)} right."
    return "\n".join(("", head, *(("Missed:", *_wrapped(missed)) if played.missed else ())))


def _wrapped(paragraphs: Iterable[str]) -> list[str]:
    return [line for paragraph in paragraphs for line in wrapped(paragraph)]
