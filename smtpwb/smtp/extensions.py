"""Service extensions: what an EHLO reply offers (RFC 5321 §2.2, §4.1.1.1) and how long a line may be."""

from __future__ import annotations

import msgspec

from smtpwb.smtp.commands import Command
from smtpwb.smtp.replies import Reply

MAX_SIZE_DIGITS = 20
"""Digits of a size (RFC 1870 §4)."""


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
        if not (declared.isascii() and declared.isdecimal() and len(declared) <= MAX_SIZE_DIGITS):
            return None
        return int(declared) or None


def read_offer(text: bytes) -> Offer:
    """One EHLO line without its code: keyword and parameters."""
    words = text.decode("utf-8", "backslashreplace").split()
    return Offer(words[0].upper(), tuple(words[1:])) if words else Offer("", ())


MOST_OFFERS = 1_000
"""Lines of a reply to EHLO that are read; real servers have some ten to thirty."""


def offered(reply: Reply) -> Extensions:
    """The extensions of an accepted EHLO: every line but the first, which greets."""
    code = reply.code
    texts = [line.text for line in reply.lines[: MOST_OFFERS + 1] if line.code == code]
    return Extensions(tuple(offer for text in texts[1:] if (offer := read_offer(text)).keyword))


MAX_COMMAND_LINE = 512
"""Octets of a command line, CRLF included (RFC 5321 §4.5.3.1.4)."""
MAX_AUTH_LINE = 12_288
"""Octets of a line in an AUTH dialogue, CRLF included (RFC 4954 §4)."""
MAX_TEXT_LINE = 1_000
"""Octets of a line of text, CRLF included (RFC 5321 §4.5.3.1.6)."""

LINE_INCREASE: dict[str, dict[str, int]] = {
    # extension: {verb: octets that it adds to the longest line}, as its RFC states it
    "SIZE": {"MAIL": 26},  # RFC 1870 §3
    "BINARYMIME": {"MAIL": 16},  # RFC 3030 §3
    "DSN": {"MAIL": 107, "RCPT": 507},  # RFC 3461 §5.4
    "AUTH": {"MAIL": 500},  # RFC 4954 §3
    "DELIVERBY": {"MAIL": 17},  # RFC 2852 §2
    "FUTURERELEASE": {"MAIL": 34},  # RFC 4865 §3
    "MT-PRIORITY": {"MAIL": 15},  # RFC 6710 §3
    "SMTPUTF8": {"MAIL": 10, "VRFY": 10, "EXPN": 10},  # RFC 6531 §3.1
    "REQUIRETLS": {"MAIL": 11},  # RFC 8689 §2
    "RRVS": {"RCPT": 33},  # RFC 7293 §3.1
    "MTRK": {"MAIL": 40},  # RFC 3885 §2
    "NO-SOLICITING": {"MAIL": 1007},  # RFC 3865 §2.3
    "CHECKPOINT": {"MAIL": 88},  # RFC 1845 §2
    "UTF8SMTP": {"MAIL": 460, "RCPT": 460},  # RFC 5336 §3.1
}


def line_limit(command: Command, extensions: Extensions) -> int:
    """How many octets, CRLF included, the line of this command may have here."""
    if command.verb == "AUTH":
        return MAX_AUTH_LINE
    grown = (by for name, by in LINE_INCREASE.items() if name in extensions)
    return MAX_COMMAND_LINE + sum(by.get(command.verb, 0) for by in grown)
