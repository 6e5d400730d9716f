"""The decks there are, by public id: help, the command line, the screen and the tests read this one table."""

from __future__ import annotations

from collections.abc import Mapping

from smtpwb.lessons.drills.card import Deck
from smtpwb.lessons.drills.codes import CODES
from smtpwb.lessons.drills.fixers import FIXERS
from smtpwb.lessons.drills.mistakes import MISTAKES
from smtpwb.lessons.drills.sequence import SEQUENCE

DECKS: Mapping[str, Deck] = {deck.id: deck for deck in (CODES, SEQUENCE, MISTAKES, FIXERS)}
"""Every deck, in the order in which they are offered."""
