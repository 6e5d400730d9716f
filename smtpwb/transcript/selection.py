"""Parts of a dialogue that people choose to share: from one entry on, or the transaction it belongs to.

Decides only which entries these are. What is made of them is for `formats`.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp.commands import HELLOS
from smtpwb.transcript.entry import Entry, Kind

_ENDS = frozenset({*HELLOS, "MAIL", "QUIT", "STARTTLS", "AUTH"})
"""What begins something else than the transaction that stands (RFC 5321 §4.1.1.5, §4.1.4)."""
_CONNECTION = (Kind.OPENED, Kind.FAILED, Kind.CLOSED)
_LAST = frozenset({"RSET"})
"""What ends it, and belongs to it."""


def onwards(entries: Sequence[Entry], index: int) -> frozenset[int]:
    """The entry at `index` and all behind it."""
    return frozenset(range(index, len(entries)))


def transaction(entries: Sequence[Entry], index: int) -> frozenset[int]:
    """From MAIL to the reply to its message (RFC 5321 §3.3); empty where the entry at `index` is in none."""
    asked = entries[index].partner if entries[index].kind is Kind.REPLY else None
    begin = _begin(entries, index if asked is None else asked)
    if begin is None:
        return frozenset()
    asking = [at for at in range(begin, _end(entries, begin)) if entries[at].kind is not Kind.REPLY]
    last = max([asking[-1], *(partner for at in asking if (partner := entries[at].partner) is not None)])
    told = set(asking)
    return frozenset(
        at
        for at in range(begin, last + 1)
        if at in told or (entries[at].kind is Kind.REPLY and entries[at].partner in told)
    )


def _end(entries: Sequence[Entry], begin: int) -> int:
    """Behind the last that is said in the transaction that begins there."""
    for at in range(begin + 1, len(entries)):
        if entries[at].kind in _CONNECTION or _verb(entries[at]) in _ENDS:
            return at
        if _verb(entries[at]) in _LAST:
            return at + 1
    return len(entries)


def _begin(entries: Sequence[Entry], index: int) -> int | None:
    """The MAIL whose transaction holds the entry at `index`."""
    for at in range(index, -1, -1):
        entry = entries[at]
        if entry.kind in _CONNECTION:
            return None
        verb = _verb(entry)
        if verb == "MAIL":
            return at
        if verb in _ENDS or (verb in _LAST and at < index):
            return None
    return None


def _verb(entry: Entry) -> str:
    return entry.command.verb if entry.kind is Kind.COMMAND and entry.command is not None else ""
