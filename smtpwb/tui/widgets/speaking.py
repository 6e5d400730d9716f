"""Who speaks, as rows of the Reply panel: the sentence, and every sign with what it weighs.

Which software it is, and how sure that is, is `reference.speaker`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smtpwb.tui.widgets.beside import Row

if TYPE_CHECKING:
    from smtpwb.reference.speaker import Clue, Speaker


def in_full(told: Speaker) -> Iterator[Row]:
    """What it looks like and by which signs; nothing where nothing tells."""
    if not told.clues:
        return
    yield "Who speaks", told.sentence
    yield from (("" if number else "Because of", _sign(clue)) for number, clue in enumerate(told.clues))


def _sign(clue: Clue) -> str:
    return f"{clue.where}: “{clue.said}” → {clue.points_to} ({clue.weight:.0%}) [{clue.source}]"
