"""The blocklists: which one a reply names, and the page on which it is asked.

Decides only by names; whether a reply is about a blocklist is for `diagnosis`.
"""

from __future__ import annotations

import msgspec

from smtpwb.reference import rulebook
from smtpwb.reference.wording import said


class Blocklist(msgspec.Struct, frozen=True):
    """A list of addresses or domains that servers ask over DNS (RFC 5782)."""

    name: str
    lookup: str
    """The page on which an address or domain is looked up."""
    marks: tuple[str, ...]
    """What gives it away, as phrases of `wording`."""


def blocklist(text: str) -> Blocklist | None:
    """The first blocklist that a folded text names."""
    for raw in rulebook.read("blocklists")["list"]:
        if any(said(mark, text) for mark in raw["marks"]):
            return msgspec.convert(raw, Blocklist)
    return None
