"""The octets of a command line: how many, which, and blanks where none belong."""

from __future__ import annotations

import re

from smtpwb.smtp.commands import HELLOS, Takes
from smtpwb.smtp.limits import line_limit
from smtpwb.smtp.lint.check import Checks, Cited, Says, Severity, Subject

OCTETS = Checks()

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_CONTROLS_BY_NAME = {b"\t": "A tab", b"\0": "A NUL octet", b"\x1b": "An escape octet"}
_UTF8 = "RFC 6531 §3.4"


@OCTETS.row("line-too-long", Severity.WARNING, "RFC 5321 §4.5.3.1.4")
def _line_too_long(subject: Subject) -> Says:
    command = subject.command
    limit = line_limit(command.verb, subject.dialogue.extensions)
    if command.octets <= limit:
        return None
    text = f"The line has {command.octets:,} octets with CRLF; this server need take no more than {limit:,}."
    return Cited(text, "RFC 4954 §4") if command.verb == "AUTH" else text


@OCTETS.row("line-end-inside", Severity.ERROR, "RFC 5321 §2.3.8")
def _line_end_inside(subject: Subject) -> Says:
    if b"\r" not in subject.line and b"\n" not in subject.line:
        return None
    return "A CR or LF inside the line may be taken for its end, and the rest for another command."


@OCTETS.row("control-octet", Severity.ERROR, "RFC 5321 §4.1.2")
def _control_octet(subject: Subject) -> Says:
    found = _CONTROL.search(subject.line.replace(b"\r", b"").replace(b"\n", b""))
    if found is None:
        return None
    name = _CONTROLS_BY_NAME.get(found[0], "A control octet")
    return f"{name} has no place in a command: use blanks and printable characters."


@OCTETS.row("non-ascii", Severity.ERROR, "RFC 6531 §3.1")
def _non_ascii(subject: Subject) -> Says:
    command, offers = subject.command, subject.dialogue.extensions
    if subject.line.isascii() or command.verb in HELLOS:
        return None
    if "SMTPUTF8" not in offers:
        return "This server did not offer SMTPUTF8: only ASCII may be sent."
    if command.verb == "MAIL" and command.parameter("SMTPUTF8") is None:
        return Cited("Non-ASCII needs SMTPUTF8 as a parameter behind the path.", _UTF8)
    mail = subject.dialogue.mail
    if command.verb == "RCPT" and mail is not None and mail.parameter("SMTPUTF8") is None:
        return Cited("Non-ASCII needs SMTPUTF8 behind the path of MAIL: say RSET, and MAIL with it.", _UTF8)
    return None


@OCTETS.row("not-utf8", Severity.ERROR, "RFC 6531 §3.3")
def _not_utf8(subject: Subject) -> Says:
    try:
        subject.line.decode("utf-8")
    except UnicodeDecodeError:
        return "The line is not well-formed UTF-8."
    return None


@OCTETS.row("leading-blank", Severity.ERROR, "RFC 5321 §4.1.1")
def _leading_blank(subject: Subject) -> Says:
    if subject.line[:1] not in (b" ", b"\t") or not subject.command.verb:
        return None
    return "The line begins with a blank: begin with the verb."


@OCTETS.row("extra-blanks", Severity.WARNING, "RFC 5321 §4.1.1")
def _extra_blanks(subject: Subject) -> Says:
    words = subject.line.strip(b" \t").partition(b" ")
    if not subject.command.argument or words[2][:1] not in (b" ", b"\t"):
        return None
    return "One blank stands between the verb and what follows it."


@OCTETS.row("trailing-blank", Severity.WARNING, "RFC 5321 §4.1.1")
def _trailing_blank(subject: Subject) -> Says:
    known, begun = subject.command.known, not subject.command.argument
    if subject.line[-1:] not in (b" ", b"\t") or not subject.command.verb:
        return None
    if begun and known is not None and known.takes is not Takes.NOTHING:
        return None  # the argument is still to come, and its own check asks for it
    return "The line ends with a blank: leave it out, though servers should tolerate it."
