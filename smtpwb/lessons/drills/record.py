"""What was missed in the drills and what was known: a small file that the user may lose without harm.

It lies beside the record of lessons. A damaged file counts as empty, a damaged weight as absent, and a record
that cannot be written is one sentence for the user, never an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from smtpwb.lessons import progress
from smtpwb.lessons.drills.round import Round
from smtpwb.lessons.drills.weights import LEAST, MOST
from smtpwb.transcript.private import replace_own


def path() -> Path:
    """Where the record lies: JSON, deck id → card id → weight."""
    return progress.path().with_name("drills.json")


def load(deck_id: str) -> dict[str, float]:
    """Card id → weight, of the cards of a deck that were answered before."""
    rows = _all().get(deck_id)
    return (
        {id: float(weight) for id, weight in rows.items() if _sound(weight)} if isinstance(rows, dict) else {}
    )


def keep(deck_id: str, played: Round) -> str:
    """Add the answers of a round to the record. Return "" or one sentence on why they are not kept."""
    if not played.given:
        return ""
    kept = {**_all(), deck_id: played.learned(load(deck_id))}
    try:
        replace_own(path(), json.dumps(kept, indent=1).encode())
    except OSError as error:
        return f"what was missed is not kept: {path()} cannot be written ({error.strerror})"
    return ""


def _all() -> Mapping[str, object]:
    try:
        kept = json.loads(path().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _sound(weight: object) -> bool:
    return isinstance(weight, int | float) and not isinstance(weight, bool) and LEAST <= weight <= MOST
