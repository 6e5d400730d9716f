"""What narrows a condition of a lesson: each key, and when it agrees with an entry.

How regular expressions are searched is in `expressions`; which keys go together is decided in `conditions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from smtpwb.lessons import patterns
from smtpwb.lessons.expressions import found
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Opened, OpenFailed, Secured, Sent

Asks: TypeAlias = Callable[[Any, Sequence[Entry], int], bool]
"""What is wanted, the entries, and the index of the one in question → whether it agrees."""


def says(entry: Entry, pattern: str) -> bool:
    """Whether the entry is a reply of this pattern."""
    return entry.reply is not None and patterns.fits(pattern, entry.reply)


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "replace")


def _path(wanted: str, entries: Sequence[Entry], index: int) -> bool:
    entry = entries[index]
    if entry.command is not None and entry.command.path is not None:
        return found(wanted, _text(entry.command.path.address))
    return bool(entry.recipient) and found(wanted, _text(entry.recipient))


def _parameters(wanted: Sequence[str], entries: Sequence[Entry], index: int) -> bool:
    command = entries[index].command
    given = {_text(one.raw).upper() for one in command.parameters} if command is not None else set()
    names = {one.partition("=")[0] for one in given}
    return all(one.upper() in (given if "=" in one else names) for one in wanted)


def _argument(wanted: str, entries: Sequence[Entry], index: int) -> bool:
    entry = entries[index]
    if entry.kind is Kind.CONTENT and isinstance(entry.event, Sent):
        return any(found(wanted, line) for line in _text(entry.event.head).removesuffix("\r\n").split("\r\n"))
    return entry.command is not None and found(wanted, _text(entry.command.argument))


def _words(wanted: str, entries: Sequence[Entry], index: int) -> bool:
    reply = entries[index].reply
    return reply is not None and found(wanted, "\n".join(_text(one) for one in reply.texts))


def _mechanism(wanted: str, entries: Sequence[Entry], index: int) -> bool:
    entry = entries[index]
    named = entry.command.argument.split()[:1] if entry.command is not None else []
    return wanted.upper() == (_text(named[0]).upper() if named else entry.before.mechanism)


def _pipelined(wanted: bool, entries: Sequence[Entry], index: int) -> bool:
    asked = entries[index].partner
    return wanted is (asked is not None and _ahead(entries, asked))


def _ahead(entries: Sequence[Entry], asked: int) -> bool:
    """The line at `asked` went out while the one before it had no reply yet."""
    sent = entries[asked].event.at
    for at in range(asked - 1, -1, -1):
        before = entries[at]
        if before.kind is Kind.OPENED:
            return False
        if before.sent and before.answers:
            return before.partner is None or entries[before.partner].at > sent
    return False


def _secured(wanted: bool, entries: Sequence[Entry], index: int) -> bool:
    return entries[index].tls is wanted


def _target(wanted: str, entries: Sequence[Entry], index: int) -> bool:
    event = entries[index].event
    return isinstance(event, Opened | OpenFailed) and found(wanted, event.target)


def _verdict(wanted: str, entries: Sequence[Entry], index: int) -> bool:
    event = entries[index].event
    return isinstance(event, Secured) and (event.verified and bool(event.version)) is (wanted == "ok")


NARROWS: Mapping[str, Asks] = {
    "reply": lambda wanted, entries, index: says(entries[index], wanted),
    "path": _path,
    "parameters": _parameters,
    "argument": _argument,
    "words": _words,
    "mechanism": _mechanism,
    "pipelined": _pipelined,
    "secured": _secured,
    "unanswered": lambda wanted, entries, index: True,
    "target": _target,
    "verdict": _verdict,
}
"""By the keys of `conditions.Condition`."""
