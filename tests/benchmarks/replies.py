"""The labelled replies, and which of them no rule may be written by.

The held-back third is fixed by a hash of the reply's text, so it stays what it is when replies are added.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

DIRECTORY = Path(__file__).parent.parent / "fixtures" / "replies"


class Labelled(msgspec.Struct, frozen=True):
    """A real reply and the causes that a person gave it, any of which is right."""

    reply: str
    causes: tuple[str, ...]
    code: str = ""
    enhanced: str = ""
    after: str = ""
    label: str = ""
    source: str = ""

    @property
    def held_back(self) -> bool:
        """Whether it is of the third that is for judging alone."""
        return hashlib.sha256(self.reply.encode()).digest()[0] % 3 == 0


def read(name: str = "labelled") -> tuple[Labelled, ...]:
    """The replies of one file, in its order."""
    lines = (DIRECTORY / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(msgspec.json.decode(line, type=Labelled) for line in lines)
