"""The envelope beside the header: what MAIL and RCPT said, what the message says, and where they differ.

They may differ, for the server reads the envelope alone (RFC 5321 §2.3.1). Decides which rows there are and
what each difference means, in a line; how they are drawn is for the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import msgspec

from smtpwb.practice.received import Received
from smtpwb.smtp.encoded import without_encoded_words
from smtpwb.smtp.fields import addresses
from smtpwb.smtp.scan import Facts, scan
from smtpwb.smtp.visible import visible, visible_text

LATE = timedelta(hours=1)
"""So far apart, the writer's date and that of the server are worth a word."""
NONE = "—"
"""Stands where there is nothing to compare with."""
_SHOWN = ("Sender", "Reply-To", "Subject", "Message-ID")
"""Fields that are shown because a reader sees them; the envelope has nothing like them."""


class Row(msgspec.Struct, frozen=True):
    """What stands in the envelope, and what in the header; both are visible text."""

    envelope: str
    header: str
    differs: str = ""
    """What is to be said of it, in a sentence; empty: nothing."""
    sources: tuple[str, ...] = ()
    reads: str = ""
    """What the encoded words in the header are shown as to people (RFC 2047), visible text; empty: none."""


def beside(message: Received) -> tuple[Row, ...]:
    """Sender, recipients, date, and what else a reader sees, row by row."""
    facts = scan([message.content])
    return (*_senders(message, facts), *_recipients(message, facts), _dates(message, facts), *_others(facts))


def _senders(message: Received, facts: Facts) -> Iterator[Row]:
    envelope = _path("MAIL FROM:", message.sender, message.mail_parameters)
    written = facts.all("From")
    if not written:
        yield Row(envelope, "no From", "Every message has an author: From is missing.", ("RFC 5322 §3.6",))
        return
    authors = [author for value in written for author in addresses(value.decode("utf-8", "replace"))]
    told = _of_senders(message.sender, authors)
    yield Row(envelope, _field("From", written[0]), *told, reads=decoded(written[0]))


def _of_senders(sender: str, authors: list[str]) -> tuple[str, tuple[str, ...]]:
    if not sender:
        told = "The null reverse-path: no report may come back. Reports themselves are sent so."
        return told, ("RFC 5321 §4.5.5",)
    if _same(sender) in map(_same, authors):
        return "", ()
    told = "Reports go to the reverse-path, answers to From. With a list they differ; with a forger, too."
    return told, ("RFC 5321 §2.3.1", "RFC 5322 §3.6.2", "RFC 7489 §3.1")


def _recipients(message: Received, facts: Facts) -> Iterator[Row]:
    """The forward-paths, each beside the field that names it; then those that only the header names."""
    named = {_same(address): field for address, field in _named(facts)}
    met = set()
    for index, address in enumerate(message.recipients):
        given = message.recipient_parameters[index : index + 1]
        envelope = _path("RCPT TO:", address, given[0] if given else ())
        field = named.get(_same(address))
        met.add(_same(address))
        if field is None:
            told = "Named in no field, as with Bcc: RCPT alone decides where it goes."
            yield Row(envelope, NONE, told, ("RFC 5321 §7.2", "RFC 5322 §3.6.3"))
        else:
            yield Row(envelope, field, *_of_field(field))
    for address, field in _named(facts):
        if _same(address) not in met:
            met.add(_same(address))
            told = "Named in the header, but there was no RCPT for it here: this server brings it nothing."
            yield Row(NONE, field, told, ("RFC 5321 §3.3", "RFC 5321 §2.3.1"))


def _of_field(field: str) -> tuple[str, tuple[str, ...]]:
    if not field.startswith("Bcc:"):
        return "", ()
    told = "Bcc is to be taken out before sending: here, every recipient can read it."
    return told, ("RFC 5322 §3.6.3", "RFC 5321 §7.2")


def _named(facts: Facts) -> Iterator[tuple[str, str]]:
    """Each address of To, Cc and Bcc, and how it is shown."""
    for name in ("To", "Cc", "Bcc"):
        for value in facts.all(name):
            for address in addresses(value.decode("utf-8", "replace")):
                yield address, f"{name}: {visible_text(address)}"


def _dates(message: Received, facts: Facts) -> Row:
    taken = f"taken: {format_datetime(message.time)}"
    value = facts.get("Date")
    if value is None:
        return Row(taken, "no Date", "Every message has a date: Date is missing.", ("RFC 5322 §3.6",))
    written = _moment(value)
    shown = _field("Date", value)
    if written is None:
        return Row(taken, shown, "This is no date as the format has it.", ("RFC 5322 §3.3",))
    if abs(written - message.time) < LATE:
        return Row(taken, shown)
    told = "Date is when the writer had finished, by the writer's clock: nobody checks it."
    return Row(taken, shown, told, ("RFC 5322 §3.6.1",))


def _moment(value: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.decode("ascii", "replace"))
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _others(facts: Facts) -> Iterator[Row]:
    for name in _SHOWN:
        for value in facts.all(name):
            yield Row(NONE, _field(name, value), reads=decoded(value))


def decoded(value: bytes) -> str:
    """A field's text as people see it, where it has encoded words (RFC 2047 §6.2); visible text, or empty."""
    text = without_encoded_words(value)
    return visible(text) if text != value else ""


def _path(command: str, address: str, parameters: tuple[str, ...]) -> str:
    return visible_text(" ".join((f"{command}<{address}>", *parameters)))


def _field(name: str, value: bytes) -> str:
    return f"{name}: {visible(value)}"


def _same(address: str) -> str:
    """How addresses are compared: the domain without case (RFC 5321 §2.4), and here the local-part, too."""
    return address.strip().lower()
