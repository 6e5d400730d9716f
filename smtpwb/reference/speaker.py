"""Who is speaking: which software a server looks like, from its greeting, its EHLO reply and its wording.

Decides how clues combine into a name and how sure that is; which clues there are is data
(`rules/speakers.toml`). What does not speak SMTP at all is recognised in `stranger`. A server
may announce any name it likes, or none (RFC 5321 §7.5): what only the greeting says is told as its claim.

Each clue takes away a share of the doubt. Clues of one place (greeting, EHLO, wording) mostly come from one
line of configuration, so one place never takes away all of it; "certain" needs two places that agree, and
more than the server's own claims. Clues for somebody else give doubt back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import prod
from typing import Literal, NamedTuple

import msgspec

from smtpwb.reference.signs import Line, Place, fits, found_in, kin, named, signs, software
from smtpwb.reference.stranger import Stranger, recognise
from smtpwb.smtp.visible import clipped, visible_text

__all__ = ["Certainty", "Clue", "Place", "Speaker", "Stranger", "identify", "recognise"]

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

    @property
    def in_between(self) -> bool:
        """It is no server: it stands before one and alters the dialogue."""
        return bool(self.name) and software()[self.name].front


WEIGHTS = {"claim": 0.75, "own": 0.85, "typical": 0.5, "hint": 0.25}
"""What each kind of clue weighs. `claim`: it calls itself so; `own`: nobody else is known to say it;
`typical`: few others do; `hint`: many do, and many more do not."""
_PLACE_LIMIT = 0.9
_CERTAIN, _LIKELY, _PERHAPS = 0.9, 0.7, 0.3
_MAX_LINES, _MAX_LINE, _MAX_SAID = 200, 1_000, 80
"""How much is looked at: a server may send what it likes, an answer must come at once."""
_NO_CLUE = "Nothing it said tells which software this is."
_TOO_LITTLE = "What it said is too common to tell which software this is."
_CLAIMS = "RFC 5321 §7.5"


class _Found(NamedTuple):
    clue: Clue
    names: tuple[str, ...]
    version: str
    claim: bool


def identify(greeting: bytes = b"", ehlo: Sequence[bytes] = (), replies: Iterable[bytes] = ()) -> Speaker:
    """Which software this is, as far as the evidence goes. Never raises for what a server said.

    `greeting`: the whole reply of the connection, with its code or without. `ehlo`: the lines of the EHLO
    (or LHLO) reply, the first with the domain included, with codes or without. `replies`: further replies,
    whole or by the line, with their codes.
    """
    said: dict[Place, list[Line]] = {
        "greeting": [named(_without_code(line)) for line in _lines((greeting,))],
        "EHLO": [named(_without_code(line)) for line in _lines(ehlo)],
        "wording": [Line(line, "", line) for line in _lines(replies)],
    }
    return _verdict(sorted(_findings(said), key=lambda one: -one.clue.weight))


def _lines(said: Iterable[bytes]) -> Iterator[str]:
    """The first lines of it, one character an octet."""
    whole = (line for text in said for line in text[: _MAX_LINES * _MAX_LINE].splitlines())
    return (line[:_MAX_LINE].decode("latin-1").strip() for line in islice(whole, _MAX_LINES))


def _without_code(line: str) -> str:
    return line[4:].lstrip() if line[:3].isdecimal() and line[3:4] in ("", " ", "-") else line


def _findings(said: Mapping[Place, Sequence[Line]]) -> Iterator[_Found]:
    lowered = {place: "\n".join(line.text for line in lines).lower() for place, lines in said.items()}
    offered = [line.whole.partition(" ")[0].upper() for line in said["EHLO"][1:]]
    for place, names, sign in signs():
        if not said[place] or sign.has not in lowered[place] or not fits(sign, offered):
            continue
        if found := found_in(sign, said[place]):
            words, version = found
            clue = Clue(_shown(words), ", ".join(names), WEIGHTS[sign.tells], place, sign.source)
            yield _Found(clue, names, version, sign.tells == "claim")


def _shown(words: str) -> str:
    octets = words.strip()[: _MAX_SAID * 2].encode("latin-1")
    return clipped(visible_text(octets.decode("utf-8", "surrogateescape")), _MAX_SAID)


def _verdict(found: Sequence[_Found]) -> Speaker:
    clues = tuple(one.clue for one in found)
    sources = tuple(dict.fromkeys((*(clue.source for clue in clues), _CLAIMS)))
    name = _best(found)
    certainty = _certainty(found, name) if name else "unknown"
    if certainty == "unknown":
        return Speaker("", "", certainty, clues, _TOO_LITTLE if clues else _NO_CLUE, sources)
    version = next((one.version for one in found if name in one.names and one.version), "")
    known = f"{name} {visible_text(version)}" if version else name
    sentence = _front_sentence(found, known, name) if software()[name].front else ""
    sentence = sentence or _sentence(found, known, name, certainty)
    return Speaker(name, visible_text(version), certainty, clues, sentence, sources)


def _certainty(found: Sequence[_Found], name: str) -> Certainty:
    belief = _belief(found, name) * (1 - _rivalry(found, name) / 2)
    mine = [one for one in found if name in one.names]
    proven = len({one.clue.where for one in mine}) > 1 and not all(one.claim for one in mine)
    if belief >= _CERTAIN and proven:
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
    """The belief in the strongest of those that `name` cannot be at the same time, if it is any at all."""
    if software()[name].front:
        return 0.0
    against = _against(found, name)
    strongest = max((_belief(against, other) for one in against for other in one.names), default=0.0)
    return strongest if strongest >= _PERHAPS else 0.0


def _against(found: Iterable[_Found], name: str) -> list[_Found]:
    return [one for one in found if not kin(name) & set(one.names)]


def _sentence(found: Sequence[_Found], known: str, name: str, certainty: Certainty) -> str:
    mine = [one for one in found if name in one.names]
    known += f", which is built on {software()[name].base}" if software()[name].base else ""
    against = _against(found, name)
    if all(one.claim for one in mine):
        if against:
            return f"It says it is {known}; but {_places(against)} points to {against[0].clue.points_to}."
        return f"It says it is {known}; nothing else that it said confirms it."
    told = {"certain": "This is", "likely": "This is likely"}.get(certainty, "This may be")
    claimed = next((f", though it calls itself {one.clue.points_to}" for one in against if one.claim), "")
    return f"{told} {known}, by {_places(mine)}{claimed}."


def _front_sentence(found: Sequence[_Found], known: str, name: str) -> str:
    """Of what stands between: that it does, and what may be behind it."""
    behind = _best([one for one in found if name not in one.names])
    hidden = f"; behind it may be {behind}" if behind else ""
    return f"{known} seems to stand in between and to alter the dialogue, by {_places(found)}{hidden}."


def _places(found: Iterable[_Found]) -> str:
    places = [_PLACES[place] for place in _PLACES if any(one.clue.where == place for one in found)]
    return " and ".join((", ".join(places[:-1]), places[-1])) if places[1:] else places[0]


_PLACES: Mapping[Place, str] = {
    "greeting": "the greeting",
    "EHLO": "the EHLO reply",
    "wording": "the wording of its replies",
}
