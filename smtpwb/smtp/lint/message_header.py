"""The header of a message: the fields that belong in it, and what they say beside the envelope."""

from __future__ import annotations

from smtpwb.smtp.fields import addresses, is_date
from smtpwb.smtp.lint.check import Cited, Says, Severity
from smtpwb.smtp.lint.message_check import Message, MessageChecks
from smtpwb.smtp.reading import shown

HEADER = MessageChecks()

_RECIPIENT_FIELDS = ("To", "Cc", "Bcc")
_ONCE = (
    "Date",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
)
"""Fields that stand in a message once at most (RFC 5322 §3.6)."""


@HEADER.row("no-from", Severity.ERROR, "RFC 5322 §3.6.2")
def _no_from(message: Message) -> Says:
    return None if _addresses(message, "From") else "There is no author: write From: and an address."


@HEADER.row("no-date", Severity.ERROR, "RFC 5322 §3.6.1")
def _no_date(message: Message) -> Says:
    date = message.facts.get("Date")
    if not date:
        return "There is no date: every message has a Date field."
    if not is_date(date.decode("ascii", "replace")):
        return Cited(
            f"{shown(date)} is no date: write it as Thu, 01 Jan 2026 12:00:00 +0000.", "RFC 5322 §3.3"
        )
    return None


@HEADER.row("no-message-id", Severity.WARNING, "RFC 5322 §3.6.4")
def _no_message_id(message: Message) -> Says:
    written = message.facts.get("Message-ID")
    if written and written.startswith(b"<") and b"@" in written and written.endswith(b">"):
        return None
    return "There is no Message-ID of the form <unique@domain>: every message should have one."


@HEADER.row("from-differs", Severity.WARNING, "RFC 7489 §3.1")
def _from_differs(message: Message) -> Says:
    path, authors = message.dialogue.reverse_path, _addresses(message, "From")
    if not path or not authors:
        return None
    domain, sender = _domain(authors[0]), _domain(path.decode("utf-8", "replace"))
    if domain == sender:
        return None
    return (
        f"From is of {shown(domain.encode())}, the reverse-path of {shown(sender.encode())}: "
        "with DMARC this fails unless DKIM speaks for it."
    )


@HEADER.row("no-sender", Severity.ERROR, "RFC 5322 §3.6.2")
def _no_sender(message: Message) -> Says:
    if len(_addresses(message, "From")) < 2 or message.facts.get("Sender"):
        return None
    return "From names several authors: write Sender: and the one who sends."


@HEADER.row("not-a-recipient", Severity.INFO, "RFC 5321 §2.3.1")
def _not_a_recipient(message: Message) -> Says:
    accepted = {_folded(path.decode("utf-8", "replace")) for path in message.dialogue.accepted}
    named = [address for field in ("To", "Cc") for address in _addresses(message, field)]
    others = [address for address in named if _folded(address) not in accepted]
    if not accepted or not others:
        return None
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    who = shown(others[0].encode("utf-8", "replace"))
    return f"{who}{more} in To or Cc gets no copy: it goes to whom RCPT named."


@HEADER.row("no-recipient-field", Severity.INFO, "RFC 5322 §3.6.3")
def _no_recipient_field(message: Message) -> Says:
    if any(message.facts.get(name) for name in _RECIPIENT_FIELDS):
        return None
    return "There is no To, Cc or Bcc: that is allowed, and looks like spam to many."


@HEADER.row("field-repeated", Severity.ERROR, "RFC 5322 §3.6")
def _field_repeated(message: Message) -> Says:
    repeated = [name for name in _ONCE if len(message.facts.all(name)) > 1]
    return f"{', '.join(repeated)} may stand in a message only once." if repeated else None


@HEADER.row("header-malformed", Severity.ERROR, "RFC 5322 §2.1")
def _header_malformed(message: Message) -> Says:
    line = message.facts.malformed
    if not line:
        return None
    return f"Line {line} is no header field: a blank line belongs between the header and the body."


@HEADER.row("no-blank-line", Severity.WARNING, "RFC 5322 §2.1")
def _no_blank_line(message: Message) -> Says:
    facts = message.facts
    if facts.blank_line or facts.malformed or not facts.octets:
        return None
    return "No blank line ends the header: there is no body."


@HEADER.row("header-not-ascii", Severity.ERROR, "RFC 6532 §3.2")
def _header_not_ascii(message: Message) -> Says:
    mail = message.dialogue.mail
    if message.facts.ascii_header:
        return None
    if not message.facts.utf8_header:
        return Cited("The header is no UTF-8: write it in ASCII or UTF-8.", "RFC 6532 §3.1")
    if mail is not None and mail.parameter("SMTPUTF8") is not None:
        return None
    return "The header goes beyond ASCII: that needs SMTPUTF8 behind the path of MAIL, or encoded-words."


def _addresses(message: Message, name: str) -> list[str]:
    values = [value.decode("utf-8", "replace") for value in message.facts.all(name)]
    return [address for value in values for address in addresses(value)]


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _folded(address: str) -> str:
    """For comparison: the domain knows no case (RFC 5321 §2.4)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
