"""Who is speaking: which software a server looks like, from its greeting, its EHLO reply and its wording.

Decides how clues combine into a name and how sure that is; which clues there are is data
(`rules/speakers.toml`). What does not speak SMTP at all is recognised in `stranger`. A server
may announce any name it likes, or none (RFC 5321 §7.5): what only the greeting says is told as its claim.

Each clue takes away a share of the doubt. Clues of one place (greeting, EHLO, wording) mostly come from one
line of configuration, so one place never takes away all of it, and "certain" needs two places that agree.
Clues for somebody else give doubt back.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from math import prod
from pathlib import Path
from typing import Literal

import msgspec

from smtpwb.errors import DataFileError
from smtpwb.reference.stranger import Stranger, recognise
from smtpwb.smtp.visible import visible_text

__all__ = [
    "Certainty",
    "Clue",
    "Place",
    "Software",
    "Speaker",
    "Stranger",
    "identify",
    "recognise",
    "software",
]

Place = Literal["greeting", "EHLO", "wording"]
Certainty = Literal["certain", "likely", "perhaps", "unknown"]


class Clue(msgspec.Struct, frozen=True):
    """One thing the server said that speaks for a software."""

    said: str
    """Its words, as visible text, cut where they are long."""
    points_to: str
    """The software's name; several names, with commas, where they share the habit."""
    weight: float
    """The share of doubt that it takes away, between 0 and 1."""
    where: Place
    source: str


class Speaker(msgspec.Struct, frozen=True):
    """Which software a server looks like. `name` and `version` are empty where nothing tells."""

    name: str
    version: str
    """As the server announces it."""
    certainty: Certainty
    clues: tuple[Clue, ...]
    """All of them, those for somebody else too, the strongest first."""
    sentence: str
    sources: tuple[str, ...]


WEIGHTS = {"claim": 0.75, "own": 0.85, "typical": 0.5, "hint": 0.25}
"""What each kind of clue weighs. `claim`: it calls itself so; `own`: nobody else is known to say it;
`typical`: few others do; `hint`: many do, and many more do not."""
_PLACE_LIMIT = 0.9
_CERTAIN, _LIKELY, _PERHAPS = 0.9, 0.7, 0.3
_MAX_LINES, _MAX_LINE, _MAX_SAID = 200, 1_000, 80
"""How much is looked at: a server may send what it likes, an answer must come at once."""
_CODE = re.compile(r"[0-9]{3}[ -]")
_NO_CLUE = "Nothing it said tells which software this is."
_CLAIMS = "RFC 5321 §7.5"


class Sign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to look for in one line, or among the EHLO keywords. All parts given must hold."""

    has: str = ""
    """Words in the line, in lower case."""
    pattern: str = ""
    """A regular expression found in the line, in any case; its group `version` is the version."""
    keywords: tuple[str, ...] = ()
    """EHLO keywords, all of them offered in this order, others between them or not."""
    tells: Literal["claim", "own", "typical", "hint"]
    source: str


class Software(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail server, gateway or provider, and what gives it away."""

    name: str
    base: str = ""
    """The software it is made of; that one's clues do not speak against it."""
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


class _Found(msgspec.Struct, frozen=True):
    clue: Clue
    names: tuple[str, ...]
    version: str
    tells: str


def identify(greeting: bytes = b"", ehlo: Sequence[bytes] = (), replies: Iterable[bytes] = ()) -> Speaker:
    """Which software this is, as far as the evidence goes. Never raises for what a server said.

    `greeting`: the whole reply of the connection, lines in order. `ehlo`: the lines of the EHLO (or LHLO)
    reply, the first with the domain included. `replies`: whole further replies or lines of them. Reply
    codes may be there or not.
    """
    said: dict[Place, list[str]] = {
        "greeting": _lines((greeting,)),
        "EHLO": _lines(ehlo),
        "wording": _lines(replies),
    }
    found = sorted(_findings(said), key=lambda one: -one.clue.weight)
    return _verdict(found)


@cache
def software() -> Mapping[str, Software]:
    """Every software that the rules know, by name. Raises DataFileError if the rules are wrong."""
    return {one.name: one for one in _rules().software}


@cache
def _rules() -> _File:
    path = Path(__file__).with_name("rules") / "speakers.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
    except (OSError, ValueError) as error:
        raise DataFileError(f"{path.name}: {error}") from error


@cache
def _signs() -> tuple[tuple[Place, tuple[str, ...], Sign], ...]:
    own: list[tuple[Place, tuple[str, ...], Sign]] = []
    for one in _rules().software:
        own += [("greeting", (one.name,), sign) for sign in one.greeting]
        own += [("EHLO", (one.name,), sign) for sign in one.ehlo]
        own += [("wording", (one.name,), sign) for sign in one.wording]
    return (*own, *((one.where, one.points_to, one.sign) for one in _rules().shared))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _lines(said: Iterable[bytes]) -> list[str]:
    """The first lines of it, one character an octet."""
    whole = (line for text in said for line in text[: _MAX_LINES * _MAX_LINE].splitlines())
    return [line[:_MAX_LINE].decode("latin-1") for line in islice(whole, _MAX_LINES)]


