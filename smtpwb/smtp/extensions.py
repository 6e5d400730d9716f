"""Service extensions: what an EHLO reply offers (RFC 5321 §2.2, §4.1.1.1).

Decides how its lines read. What an extension is good for, and what it adds, is told elsewhere.
"""

from __future__ import annotations

import msgspec

from smtpwb.smtp.commands import OFFERING
from smtpwb.smtp.limits import number
from smtpwb.smtp.replies import Reply

MOST_OFFERS = 1_000
"""Lines of a reply to EHLO that are read; real servers have some ten to thirty."""


class Offer(msgspec.Struct, frozen=True):
    """One line of an EHLO reply."""

    keyword: str
    """In upper case."""
    parameters: tuple[str, ...]


class Extensions(msgspec.Struct, frozen=True):
    """What the server offered in its newest EHLO reply, in its order."""

    offers: tuple[Offer, ...] = ()

    def __contains__(self, keyword: object) -> bool:
        return any(offer.keyword == keyword for offer in self.offers)

    def get(self, keyword: str) -> Offer | None:
        """The last offer of that keyword: servers that repeat one mean the longest list last."""
        return next((offer for offer in reversed(self.offers) if offer.keyword == keyword), None)

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """SASL mechanisms offered, in upper case; the old `AUTH=` spelling counts too."""
        named = (
            offer.keyword[5:].split() + list(offer.parameters)
            for offer in self.offers
            if offer.keyword == "AUTH" or offer.keyword.startswith("AUTH=")
        )
        return tuple(dict.fromkeys(name.upper() for names in named for name in names))

    @property
    def size(self) -> int | None:
        """The largest message taken, in octets; None if none was declared (RFC 1870 §4)."""
        offer = self.get("SIZE")
        declared = offer.parameters[0] if offer is not None and offer.parameters else ""
        return number(declared) or None


def read_offer(text: bytes) -> Offer:
    """One EHLO line without its code: keyword and parameters."""
    words = text.decode("utf-8", "backslashreplace").split()
    return Offer(words[0].upper(), tuple(words[1:])) if words else Offer("", ())


def lists_extensions(reply: Reply, answers: str) -> bool:
    """Whether the reply to a verb is a list of extensions."""
    return answers in OFFERING and reply.accepts


def offered(reply: Reply) -> Extensions:
    """The extensions of an accepted EHLO: every line but the first, which greets."""
    code = reply.code
    texts = [line.text for line in reply.lines[: MOST_OFFERS + 1] if line.code == code]
    return Extensions(tuple(offer for text in texts[1:] if (offer := read_offer(text)).keyword))
