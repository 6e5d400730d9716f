"""Replies in the listing of a mail queue: `postqueue -p` and `mailq`, and `postqueue -j`.

Decides which reason belongs to which recipients: Postfix and Sendmail write the reason, in parentheses, above
the recipients that it keeps waiting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from smtpwb.transcript.pasted.found import (
    CONNECT,
    Found,
    Kind,
    Numbered,
    Read,
    after_of,
    enhanced_of,
    reply_of,
    text_of,
)

_ENTRY = re.compile(
    rb"[0-9A-Za-z]{5,20}[*!#+\-]{0,2}[ \t]+\d{1,12}[ \t]+\w{3} \w{3} +\d{1,2} +\d\d:\d\d(?::\d\d)?"
    rb"[ \t]+<?(?P<sender>[^\s<>]+)>?"
)
"""A message: its queue identifier, size, time of arrival and sender."""
_REASON = re.compile(rb"[ \t]*\((?P<said>.+)\)[ \t]*$")
_RECIPIENT = re.compile(rb"[ \t]+<?(?P<recipient>[^\s<>()]{1,320})>?[ \t]*$")
_SAID = re.compile(
    rb"(?:delivery temporarily suspended: )?host (?P<host>[^\s\[]{1,255})\[[^\]\s]{1,60}\](?::\d+)? "
    rb"(?:said|(?P<refused>refused to talk to me)): (?P<said>.*?)"
    rb"(?: \(in reply to (?P<after>[^()]{1,60}?)(?: command)?\))?$"
)
"""How Postfix quotes the words of a server."""


class _Waiting(msgspec.Struct):
    address: str
    delay_reason: str = ""


class _Message(msgspec.Struct):
    """A line of `postqueue -j`."""

    queue_id: str
    recipients: list[_Waiting]
    sender: str = ""


_decoder = msgspec.json.Decoder(_Message)


def read(lines: Sequence[Numbered]) -> Read:
    """A reply for each recipient that waits for a reason."""
    found: list[Found] = []
    understood: set[int] = set()
    sender: str | None = None
    reason = b""
    for number, text in lines:
        if entry := _ENTRY.match(text):
            sender, reason = text_of(entry["sender"]), b""
        elif text[:1] == b"{" and (message := _message(text)):
            found += _in_json(message, number)
        elif sender is None or not text.strip():
            continue
        elif told := _REASON.match(text):
            reason = told["said"]
        elif reason and (to := _RECIPIENT.match(text)):
            found.append(_found(reason, text_of(to["recipient"]), sender, number))
        elif not _RECIPIENT.match(text):
            sender = None
            continue
        understood.add(number)
    return Read(found, understood) if found else Read([], set())


def _message(text: bytes) -> _Message | None:
    try:
        return _decoder.decode(text)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        return None


def _in_json(message: _Message, number: int) -> Iterator[Found]:
    for one in message.recipients:
        if one.delay_reason:
            yield _found(one.delay_reason.encode("utf-8", "replace"), one.address, message.sender, number)


def _found(reason: bytes, recipient: str, sender: str, number: int) -> Found:
    said = _SAID.fullmatch(reason)
    reply = reply_of(said["said"] if said else reason.removeprefix(b"Deferred: "))
    return Found(
        reply,
        (CONNECT if said["refused"] else after_of(text_of(said["after"]))) if said else "",
        recipient,
        sender if sender != "MAILER-DAEMON" else "",
        text_of(said["host"]) if said else "",
        "mail queue",
        number,
        enhanced_of(reply),
    )


_SIGN = re.compile(rb"^" + _ENTRY.pattern + rb'|"queue_id": ?"', re.M)

KIND = Kind((b"\n(", b"\n ", b'"queue_id"'), _SIGN.search, read)
