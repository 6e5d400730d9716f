"""The blocklists: which one a reply names, and the page on which it is asked.

Decides only by names; whether a reply is about a blocklist is for `diagnosis`.
"""

from __future__ import annotations

from functools import cache

import msgspec

from smtpwb.reference import rulebook
from smtpwb.reference.wording import said


class Blocklist(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of addresses or domains that servers ask over DNS (RFC 5782)."""

    name: str
    marks: tuple[str, ...]
    """What gives it away, as phrases of `wording`."""
    lookup: str = ""
    """The page on which an address or domain is looked up; empty of a list that was closed."""
    source: str = ""
    """Where it says so of one that was closed; of all others it is the page itself."""


def blocklist(text: str) -> Blocklist | None:
    """The first blocklist that a folded text names."""
    return next((one for one in blocklists() if any(said(mark, text) for mark in one.marks)), None)


@cache
def blocklists() -> tuple[Blocklist, ...]:
    """Every list that is known, the particular before the general. Raises DataFileError as `rulebook`."""
    return msgspec.convert(rulebook.read("blocklists")["list"], tuple[Blocklist, ...])
