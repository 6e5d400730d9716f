"""Lines of a message: dots, length, octets."""

from __future__ import annotations

import re

from smtpwb.smtp.commands import Command, Takes
from smtpwb.smtp.limits import MAX_TEXT_LINE
from smtpwb.smtp.lint.check import EIGHT_BIT_BODIES, Checks, Says, Severity, Subject, declared
from smtpwb.smtp.message import DOT, stored, stuffed
from smtpwb.smtp.reading import shown

CONTENT = Checks()

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DOT_LINE_INSIDE = re.compile(rb"(?:^|[\r\n])\.(?:$|[\r\n])")


@CONTENT.row("ends-message", Severity.INFO, "RFC 5321 §4.1.1.4")
def _ends_message(subject: Subject) -> Says:
    if subject.line != DOT:
        return None
    return "A lone dot ends the message; to have a dot in it, write two."


@CONTENT.row("leading-dot", Severity.INFO, "RFC 5321 §4.5.2")
def _leading_dot(subject: Subject) -> Says:
    kept = stored(subject.line)
    if kept is None or kept == subject.line:
        return None
    if kept.startswith(DOT):
        return f"The server removes the first dot and stores {shown(kept)}."
    wanted = shown(stuffed(subject.line))
    return f"The server removes the first dot and stores {shown(kept)}; write {wanted} to have the dot."


@CONTENT.row("dot-and-blank", Severity.WARNING, "RFC 5321 §4.1.1.4")
def _dot_and_blank(subject: Subject) -> Says:
    if subject.line == DOT or subject.line.rstrip(b" \t") != DOT:
        return None
    return "A dot with a blank behind it ends nothing: write the dot alone to end the message."


@CONTENT.row("command-in-content", Severity.INFO, "RFC 5321 §4.1.1.4")
def _command_in_content(subject: Subject) -> Says:
    command = subject.command
    if command.known is None or not (command.colon or _stands_alone(command)):
        return None
    return f"{command.verb} is text of the message here: end it with a lone dot first."


def _stands_alone(command: Command) -> bool:
    return command.known is not None and command.known.takes is Takes.NOTHING and not command.argument


@CONTENT.row("text-line-too-long", Severity.WARNING, "RFC 5321 §4.5.3.1.6")
def _text_line_too_long(subject: Subject) -> Says:
    octets = len(subject.line) - subject.line.startswith(DOT) + 2
    if octets <= MAX_TEXT_LINE:
        return None
    return f"The line has {octets:,} octets with CRLF; servers need take no more than {MAX_TEXT_LINE:,}."


@CONTENT.row("eight-bit-content", Severity.ERROR, "RFC 5321 §2.4")
def _eight_bit_content(subject: Subject) -> Says:
    if subject.line.isascii() or "8BITMIME" in subject.dialogue.extensions:
        return None
    return "This server did not offer 8BITMIME: content is ASCII only."


@CONTENT.row("eight-bit-declared", Severity.WARNING, "RFC 6152 §3")
def _eight_bit_declared(subject: Subject) -> Says:
    offered = "8BITMIME" in subject.dialogue.extensions
    if subject.line.isascii() or not offered or declared(subject.dialogue, "BODY") in EIGHT_BIT_BODIES:
        return None
    return "Content beyond ASCII wants BODY=8BITMIME behind the path of MAIL, which was said without it."


@CONTENT.row("bare-line-end", Severity.ERROR, "RFC 5321 §2.3.8")
def _bare_line_end(subject: Subject) -> Says:
    if b"\r" not in subject.line and b"\n" not in subject.line:
        return None
    return "CR and LF stand only together at the end of a line: send two lines instead."


@CONTENT.row("dot-between-bare-line-ends", Severity.ERROR, "RFC 5321 §4.1.1.4")
def _dot_between_bare_line_ends(subject: Subject) -> Says:
    if subject.line == DOT or _DOT_LINE_INSIDE.search(subject.line) is None:
        return None
    return (
        "A dot between bare line ends ends the message on some servers, and what follows is read as commands."
    )


@CONTENT.row("control-in-content", Severity.WARNING, "RFC 5321 §4.1.1.4")
def _control_in_content(subject: Subject) -> Says:
    found = _CONTROL.search(subject.line)
    return f"The control octet {shown(found[0])} may cause trouble on the way." if found else None