def _findings(said: Mapping[Place, list[str]]) -> Iterator[_Found]:
    lowered = {place: "\n".join(lines).lower() for place, lines in said.items()}
    offered = [_CODE.sub("", line, count=1).partition(" ")[0].upper() for line in said["EHLO"]]
    for place, names, sign in _signs():
        if not lowered[place] or sign.has not in lowered[place]:
            continue
        if sign.keywords and not _in_order(sign.keywords, offered):
            continue
        if found := _matched(sign, said[place]):
            words, version = found
            clue = Clue(_shown(words), ", ".join(names), WEIGHTS[sign.tells], place, sign.source)
            yield _Found(clue, names, version, sign.tells)


def _in_order(keywords: Sequence[str], offered: Iterable[str]) -> bool:
    remaining = iter(offered)
    return all(keyword in remaining for keyword in keywords)


def _matched(sign: Sign, lines: Iterable[str]) -> tuple[str, str] | None:
    """The words that a sign is found in, and the version they name."""
    if not sign.has and not sign.pattern:
        return " ".join(sign.keywords), ""
    for line in lines:
        if sign.has not in line.lower():
            continue
        if not sign.pattern:
            return line, ""
        if match := _compiled(sign.pattern).search(line):
            return line, match.groupdict().get("version") or ""
    return None


def _shown(words: str) -> str:
    octets = words.strip()[: _MAX_SAID * 2].encode("latin-1")
    shown = visible_text(octets.decode("utf-8", "surrogateescape"))
    return shown if len(shown) <= _MAX_SAID else shown[: _MAX_SAID - 1] + "…"


def _verdict(found: Sequence[_Found]) -> Speaker:
    clues = tuple(one.clue for one in found)
    name = _best(found)
    belief = _belief(found, name) * (1 - _rivalry(found, name)) if name else 0.0
    places = {one.clue.where for one in found if name in one.names}
    certainty = _certainty(belief, len(places))
    if certainty == "unknown":
        return Speaker("", "", certainty, clues, _NO_CLUE, _sources(clues))
    version = next((one.version for one in found if name in one.names and one.version), "")
    sentence = _sentence(found, name, version, certainty)
    return Speaker(name, visible_text(version), certainty, clues, sentence, _sources(clues))


def _sources(clues: Iterable[Clue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(clue.source for clue in clues), _CLAIMS)))


def _certainty(belief: float, places: int) -> Certainty:
    if belief >= _CERTAIN and places > 1:
        return "certain"
    if belief >= _LIKELY:
        return "likely"
    return "perhaps" if belief >= _PERHAPS else "unknown"


def _belief(found: Iterable[_Found], name: str) -> float:
    """How much of the doubt about `name` the clues take away."""
    doubt: dict[str, float] = {}
    for one in found:
        if name in one.names:
            doubt[one.clue.where] = doubt.get(one.clue.where, 1.0) * (1 - one.clue.weight)
    return 1 - prod(max(left, 1 - _PLACE_LIMIT) for left in doubt.values())


def _best(found: Sequence[_Found]) -> str:
    """The name with the most belief; what stands in front, and what is made of another, come first."""
    names = dict.fromkeys(name for one in found for name in one.names)
    beliefs = {name: _belief(found, name) for name in names}

    def rank(name: str) -> tuple[bool, bool, float]:
        particular = bool(software()[name].base) and beliefs[name] >= _LIKELY
        in_front = software()[name].front and beliefs[name] >= _PERHAPS
        return in_front, particular, beliefs[name]

    return max(beliefs, key=rank, default="")


def _rivalry(found: Sequence[_Found], name: str) -> float:
    """The belief in the strongest of those that `name` cannot be at the same time."""
    known = software()
    if known[name].front:
        return 0.0
    kin = {name, known[name].base, *(one.name for one in known.values() if one.base == name or one.front)}
    against = [one for one in found if not kin & set(one.names)]
    return max((_belief(against, other) for one in against for other in one.names), default=0.0)


def _sentence(found: Sequence[_Found], name: str, version: str, certainty: Certainty) -> str:
    known = f"{name} {visible_text(version)}" if version else name
    if base := software()[name].base:
        known += f" (made of {base})"
    mine = [one for one in found if name in one.names]
    places = " and ".join(dict.fromkeys(_PLACES[one.clue.where] for one in mine))
    other = next((one for one in found if name not in one.names and one.tells == "claim"), None)
    if software()[name].front:
        return f"{known} stands in between and alters the dialogue: {places} shows it."
    if certainty == "certain":
        return f"This is {known}: {places} agree."
    if all(one.tells == "claim" for one in mine):
        return f"It says it is {known}; nothing else that it said confirms it."
    told = f"This is likely {known}" if certainty == "likely" else f"This may be {known}"
    but = f", though it calls itself {other.clue.points_to}" if other else ""
    return f"{told}, from {places}{but}."


_PLACES: Mapping[Place, str] = {
    "greeting": "the greeting",
    "EHLO": "the EHLO reply",
    "wording": "the wording of its replies",
}
