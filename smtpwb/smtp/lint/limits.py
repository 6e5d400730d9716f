"""Limits that this server declared: of size, time, recipients and transactions.

A limit that was not declared is none: most servers keep theirs to themselves until it is passed.
"""

from __future__ import annotations

import re

from smtpwb.smtp.amounts import ordinal
from smtpwb.smtp.limits import number
from smtpwb.smtp.lint.check import Checks, Says, Severity, Subject
from smtpwb.smtp.reading import duration, shown

LIMITS = Checks("MAIL", "RCPT")


def _number(text: bytes | str) -> int | None:
    return number(text.decode("ascii", "replace") if isinstance(text, bytes) else text)


def _declared(subject: Subject, keyword: str, place: int) -> str:
    """A word behind a keyword of EHLO; empty where none stands."""
    offer = subject.dialogue.extensions.get(keyword)
    return offer.parameters[place] if offer is not None and len(offer.parameters) > place else ""


def _limit(subject: Subject, name: str) -> int | None:
    """One of the limits behind LIMITS (RFC 9422 §3)."""
    offer = subject.dialogue.extensions.get("LIMITS")
    words = offer.parameters if offer is not None else ()
    values = (word.partition("=") for word in words)
    return next((_number(value) for key, _, value in values if key.upper() == name), None)


@LIMITS.row("size-over-limit", Severity.WARNING, "RFC 1870 §6.1", "MAIL")
def _size_over_limit(subject: Subject) -> Says:
    declared, limit = _number(subject.command.value("SIZE")), subject.dialogue.extensions.size
    if limit is None or declared is None or declared <= limit:
        return None
    return f"{declared:,} octets are more than the {limit:,} this server takes."


@LIMITS.row("mail-over-limit", Severity.WARNING, "RFC 9422 §4.1", "MAIL")
def _mail_over_limit(subject: Subject) -> Says:
    limit, this = _limit(subject, "MAILMAX"), subject.dialogue.mails + 1
    if limit is None or this <= limit:
        return None
    return f"This server takes {limit:,} MAIL a session; this is the {ordinal(this)}."


@LIMITS.row("recipient-over-limit", Severity.WARNING, "RFC 9422 §4.2", "RCPT")
def _recipient_over_limit(subject: Subject) -> Says:
    dialogue, limit = subject.dialogue, _limit(subject, "RCPTMAX")
    this = len(dialogue.accepted) + dialogue.refused + 1
    if limit is None or this <= limit:
        return None
    return f"This server takes {limit:,} recipients a transaction; this is the {ordinal(this)}."


@LIMITS.row("domain-over-limit", Severity.WARNING, "RFC 9422 §4.3", "RCPT")
def _domain_over_limit(subject: Subject) -> Says:
    limit, path = _limit(subject, "RCPTDOMAINMAX"), subject.command.path
    if limit is None or path is None or not path.domain:
        return None
    before = {address.rpartition(b"@")[2].lower() for address in subject.dialogue.accepted}
    this = len(before | {path.domain.lower()})
    if path.domain.lower() in before or this <= limit:
        return None
    return f"This server takes recipients of {limit:,} domains a transaction; this is the {ordinal(this)}."


@LIMITS.row("by-below-minimum", Severity.WARNING, "RFC 2852 §2", "MAIL")
def _by_below_minimum(subject: Subject) -> Says:
    value = subject.command.value("BY").upper()
    seconds, _, mode = value.partition(b";")
    by, least = _number(seconds.lstrip(b"+")), _number(_declared(subject, "DELIVERBY", 0).split(",")[0])
    if by is None or least is None or not mode.startswith(b"R") or not 0 < by < least:
        return None
    return f"This server returns nothing in less than {duration(least)}: ask for that, or for N."


@LIMITS.row("hold-over-limit", Severity.WARNING, "RFC 4865 §3", "MAIL")
def _hold_over_limit(subject: Subject) -> Says:
    held, most = _number(subject.command.value("HOLDFOR")), _number(_declared(subject, "FUTURERELEASE", 0))
    if held is not None and most is not None and held > most:
        return f"This server holds a message for {duration(most)} at most."
    until, latest = subject.command.value("HOLDUNTIL").decode("ascii", "replace"), _latest(subject)
    if until and latest and _moment(until) > _moment(latest):
        return f"This server holds a message until {shown(latest.encode())} at most."
    return None


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.IGNORECASE)


def _latest(subject: Subject) -> str:
    declared = _declared(subject, "FUTURERELEASE", 1)
    return declared if _MOMENT.fullmatch(declared) else ""


def _moment(text: str) -> str:
    """Moments in UTC are in the order of their letters."""
    return text.upper()
