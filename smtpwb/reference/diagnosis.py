"""The diagnosis of one reply: its most likely cause, how sure that is, and the evidence for it.

Decides between the causes by adding up the weights of what speaks for each. Which causes there are is in
`causes`; what counts as evidence, and for what, is data in `rules/`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from msgspec import field

from smtpwb.reference.blocklists import blocklist
from smtpwb.reference.causes import CAUSES, Cause
from smtpwb.reference.evidence import Evidence, Reply, gathered, read
from smtpwb.reference.particulars import in_particular
from smtpwb.reference.waits import wait_seconds

__all__ = ["CAUSES", "Cause", "Diagnosis", "Evidence", "diagnose"]

Certainty = Literal["certain", "likely", "perhaps", "unknown"]


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What a failed reply means, as far as can be told."""

    cause: str
    """A key of `CAUSES`."""
    title: str
    explanation: str
    """What is wrong, in one or two sentences."""
    confidence: float
    """0 to 1: the share of this cause among all that something speaks for, the unknown one included."""
    certainty: Certainty
    evidence: tuple[Evidence, ...] = ()
    """What speaks for the cause, heaviest first, then what speaks for others."""
    permanent: bool | None
    """In fact, whatever the first digit says; None where nothing tells."""
    lasting: Literal["yes", "no", "perhaps", ""]
    """The same in a word; `perhaps`: the server says that it may pass, and nothing else tells."""
    permanence: str
    """Why, in one sentence."""
    fixer: str
    try_: str = field(name="try")
    meaning: str = ""
    """What the reply says after its command, where that is something else than its code says there."""
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
    reply = read(code, enhanced, text, after, speaker)
    evidence = tuple(gathered(reply))
    shares = _shares(evidence)
    cause = max(shares, key=lambda one: shares[one])
    if shares[cause] < _PERHAPS:
        cause = UNKNOWN
    return _told(reply, cause, shares[cause], evidence)


UNKNOWN = "unknown"
_SILENCE = 1.5
"""What speaks for not knowing, in every reply: less than this is no evidence worth the name."""
_ALSO = 0.35
"""What each further piece of evidence of one kind counts: words that say it twice prove little more."""
_LIKELY, _CERTAIN = 0.7, 0.95
_PERHAPS = 0.3
"""The shares of all that is said from which a cause is called so."""


def _shares(evidence: Iterable[Evidence]) -> Mapping[str, float]:
    """The share of each cause: its odds, e to the sum of the weights, of the sum of all odds."""
    weights: dict[tuple[str, str], list[float]] = {}
    for one in evidence:
        weights.setdefault((one.cause, one.kind), []).append(one.weight)
    sums = {UNKNOWN: _SILENCE}
    for (cause, _kind), said in weights.items():
        first, *more = sorted(said, reverse=True)
        sums[cause] = sums.get(cause, 0.0) + first + _ALSO * sum(more)
    odds = {cause: math.exp(weight) for cause, weight in sums.items()}
    return {cause: one / sum(odds.values()) for cause, one in odds.items()}


def _certainty(cause: str, share: float) -> Certainty:
    if cause == UNKNOWN:
        return "unknown"
    return "certain" if share >= _CERTAIN else "likely" if share >= _LIKELY else "perhaps"


def _told(reply: Reply, cause: str, share: float, evidence: tuple[Evidence, ...]) -> Diagnosis:
    """Everything that is said of a reply with this cause."""
    about, meaning = in_particular(cause, reply)
    permanent = _permanent(about, reply.code)
    passing = about.lasting == "class" and permanent is False
    listed = blocklist(reply.whole) if cause in ("blocklisted", "poor-reputation", "spam-content") else None
    speaking = tuple(sorted(evidence, key=lambda one: (one.cause != cause, -one.weight)))
    cited = (part for one in speaking if one.cause == cause for part in one.source.split("; "))
    return Diagnosis(
        cause=cause,
        title=about.title,
        explanation=about.explanation,
        confidence=round(share, 3),
        certainty=_certainty(cause, share),
        evidence=speaking,
        permanent=permanent,
        lasting="perhaps" if passing else _LASTING[permanent],
        permanence=(about.passing if passing else "") or about.permanence,
        fixer=about.fixer,
        try_=about.try_,
        meaning=meaning,
        wait_seconds=wait_seconds(reply.whole),
        blocklist=listed.name if listed else "",
        lookup=listed.lookup if listed else "",
        contradiction=_contradiction(reply, about, cause),
        sources=tuple(dict.fromkeys((*about.sources, *cited))),
    )


_LASTING: Mapping[bool | None, Literal["yes", "no", ""]] = {True: "yes", False: "no", None: ""}


def _permanent(cause: Cause, code: str) -> bool | None:
    if cause.lasting == "class":
        return {"4": False, "5": True}.get(code[:1])
    return cause.lasting == "yes"


_SAYS = {"2": "success", "3": "go on", "4": "failure for now", "5": "failure for good"}


def _contradiction(reply: Reply, about: Cause, cause: str) -> str:
    """Where the classes of the codes differ (RFC 3463 §2), or the cause lasts otherwise than they say."""
    code, enhanced = reply.code, reply.given
    if code and enhanced and code[0] != enhanced[0]:
        says = (f"{one} says {_SAYS.get(one[0], 'nothing known')}" for one in (code, enhanced))
        return f"{' and '.join(says)}; the reply code decides what a client does."
    if code[:1] == "5" and about.lasting == "no":
        return f"{code} says failure for good, but this cause passes."
    if code[:1] == "4" and about.lasting == "yes":
        return f"{code} says failure for now, but this cause stays until something is changed."
    if code[:1] in ("2", "3") and cause != UNKNOWN:
        return f"{code} says {_SAYS[code[0]]}, but the words speak of a failure."
    return ""
