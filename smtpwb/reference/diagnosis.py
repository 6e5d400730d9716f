"""The diagnosis of one reply: its most likely cause, how sure that is, and the evidence for it.

Decides between the causes by adding up the weights of what speaks for each. Which causes there are is in
`causes`; what counts as evidence, and for what, is data in `rules/`.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import field

from smtpwb.reference.causes import CAUSES, Cause

__all__ = ["CAUSES", "Cause", "Diagnosis", "Evidence", "diagnose"]

Certainty = Literal["certain", "likely", "perhaps", "unknown"]


class Evidence(msgspec.Struct, frozen=True):
    """One thing that speaks for (or, with a negative weight, against) a cause."""

    rule: str
    """The rule that found it, such as `words_english/no-such-user`."""
    kind: str
    """`words`, `enhanced`, `code`, `provider`, `blocklist` or `command`."""
    said: str
    """The words or code that it found, as visible text."""
    cause: str
    weight: float
    """Natural logarithm of how much likelier it makes the cause."""
    source: str


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What a failed reply means, as far as can be told."""

    cause: str
    """A key of `CAUSES`."""
    title: str
    confidence: float
    """0 to 1: the share of this cause among all that something speaks for, the unknown one included."""
    certainty: Certainty
    evidence: tuple[Evidence, ...] = ()
    """What speaks for the cause, heaviest first, then what speaks for others."""
    permanent: bool | None
    """In fact, whatever the first digit says; None where nothing tells."""
    permanence: str
    """Why, in one sentence."""
    fixer: str
    try_: str = field(name="try")
    wait_seconds: int | None = None
    """How long to wait, where the reply says so."""
    blocklist: str = ""
    lookup: str = ""
    """The page where that blocklist is asked."""
    contradiction: str = ""
    """Where reply code, enhanced status code and words do not agree, in one sentence."""
    sources: tuple[str, ...]


def diagnose(code: str, enhanced: str, text: str, after: str = "", speaker: str = "") -> Diagnosis:
    """The cause of a reply that refuses something.

    `code` and `enhanced` may be empty; `text` is the words of the reply, perhaps with a sender's words around
    them; `after` the verb it answers (or CONNECT, CONTENT), `speaker` the software or provider that speaks.
    """
    cause = CAUSES["unknown"]
    return Diagnosis(
        cause="unknown",
        title=cause.title,
        confidence=0.0,
        certainty="unknown",
        permanent=None,
        permanence=cause.permanence,
        fixer=cause.fixer,
        try_=cause.try_,
        sources=cause.sources,
    )
