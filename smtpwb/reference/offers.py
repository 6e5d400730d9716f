"""The lines of an EHLO reply as values: each keyword with its name, its parameters read, and what it unlocks.

Decides which replies list extensions and which of their lines say something. What a parameter means and which
absence is worth a word is for `keywords`.
"""

from __future__ import annotations

import msgspec

from smtpwb.reference import catalog
from smtpwb.reference import keywords as parameters
from smtpwb.smtp.extensions import Offer, lists_extensions, offered, read_offer
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.visible import visible_text

MOST = 100
"""Lines of one reply that are explained; no real server has as many."""


class Keyword(msgspec.Struct, frozen=True):
    """One line of an EHLO reply."""

    keyword: str
    parameters: str
    name: str
    """The extension's name, short."""
    meaning: str
    unlocks: str
    sources: tuple[str, ...]
    readings: tuple[str, ...] = ()
    """What its parameters say, a sentence each."""

    @property
    def told(self) -> str:
        """What there is to say of this very line; where that is nothing, of the extension."""
        return " ".join(self.readings) or self.meaning


def keywords(reply: Reply, answers: str) -> tuple[Keyword, ...]:
    """Each line of the list; what one line says is not said again of another, such as `AUTH=`."""
    if not lists_extensions(reply, answers):
        return ()
    texts = [line.text for line in reply.lines[: MOST + 1] if line.code][1:]
    listed, said = [], set[str]()
    for offer in (read_offer(text) for text in texts):
        if offer.keyword:
            readings = parameters.read(offer.keyword, offer.parameters)
            listed.append(_keyword(offer, tuple(one for one in readings if one not in said)))
            said.update(readings)
    return tuple(listed)


def unexplained(reply: Reply, answers: str) -> str:
    """How many lines are too many to be explained, in a sentence; empty: none."""
    more = reply.line_count - MOST - 1
    if more <= 0 or not lists_extensions(reply, answers):
        return ""
    return f"{reply.line_count:,} lines: the last {more:,} are not explained."


def _keyword(offer: Offer, readings: tuple[str, ...]) -> Keyword:
    name = offer.keyword.partition("=")[0]
    row = catalog.ehlo_keyword(offer.keyword) or catalog.ehlo_keyword(name)
    shown = visible_text(offer.keyword), visible_text(" ".join(offer.parameters))
    if row is None:
        return Keyword(
            *shown, "not registered", "No table knows it: a service of this server's own.", "", (), readings
        )
    return Keyword(*shown, row.name, row.explanation, row.unlocks, row.sources, readings)


def missing(reply: Reply, answers: str, secured: bool | None) -> tuple[str, ...]:
    """What one would expect and is not there; nothing of a list that is still arriving, as it may come."""
    if not lists_extensions(reply, answers) or not reply.complete:
        return ()
    return parameters.missing(offered(reply), secured)
