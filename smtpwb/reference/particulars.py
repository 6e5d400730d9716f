"""Particulars: what is said of a cause where the command, the codes or the words tell more than the cause.

Decides which row of `rules/particulars.toml` fits a reply and what it changes. Which cause a reply has is for
`diagnosis`.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType, field
from msgspec.structs import replace

from smtpwb.reference import rulebook
from smtpwb.reference.causes import CAUSES, Cause, Fixer
from smtpwb.reference.clues import Reply
from smtpwb.reference.wording import said
from smtpwb.smtp.commands import VERBS

KNOWN = "known"
"""Stands for any verb that SMTP has: it was spelt right."""


class Particular(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: when it fits, and what it says instead."""

    causes: Annotated[tuple[str, ...], Meta(min_length=1)]
    after: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    meaning: str = ""
    """Instead of the sentence on the reply code after that verb."""
    title: str | UnsetType = UNSET
    explanation: str | UnsetType = UNSET
    fixer: Fixer | UnsetType = UNSET
    try_: str | UnsetType = field(name="try", default=UNSET)
    lasting: Literal["yes", "no", "class"] | UnsetType = UNSET
    permanence: str | UnsetType = UNSET
    sources: Annotated[tuple[str, ...], Meta(min_length=1)]

    def fits(self, cause: str, reply: Reply) -> bool:
        """Whether the row is about a reply with that cause; a condition that it does not name holds."""
        verb = not self.after or reply.after in self.after or (KNOWN in self.after and reply.after in VERBS)
        code = not self.codes or reply.code in self.codes
        return cause in self.causes and verb and code and self._said(reply.words)

    def _said(self, words: str) -> bool:
        return not self.says or any(said(phrase, words) for phrase in self.says)

    def of(self, cause: Cause) -> Cause:
        """The cause with what the row says of it."""
        told = {name: getattr(self, name) for name in _TOLD if getattr(self, name) is not UNSET}
        return replace(cause, **told, sources=tuple(dict.fromkeys((*self.sources, *cause.sources))))


_TOLD = ("title", "explanation", "fixer", "try_", "lasting", "permanence")


@cache
def particulars() -> tuple[Particular, ...]:
    """Every row, in order. Raises DataFileError if the file cannot be read."""
    return msgspec.convert(rulebook.read("particulars")["row"], tuple[Particular, ...])


def in_particular(cause: str, reply: Reply) -> tuple[Cause, str]:
    """What there is to say of a cause in this reply; and the meaning of the reply, empty where the tables
    say it."""
    row = next((one for one in particulars() if one.fits(cause, reply)), None)
    return (CAUSES[cause], "") if row is None else (row.of(CAUSES[cause]), row.meaning)
