"""Senses: what a clause says of what, such as a recipient that is missing, whatever the words it uses.

Decides which families of words stand together in a clause, and which of them are denied. The families, and
what a pair of them speaks for, are data in `rules/senses.toml`. Set phrases are for `evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from smtpwb.reference import rulebook

_READ = 1_500
"""Characters that are read: a refusal says what is wrong before that."""
_FAR = 7
"""Words between a thing and what is said of it, at most."""
_VAGUE = 3
"""Words by which a vague thing counts as farther off."""
_DENIED_BEFORE, _DENIED_BEHIND = 5, 2
"""Words between a `not` and what it denies, at most."""
_KINDS = ("things", "states", "denied")
_SHORTEST = 2
"""Letters that the fixed part of an open entry has more than."""
_LONGEST = 4
"""Words that an entry has at most."""

_TOKENS = re.compile(r"[^\W_]+(?:[-/'][^\W_]+)*|(?:[.;!?]|(?<!from):)(?=\s|$)")
_ENDS = frozenset(".;!?")
_BREAK = ":"
"""Ends what a `not` before it denies: `action not taken: local users only`."""


class Sense(NamedTuple):
    """A thing, what is said of it, and by which words."""

    thing: str
    """May be empty, if neither the clause nor the verb tells what it is said of."""
    state: str
    words: str
    named: bool
    """Whether the clause names the thing, rather than the verb."""


class _Found(NamedTuple):
    begin: int
    end: int
    kind: str
    """`things`, `states`, `denied`, `not` or `:`."""
    family: str


def senses(text: str, verb: str) -> Iterator[Sense]:
    """What folded text without names says, clause by clause; `verb` is what it answers, or empty."""
    spoken_of = rulebook.read("senses")["of_verb"].get(verb, "")
    for clause in _clauses(_TOKENS.findall(text[:_READ])):
        found = tuple(_found(clause))
        for one in _stated(found):
            thing = _nearest(one, found)
            words = " ".join(
                clause[min(one.begin, thing.begin) : max(one.end, thing.end)]
                if thing
                else clause[one.begin : one.end]
            )
            yield Sense(thing.family if thing else spoken_of, one.family, words, bool(thing))


def _clauses(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    begin = 0
    for at, token in enumerate(tokens):
        if token in _ENDS:
            yield tokens[begin:at]
            begin = at + 1
    yield tokens[begin:]


def _found(clause: Sequence[str]) -> Iterator[_Found]:
    """The entries in a clause, the longest at each place."""
    at = 0
    while at < len(clause):
        for count in range(min(_LONGEST, len(clause) - at), 0, -1):
            if entry := _entry(" ".join(clause[at : at + count])):
                yield _Found(at, at + count, *entry)
                at += count
                break
        else:
            at += 1


def _entry(words: str) -> tuple[str, str] | None:
    """The kind and family of an entry; one that is open at an end by its longest fixed part."""
    if words == _BREAK:
        return _BREAK, ""
    whole, beginnings, endings = _entries()
    if words in whole:
        return whole[words]
    for end in range(len(words), _SHORTEST, -1):
        if words[:end] in beginnings and " " not in words[end:]:
            return beginnings[words[:end]]
    for begin in range(len(words) - _SHORTEST):
        if words[begin:] in endings and " " not in words[:begin]:
            return endings[words[begin:]]
    return ("not", "not") if words.endswith("n't") and " " not in words else None


_Entries = Mapping[str, tuple[str, str]]


@cache
def _entries() -> tuple[_Entries, _Entries, _Entries]:
    """The entries as they stand, those that may go on, and those that may begin with more."""
    data = rulebook.read("senses")
    found: tuple[dict[str, tuple[str, str]], ...] = ({}, {}, {})
    groups = [(kind, family, words) for kind in _KINDS for family, words in data[kind].items()]
    for kind, family, words in (("not", "not", data["not"]["words"]), *groups):
        for word in words:
            found[0].setdefault(word.strip("~"), (kind, family))
            if word.endswith("~"):
                found[1].setdefault(word[:-1], (kind, family))
            if word.startswith("~"):
                found[2].setdefault(word[1:], (kind, family))
    return found[0], found[1], found[2]


def _stated(found: Sequence[_Found]) -> Iterator[_Found]:
    """What is said: states that are not denied, and what is denied that should hold."""
    nots = [one for one in found if one.kind == "not"]
    breaks = [one.begin for one in found if one.kind == _BREAK]
    for one in found:
        denied = any(
            -_DENIED_BEHIND <= one.begin - no.begin <= _DENIED_BEFORE
            and not any(no.begin < at < one.begin for at in breaks)
            for no in nots
        )
        if one.kind == "denied" and denied:
            yield one
        if one.kind == "states" and not any(0 < one.begin - no.begin <= 2 for no in nots):
            yield one
    for no, thing in pairwise(found):
        if no.kind == "not" and thing.kind == "things" and thing.begin == no.end:
            yield _Found(no.begin, no.end, "states", "missing")


def _nearest(state: _Found, found: Sequence[_Found]) -> _Found | None:
    """The thing next to a state: the one before it, where two are as near."""
    near = [one for one in found if one.kind == "things" and _between(one, state) <= _FAR]
    return min(near, key=lambda one: _distance(one, state), default=None)


def _distance(thing: _Found, state: _Found) -> tuple[int, bool, int]:
    vague = thing.family in rulebook.read("senses")["vague"]
    return _between(thing, state) + _VAGUE * vague, vague, thing.begin


def _between(one: _Found, other: _Found) -> int:
    return max(one.begin - other.end, other.begin - one.end)
