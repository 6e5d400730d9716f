"""Cards on refusals: who can put right what a real reply complains of.

Decides which of the fixers stand among the choices: all but those who could in part put it right, too, so
that one alone is right. The replies are in `replies.toml`; what a cause is and who can fix it is told by
`reference.causes`.

    [also]                                         # cause → who else could do something about it
    greylisted = ["the recipient's postmaster"]
    [[reply]]
    said = "451 4.7.1 Greylisting in action"       # the reply, its code first; it names its own card
    after = "RCPT"                                 # what it answers; CONNECT: it greets, CONTENT: the message
    cause = "greylisted"                           # a key of `CAUSES`
    source = "milter-greylist"                     # who says so
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from random import Random
from typing import Literal

import msgspec

from smtpwb.lessons.drills.card import Card, Deck, Topic
from smtpwb.reference import catalog
from smtpwb.reference.causes import CAUSES, Fixer
from smtpwb.reference.packaged import packaged

LABELS: Mapping[Fixer, str] = {
    "you": "you, who send it",
    "the sender's postmaster": "the sender's postmaster",
    "the recipient": "the recipient",
    "the recipient's postmaster": "the recipient's postmaster",
    "nobody": "nobody: it passes by itself",
}
"""Every choice, always in this order."""
_PARTLY: Mapping[Fixer, str] = {"nobody": "time"}
_ANSWERS = {"CONNECT": "This greets a client that has just connected.", "CONTENT": "This answers a message."}


class RealReply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reply as a server gave it, addresses replaced."""

    said: str
    after: Literal["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "CONTENT", "VRFY"]
    cause: str
    source: str

    def __post_init__(self) -> None:
        if self.cause not in CAUSES or CAUSES[self.cause].fixer not in LABELS:
            raise ValueError(f"`cause` is {self.cause!r}, which nobody is known to fix")

    @property
    def code(self) -> str:
        return self.said[:3]

    @property
    def fixer(self) -> Fixer:
        return CAUSES[self.cause].fixer


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: the replies, and by cause who else could do something about it."""

    reply: tuple[RealReply, ...]
    also: Mapping[str, tuple[Fixer, ...]]


@cache
def table() -> Table:
    """The file as values. Raises DataFileError for one that is not as above."""
    return packaged(__file__, "replies.toml", Table)


def _card(reply: RealReply, rng: Random) -> Card:
    cause, also = CAUSES[reply.cause], table().also.get(reply.cause, ())
    offered = [fixer for fixer in LABELS if fixer not in also]
    partly = (
        (f"In part it is also up to {' and '.join(_PARTLY.get(one, one) for one in also)}.",) if also else ()
    )
    return Card(
        id=reply.said,
        question=f"{_ANSWERS.get(reply.after, f'This answers {reply.after}.')} Who can put it right?",
        shown=(f"S: {reply.said}",),
        choices=tuple(LABELS[fixer] for fixer in offered),
        answer=offered.index(reply.fixer),
        why=(f"{cause.title}. {cause.explanation}", *partly, f"What to try: {cause.try_}"),
        sources=(*cause.sources, reply.source),
        about=reply.said,
        look_up=reply.code if catalog.reply_code(reply.code) is not None else "",
    )


@cache
def topics() -> Mapping[str, Topic]:
    """A card for each reply; of a cause with many replies, each comes up the less often."""
    replies = table().reply
    shares = {one.cause: sum(other.cause == one.cause for other in replies) for one in replies}
    return {one.said: Topic(partial(_card, one), 3 / (2 + shares[one.cause])) for one in replies}


FIXERS = Deck("fixer", "Who can fix it?", "real refusals, and whose turn it is", topics)
