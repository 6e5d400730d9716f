"""What a delivered message looks like: the trace that the receiving server sets on top of what was sent.

Decides the fields, their order and their words (RFC 5321 §4.4), and says what each part of them means. What
was sent stands below them octet for octet. Nothing is delivered anywhere: this is how it would look.
"""

from __future__ import annotations

import re
from email.utils import format_datetime

import msgspec

from smtpwb.practice.received import Received
from smtpwb.smtp.scan import scan

_FOLD = "\r\n\t"
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9.:_\[\]-]")
"""What stands in no domain and in no address literal."""


class Clause(msgspec.Struct, frozen=True):
    """A part of a field, and what it means."""

    text: str
    meaning: str
    sources: tuple[str, ...]


class Trace(msgspec.Struct, frozen=True):
    """One field of the trace."""

    name: str
    clauses: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """As it stands in the message, folded where a clause ends (RFC 5322 §2.2.3), without its end."""
        return f"{self.name}: {_FOLD.join(clause.text for clause in self.clauses)}"


def delivered(message: Received, index: int = 0) -> bytes:
    """The copy of the recipient at `index`: the trace, then the octets that were sent.

    A message that begins with no header field gets the blank line that ends a header (RFC 5322 §2.1).
    """
    trace_octets = b"".join(f"{field.text}\r\n".encode() for field in trace(message, index))
    return trace_octets + (b"" if _has_header(message.content) else b"\r\n") + message.content


def trace(message: Received, index: int = 0) -> tuple[Trace, ...]:
    """The fields that are set on top, in their order: the newest is the first (RFC 5321 §4.4)."""
    to = message.recipients[index]
    return (_return_path(message), _delivered_to(to), _received(message, to))


def with_protocol(message: Received) -> str:
    """What stands behind `with` (RFC 3848, RFC 6531 §4.3): ESMTPSA is EHLO, inside TLS, with AUTH."""
    if not message.extended:
        return "SMTP"
    plain, utf8 = ("LMTP", "UTF8LMTP") if message.lmtp else ("ESMTP", "UTF8SMTP")
    return (utf8 if message.utf8 else plain) + "S" * message.secured + "A" * message.authenticated


def _return_path(message: Received) -> Trace:
    meaning = (
        "The reverse-path of MAIL, kept at the final delivery: where a report would go."
        if message.sender
        else "The null reverse-path: this message asks for no report about itself, as reports themselves do."
    )
    return Trace("Return-Path", (Clause(f"<{message.sender}>", meaning, ("RFC 5321 §4.4",)),))


def _delivered_to(to: str) -> Trace:
    meaning = "The mailbox of this copy; each recipient has one. A server that meets its own sees a loop."
    return Trace("Delivered-To", (Clause(to, meaning, ("Postfix local(8)",)),))


def _received(message: Received, to: str) -> Trace:
    secured = (_using(message.tls),) if message.tls else ()
    return Trace("Received", (_from(message), *secured, *_by(message, to), _when(message)))


def _from(message: Received) -> Clause:
    literal = f"[{'IPv6:' * (':' in message.client)}{message.client}]"
    meaning = "What the client called itself, and the address that the server saw: only that one is certain."
    return Clause(f"from {_named(message.hello)} ({literal})", meaning, ("RFC 5321 §4.4",))


def _using(tls: str) -> Clause:
    return Clause(f"(using {tls})", "A comment: how the connection was secured.", ("RFC 5322 §3.2.2",))


def _by(message: Received, to: str) -> tuple[Clause, ...]:
    protocol = with_protocol(message)
    source = "RFC 6531 §4.3" if protocol.startswith("UTF8") else "RFC 3848"
    text = f"by {message.host} (smtpwb practice) with {protocol} id {message.number}"
    meaning = f"Who took it, by which protocol, under which number of its log. {_spelled(message)}"
    if len(message.recipients) > 1:
        meaning += " It names no recipient: several would learn of each other."
        return (Clause(f"{text};", meaning, ("RFC 5321 §4.4", "RFC 5321 §7.2", source)),)
    alone = "The forward-path, where there was but one; of several, none is told."
    return (
        Clause(text, meaning, ("RFC 5321 §4.4", source)),
        Clause(f"for <{to}>;", alone, ("RFC 5321 §4.4", "RFC 5321 §7.2")),
    )


def _when(message: Received) -> Clause:
    meaning = "When the server took it, by its own clock; the Date field is the writer's."
    return Clause(format_datetime(message.time), meaning, ("RFC 5321 §4.4", "RFC 5322 §3.6.1"))


def _spelled(message: Received) -> str:
    """The protocol, letter by letter."""
    if not message.extended:
        return "SMTP: the client said HELO."
    parts = [f"{message.greeted} was said"]
    parts += ["SMTPUTF8 asked for"] * message.utf8
    parts += ["S: inside TLS"] * message.secured + ["A: authenticated"] * message.authenticated
    return f"{with_protocol(message)}: {', '.join(parts)}."


def _named(hello: str) -> str:
    """What the client called itself, with `?` for what may not stand there."""
    return _NOT_PLAIN.sub("?", hello) or "unknown"


def _has_header(content: bytes) -> bool:
    return content.startswith((b"\r\n", b"\n")) or bool(scan([content]).fields)
