"""The overview of what was found in pasted text: how many answers, and a line for each refusal.

Decides which of them are refusals and what a line says; how it is set is for the command line and the screen.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.reference.explain import Explanation
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.pasted.found import Found

Told = tuple[Found, Explanation]
LISTED = 20
"""Refusals that are listed; the rest are counted."""


def refuses(found: Found) -> bool:
    """A refusal, or a failure told in words alone."""
    return found.reply.code[:1] in ("", "4", "5")


def overview(told: Sequence[Told]) -> tuple[str, list[str]]:
    """How many there are, and a line for each refusal: where, whom, why. Safe to show."""
    refused = [(found, one) for found, one in told if one.diagnosis or refuses(found)]
    count = len(refused)
    heading = f"{len(told)} answers, {count or 'no'} refusal{'' if count == 1 else 's'}"
    more = [f"and {count - LISTED} more"] if count > LISTED else []
    return heading, [*(_refusal(*one) for one in refused[:LISTED]), *more]


def _refusal(found: Found, told: Explanation) -> str:
    whom = f"<{visible_text(found.recipient)}>" if found.recipient else ""
    why = told.diagnosis.title if told.diagnosis else ""
    codes = f"{told.code} {told.enhanced}".strip()
    return " · ".join(filter(None, (f"line {found.line}", codes, whom, why)))
