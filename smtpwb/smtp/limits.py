"""How much there may be of anything: the sizes that everyone has to take (RFC 5321 §4.5.3.1), and no more.

Decides which number holds for what. What a server declares of itself is in its `extensions`; what is said of
too much is for `lint`.
"""

from __future__ import annotations

from collections.abc import Container

MAX_LOCAL_PART = 64
"""Octets of a local-part (RFC 5321 §4.5.3.1.1)."""
MAX_DOMAIN = 255
"""Octets of a domain (RFC 5321 §4.5.3.1.2)."""
MAX_LABEL = 63
"""Octets of one label of a domain (RFC 1035 §2.3.4)."""
MAX_PATH = 256
"""Octets of a path, brackets included (RFC 5321 §4.5.3.1.3)."""
MAX_COMMAND_LINE = 512
"""Octets of a command line, CRLF included (RFC 5321 §4.5.3.1.4)."""
MAX_REPLY_LINE = 512
"""Octets of a reply line, CRLF included (RFC 5321 §4.5.3.1.5)."""
MAX_TEXT_LINE = 1_000
"""Octets of a line of text, CRLF included, and a dot that was doubled not (RFC 5321 §4.5.3.1.6)."""
LEAST_MESSAGE = 64 * 1024
"""Octets of a message that every server must take (RFC 5321 §4.5.3.1.7)."""
LEAST_RECIPIENTS = 100
"""Recipients of a message that every server must take (RFC 5321 §4.5.3.1.8)."""
MAX_AUTH_LINE = 12_288
"""Octets of a line in an AUTH dialogue, CRLF included (RFC 4954 §4)."""
MAX_DIGITS = 20
"""Digits of a size (RFC 1870 §4, §5)."""

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


def line_limit(verb: str, extensions: Container[str]) -> int:
    """How many octets, CRLF included, a command line may have where these extensions are offered."""
    if verb == "AUTH":
        return MAX_AUTH_LINE
    grown = (by for name, by in LINE_INCREASE.items() if name in extensions)
    return MAX_COMMAND_LINE + sum(by.get(verb, 0) for by in grown)


def number(text: str, digits: int = MAX_DIGITS) -> int | None:
    """A decimal number as somebody declares it; None for what is none, or has more digits than it may."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
