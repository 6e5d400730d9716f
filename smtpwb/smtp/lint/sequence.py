"""The order of commands: what the state of the dialogue makes of a well-formed one."""

from __future__ import annotations

from smtpwb.smtp.commands import HELLOS
from smtpwb.smtp.dialogue import State
from smtpwb.smtp.lint.check import Checks, Cited, Says, Severity, Subject
from smtpwb.smtp.message import DOT
from smtpwb.smtp.sequence import out_of_place

SEQUENCE = Checks()

_SILENT = {
    # states in which no verb is in place: why, and where that is written
    State.OFFLINE: ("there is no connection", "RFC 5321 §3.1"),
    State.CLOSED: ("the connection is closed", "RFC 5321 §3.8"),
    State.QUIT: ("QUIT was said, and the server closes now", "RFC 5321 §4.1.1.10"),
    State.TLS: ("the TLS handshake comes first", "RFC 3207 §4"),
}


@SEQUENCE.row("out-of-sequence", Severity.ERROR, "RFC 5321 §4.1.4")
def _out_of_sequence(subject: Subject) -> Says:
    verb, dialogue = subject.command.verb, subject.dialogue
    if subject.command.known is None or (refused := out_of_place(verb, dialogue)) is None:
        return None
    if _nested(subject) or _authenticated_already(subject):
        return None
    reason, source = _SILENT.get(dialogue.state, refused)
    return Cited(f"{verb} is out of sequence: {reason}.", source)


def _nested(subject: Subject) -> bool:
    return subject.command.verb == "MAIL" and subject.dialogue.in_transaction


def _authenticated_already(subject: Subject) -> bool:
    dialogue = subject.dialogue
    return subject.command.verb == "AUTH" and dialogue.authenticated and dialogue.state not in _SILENT


@SEQUENCE.row("nested-mail", Severity.ERROR, "RFC 5321 §4.1.4")
def _nested_mail(subject: Subject) -> Says:
    return "A transaction is open already: say RSET before another MAIL." if _nested(subject) else None


@SEQUENCE.row("auth-twice", Severity.ERROR, "RFC 4954 §4")
def _auth_twice(subject: Subject) -> Says:
    if not _authenticated_already(subject):
        return None
    return "You are authenticated already, and once is all: to be someone else, connect again."


@SEQUENCE.row("dot-outside-content", Severity.ERROR, "RFC 5321 §4.1.1.4")
def _dot_outside_content(subject: Subject) -> Says:
    if subject.line != DOT:
        return None
    return "A lone dot ends a message, and none is being sent: it would be read as a command."


@SEQUENCE.row("clears-transaction", Severity.INFO, "RFC 5321 §4.1.4", *HELLOS)
def _clears_transaction(subject: Subject) -> Says:
    if not subject.dialogue.in_transaction:
        return None
    return f"{subject.command.verb} clears the transaction: MAIL and RCPT have to be said again."
