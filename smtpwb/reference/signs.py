"""Signs: what gives a mail server away, as data, and whether a sign stands in a line.

Decides what a sign may ask for and where it is found; the signs are in `rules/speakers.toml`. What they
come to together is decided in `speaker`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

import msgspec

from smtpwb.reference.packaged import packaged

__all__ = ["Line", "Place", "Sign", "Software", "fits", "found_in", "kin", "named", "signs", "software"]

Place = Literal["greeting", "EHLO", "wording"]


class Sign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to look for in one line, or among the EHLO keywords. All parts given must hold."""

    host: str = ""
    """How the server's own name ends, in lower case."""
    has: str = ""
    """Words in the line behind that name, in lower case."""
    pattern: str = ""
    """A regular expression found in that text, in any case; its group `version` is the version."""
    keywords: tuple[str, ...] = ()
    """EHLO keywords, all of them offered in this order, others between them or not."""
    only: bool = False
    """No other keywords are offered."""
    tells: Literal["claim", "own", "typical", "hint"]
    source: str = ""
    """Empty: that of the software."""


class Software(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail server, gateway or provider, and what gives it away."""

    name: str
    base: str = ""
    """The software it is made of; that one's clues do not speak against it."""
    source: str
    """Of every sign that names none of its own."""
    front: bool = False
    """It stands between and alters the dialogue of what is behind it."""
    greeting: tuple[Sign, ...] = ()
    ehlo: tuple[Sign, ...] = ()
    wording: tuple[Sign, ...] = ()


class Shared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sign that several programs give."""

    points_to: tuple[str, ...]
    where: Place
    sign: Sign


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    software: tuple[Software, ...]
    shared: tuple[Shared, ...] = ()


class Line(NamedTuple):
    """One line that the server said, one character an octet, without its code unless in wording."""

    whole: str
    host: str = ""
    """The server's own name if the line begins with it (RFC 5321 §4.2), in lower case."""
    text: str = ""


@cache
def software() -> Mapping[str, Software]:
    """Every software that the rules know, by name. Raises DataFileError if the rules are wrong."""
    return {one.name: one for one in _rules().software}


@cache
def signs() -> tuple[tuple[Place, tuple[str, ...], Sign], ...]:
    """Every sign, with where it is looked for and whom it points to. Raises DataFileError as `software`."""
    own: list[tuple[Place, tuple[str, ...], Sign]] = []
    for one in _rules().software:
        own += [("greeting", (one.name,), _sourced(sign, one)) for sign in one.greeting]
        own += [("EHLO", (one.name,), _sourced(sign, one)) for sign in one.ehlo]
        own += [("wording", (one.name,), _sourced(sign, one)) for sign in one.wording]
    return (*own, *((one.where, one.points_to, one.sign) for one in _rules().shared))


def _sourced(sign: Sign, of: Software) -> Sign:
    return sign if sign.source else msgspec.structs.replace(sign, source=of.source)


@cache
def _rules() -> _File:
    return packaged(__file__, "rules/speakers.toml", _File)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def kin(name: str) -> frozenset[str]:
    """The names that do not speak against `name`: its own, its base, what is built on it or in front."""
    known = software()
    related = (one.name for one in known.values() if one.base == name or one.front)
    return frozenset((name, known[name].base, *related))


def named(line: str) -> Line:
    """A line that may begin with the server's own name, taken apart."""
    first, _, rest = line.partition(" ")
    if "." in first or first.startswith("[") or first.lower() == "localhost":
        return Line(line, first.lower(), rest.strip())
    return Line(line, "", line)


def fits(sign: Sign, offered: Sequence[str]) -> bool:
    """Whether the EHLO keywords that are `offered` are those of the sign."""
    remaining = iter(offered)
    return all(keyword in remaining for keyword in sign.keywords) and not (
        sign.only and len(offered) > len(sign.keywords)
    )


def found_in(sign: Sign, lines: Iterable[Line]) -> tuple[str, str] | None:
    """The words that a sign is found in, and the version they name."""
    if not (sign.host or sign.has or sign.pattern):
        return " ".join(sign.keywords), ""
    for line in lines:
        if sign.has not in line.text.lower() or not line.host.endswith(sign.host):
            continue
        if not sign.pattern:
            return line.whole, ""
        if match := _compiled(sign.pattern).search(line.text):
            return line.whole, match.groupdict().get("version") or ""
    return None
