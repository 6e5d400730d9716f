"""The causes: everything that a failed reply may be diagnosed as, and what to do about each.

Decides which causes there are and what is said of each. Which of them a reply has is for `diagnosis`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from smtpwb.reference import rulebook

Fixer = Literal[
    "you",
    "the sender's postmaster",
    "the recipient's postmaster",
    "the recipient",
    "the network people, yours or theirs",
    "nobody",
    "unknown",
]


class Cause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One cause; `rules/causes.toml` has the texts. Its id is its key in `CAUSES`."""

    title: Annotated[str, Meta(min_length=1)]
    """A few words: `No such recipient`."""
    explanation: Annotated[str, Meta(min_length=1)]
    """What is wrong, in one or two sentences."""
    fixer: Fixer
    """Who can put it right."""
    try_: Annotated[str, Meta(min_length=1)] = field(name="try")
    """What to do or say next."""
    lasting: Literal["yes", "no", "class"]
    """Whether it stays until something is changed; `class`: the first digit of the reply tells."""
    permanence: Annotated[str, Meta(min_length=1)]
    """Why, in one sentence."""
    passing: str = ""
    """The same after a 4yz, where the first digit tells; empty: no other."""
    sources: Annotated[tuple[str, ...], Meta(min_length=1)]


@cache
def _loaded() -> dict[str, Cause]:
    return msgspec.convert(rulebook.read("causes"), dict[str, Cause])


class _Causes(Mapping[str, Cause]):
    """All causes by id, read when first looked at."""

    def __getitem__(self, key: str) -> Cause:
        return _loaded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_loaded())

    def __len__(self) -> int:
        return len(_loaded())


CAUSES: Mapping[str, Cause] = _Causes()
"""Every cause by its id, such as `recipient-unknown`; `unknown` is the last."""
