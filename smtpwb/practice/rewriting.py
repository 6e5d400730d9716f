"""What is done to replies on their way to the client, by appliances and by age.

Text in, text out; which persona has which is said in `personas.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_STATUS = re.compile(r"^(\d{3}[ -])[245]\.\d{1,3}\.\d{1,3} ", re.MULTILINE)
_GREETING = re.compile(r"^(220[ -])(.*)$", re.MULTILINE)
_OFFER = re.compile(r"^(250[ -])(\S+)(.*)$", re.MULTILINE)
_KNOWN_KEYWORDS = frozenset({"AUTH", "8BITMIME", "DSN", "SIZE", "HELP", "PIPELINING", "ENHANCEDSTATUSCODES"})


def without_statuses(verb: str, said: str) -> str:
    """No enhanced status code: they came with RFC 1893, long after RFC 821."""
    return _STATUS.sub(r"\1", said)


def in_asterisks(verb: str, said: str) -> str:
    """The greeting without anything that tells what the server is; a PIX leaves the digits 2 and 0."""
    return _GREETING.sub(lambda line: line[1] + re.sub(r"[^20]", "*", line[2]), said) if not verb else said


def crossed_out(verb: str, said: str) -> str:
    """The keywords of EHLO that the firewall does not know, in X and one A: their length stays."""
    if verb != "EHLO":
        return said
    first, *offers = said.split("\r\n")
    return "\r\n".join([first, *map(_crossed_out, offers)])


def _crossed_out(line: str) -> str:
    found = _OFFER.fullmatch(line)
    if found is None or found[2] in _KNOWN_KEYWORDS:
        return line
    return f"{found[1]}{'X' * (len(found[2]) - 1)}A"


REWRITES: dict[str, Callable[[str, str], str]] = {
    "no statuses": without_statuses,
    "asterisks": in_asterisks,
    "keywords": crossed_out,
}


def rewritten(names: Iterable[str], verb: str, said: str) -> str:
    """A reply as it comes out at the other end; `verb` is what it answers, empty for the greeting."""
    for name in names:
        said = REWRITES[name](verb, said)
    return said
