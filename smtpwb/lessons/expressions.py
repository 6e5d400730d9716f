"""Regular expressions in lesson files: which are taken, and where they are found.

A lesson may come from anybody, and what it is compared with from a server. Python's matcher tries one way
after another; an expression with repetitions in repetitions has more of them than anyone lives to see tried.
So each is weighed before it is taken, and reads no more than lines of a bounded length.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # the tree, as `re` itself compiles it
from typing import Any

LONGEST = 500
"""Characters of an expression."""
LINE = 256
"""Characters of a line that are read: so long is a path at most (RFC 5321 §4.5.3.1.3)."""
TEXT = 4 * LINE
"""Characters of a text that are read."""
HEAVIEST = 20
"""What an expression may weigh: about the logarithm of the steps that it takes from one place in a line."""
_CHOICE = 2
"""What it weighs that something may be there or not: a step more, and twice the ways on."""
_REPEAT = (LINE - 1).bit_length()
"""What a repetition without an end weighs: it may end anywhere in a line."""


def check(text: str, key: str) -> None:
    """Raises ValueError where `text`, the value of `key`, is no regular expression, or too heavy a one."""
    if len(text) > LONGEST:
        raise ValueError(f"`{key}` is longer than {LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(text)
            weight = _weight(_parser.parse(text))
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise ValueError(f"`{key}` is {text!r}, which is no regular expression ({error})") from None
    if weight > HEAVIEST:
        raise ValueError(f"`{key}` is {text!r}, which could search for ever: repeat less, and nothing twice")


def faults(text: str, key: str) -> Iterator[str]:
    """The same as a clause, or nothing."""
    try:
        check(text, key)
    except ValueError as error:
        yield str(error)


def found(expression: str, text: str) -> bool:
    """Whether it is found in one of the lines, in any case; `^` and `$` are those of a line."""
    lines = text[:TEXT].split("\n")
    return any(re.search(expression, line[:LINE], re.IGNORECASE) for line in lines)


def whole(expression: str, text: str) -> bool:
    """Whether it fits the whole text, in any case."""
    return len(text) <= LINE and re.fullmatch(expression, text, re.IGNORECASE) is not None


def _weight(parts: Iterable[tuple[Any, Any]]) -> int:
    """What repeats something that itself has a choice soon weighs too much."""
    return sum(_weight_of(kind, argument) for kind, argument in parts)


def _weight_of(kind: Any, argument: Any) -> int:
    if kind in _REPEATS:
        least, most, body = argument
        return _repeated(least, most, _weight(body))
    if kind is _constants.BRANCH:
        return _CHOICE * (len(argument[1]) - 1).bit_length() + max(map(_weight, argument[1]))
    return sum(map(_weight, _inside(kind, argument)))


def _repeated(least: int, most: int, body: int) -> int:
    if most <= 1:
        return _CHOICE * (most - least) + body
    return min(_REPEAT, (most - least).bit_length()) + most * body


def _inside(kind: Any, argument: Any) -> Iterable[Any]:
    """The expressions that stand in a part."""
    if kind in (_constants.SUBPATTERN, _constants.ASSERT, _constants.ASSERT_NOT):
        return (argument[-1],)
    if kind is _constants.GROUPREF_EXISTS:
        return filter(None, argument[1:])
    return (argument,) if kind is _constants.ATOMIC_GROUP else ()


_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
