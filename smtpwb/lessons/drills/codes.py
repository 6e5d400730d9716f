"""Cards on codes: what a code says, or which code says it, from the reference tables.

Decides which rows are asked about and which others stand beside them as wrong answers: those whose
numbers are nearest. Only what is in force is asked; what a code means is the tables'
(`reference.catalog`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from random import Random

import msgspec

from smtpwb.lessons.drills.card import Card, Deck, Topic, mixed
from smtpwb.reference import catalog
from smtpwb.reference.catalog import EnhancedCodeRow, ReplyCodeRow, ReplyDigitRow, Row

_COMMON = 9.0
"""How much more often the codes and digits of SMTP itself come up than those of its extensions."""
_EVERYDAY = frozenset(
    {
        *("X.1.0", "X.1.1", "X.1.5", "X.1.6", "X.2.1", "X.2.2", "X.2.3", "X.3.4", "X.4.1", "X.4.4", "X.4.7"),
        *("X.5.1", "X.5.2", "X.5.3", "X.5.4", "X.7.0", "X.7.1", "X.7.8"),
    }
)
"""Enhanced status codes that everybody meets: as common as those of SMTP itself."""
_WRONG = 3
"""Wrong choices beside the right one."""


class _Fact(msgspec.Struct, frozen=True):
    """A code and the row that says what it means."""

    number: str
    """As it is asked: `550`, `5.1.1`, `4yz`, `x.7.x`."""
    row: Row
    kind: str
    """What it is, in the question."""
    weight: float = 1.0

    @property
    def parts(self) -> Sequence[str]:
        """Its digits or numbers, to tell how near two codes are."""
        return self.number.split(".") if "." in self.number else tuple(self.number)


def _reply_codes() -> Iterator[_Fact]:
    for row in catalog.table(ReplyCodeRow.table):
        if isinstance(row, ReplyCodeRow) and row.status == "current":
            own = any(source.startswith("RFC 5321") for source in row.sources)
            yield _Fact(row.key, row, "reply code", _COMMON if own else 1.0)


def _enhanced_codes() -> Iterator[_Fact]:
    for row in catalog.table(EnhancedCodeRow.table):
        if isinstance(row, EnhancedCodeRow) and row.status == "current":
            status = "5" if "5" in row.classes or not row.classes else row.classes[0]
            weight = _COMMON if row.key in _EVERYDAY else 1.0
            yield _Fact(status + row.key.removeprefix("X"), row, "enhanced status code", weight)


def _digits(position: str) -> Iterator[_Fact]:
    rows = [
        row
        for row in catalog.table(ReplyDigitRow.table)
        if isinstance(row, ReplyDigitRow)
        and (row.protocol, row.position, row.smtp) == ("SMTP", position, "yes")
    ]
    named = Counter(row.name for row in rows)
    yield from (_Fact(row.key, row, "reply code", _COMMON) for row in rows if named[row.name] == 1)


def _classes() -> Iterator[_Fact]:
    for row in catalog.table("enhanced_classes"):
        yield _Fact(f"{row.key}.x.x", row, "enhanced status code", _COMMON)


def _subjects() -> Iterator[_Fact]:
    for row in catalog.table("enhanced_subjects"):
        yield _Fact(f"{row.key.lower()}.x", row, "enhanced status code", _COMMON)


def _card(fact: _Fact, group: Sequence[_Fact], rng: Random) -> Card:
    """Asks for the meaning of the number, or for the number of the meaning."""
    wrong = _nearest(fact, group, rng)
    if rng.random() < 0.5:
        question = f"What does the {fact.kind} {fact.number} say?"
        choices, answer = mixed(fact.row.name, (one.row.name for one in wrong), rng)
    else:
        question = f"Which {fact.kind} says “{fact.row.name}”?"
        choices, answer = mixed(fact.number, (one.number for one in wrong), rng)
    return Card(
        id=fact.number,
        question=question,
        choices=choices,
        answer=answer,
        why=(f"{fact.number} {fact.row.name}. {fact.row.explanation}",),
        sources=fact.row.sources,
        about=question,
        look_up=fact.row.key,
    )


def _nearest(fact: _Fact, group: Sequence[_Fact], rng: Random) -> list[_Fact]:
    """Others that are easily taken for it: the more digits they have in common, the likelier."""

    def far(other: _Fact) -> float:
        return rng.random() - sum(map(str.__eq__, fact.parts, other.parts))

    return sorted((other for other in group if not _alike(fact.row.name, other.row.name)), key=far)[:_WRONG]


def _alike(name: str, other: str) -> bool:
    """Whether one name says what the other says, and perhaps more: either could be taken for right."""
    return name in other or other in name


@cache
def topics() -> Mapping[str, Topic]:
    """A card for each code in force, and for each digit that says something."""
    groups = [
        tuple(facts)
        for facts in (
            *(_reply_codes(), _enhanced_codes(), _digits("first"), _digits("second")),
            *(_classes(), _subjects()),
        )
    ]
    return {
        fact.number: Topic(partial(_card, fact, group), fact.weight) for group in groups for fact in group
    }


CODES = Deck("codes", "Codes", "what a code says, and which code says it", topics)
