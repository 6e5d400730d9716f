"""AUTH and the answers to its challenges. No text here repeats a typed octet: all of it may be secret."""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp import grammar
from smtpwb.smtp.extensions import MAX_AUTH_LINE
from smtpwb.smtp.lint.check import Checks, Says, Severity, Subject
from smtpwb.smtp.sasl import CANCEL, EMPTY
from smtpwb.smtp.visible import visible_text

AUTH = Checks("AUTH")
ANSWER = Checks()

_READABLE = ("PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER")
"""Mechanisms that hand over a password or token as it is."""
_SERVER_FIRST = ("CRAM-MD5", "DIGEST-MD5")
"""Mechanisms that begin with a challenge (RFC 4422 §5)."""


def _words(subject: Subject) -> Sequence[bytes]:
    return subject.command.argument.split()


def _mechanism(subject: Subject) -> str:
    return next((word.upper().decode("ascii", "replace") for word in _words(subject)), "")


@AUTH.row("auth-mechanism-not-offered", Severity.WARNING, "RFC 4954 §4")
def _mechanism_not_offered(subject: Subject) -> Says:
    offered = subject.dialogue.extensions.mechanisms
    if not offered or not _words(subject) or _mechanism(subject) in offered:
        return None
    return f"This server did not offer that mechanism: choose {visible_text(', '.join(offered))[:120]}."


@AUTH.row("auth-in-clear", Severity.WARNING, "RFC 4954 §4")
def _auth_in_clear(subject: Subject) -> Says:
    if subject.dialogue.secured or _mechanism(subject) not in _READABLE:
        return None
    offered = "STARTTLS" in subject.dialogue.extensions
    cure = "say STARTTLS first" if offered else "use a connection with TLS"
    return f"The password would cross the network readable by anyone: {cure}."


@AUTH.row("auth-words", Severity.ERROR, "RFC 4954 §4")
def _auth_words(subject: Subject) -> Says:
    if len(_words(subject)) < 3:
        return None
    return "Behind the mechanism stands one word of base64, or nothing."


@AUTH.row("initial-response-form", Severity.ERROR, "RFC 4954 §4")
def _initial_response_form(subject: Subject) -> Says:
    words = _words(subject)
    if len(words) != 2 or words[1] == EMPTY:
        return None
    return base64_fault(words[1], "The initial response")


@AUTH.row("initial-response-unwanted", Severity.ERROR, "RFC 4954 §4")
def _initial_response_unwanted(subject: Subject) -> Says:
    if len(_words(subject)) < 2 or _mechanism(subject) not in _SERVER_FIRST:
        return None
    return "This mechanism begins with a challenge: write AUTH and its name alone."


def base64_fault(word: bytes, what: str) -> str | None:
    """Why `word` is no base64 (RFC 4648 §4), said of `what`; None if it is."""
    if grammar.base64_text.fullmatch(word):
        return None
    if any(octet in word for octet in (b" ", b"\t", b"\r", b"\n")):
        return f"{what} has a blank or line end in it: base64 is one word here."
    if grammar.base64_text.fullmatch(word.rstrip(b"=") + b"=" * (-len(word.rstrip(b"=")) % 4)):
        return f"{what} is not padded rightly: base64 ends with = until its length is a multiple of four."
    return f"{what} is not base64."


@ANSWER.row("answer-form", Severity.ERROR, "RFC 4954 §4")
def _answer_form(subject: Subject) -> Says:
    return None if subject.line == CANCEL else base64_fault(subject.line, "The answer")


@ANSWER.row("answer-cancels", Severity.INFO, "RFC 4954 §4")
def _answer_cancels(subject: Subject) -> Says:
    return "A lone * gives up the authentication; expect 501." if subject.line == CANCEL else None


@ANSWER.row("answer-is-command", Severity.INFO, "RFC 4954 §4")
def _answer_is_command(subject: Subject) -> Says:
    if subject.command.known is None:
        return None
    return "A command is read as an answer here: write * to give up first."


@ANSWER.row("answer-too-long", Severity.WARNING, "RFC 4954 §4")
def _answer_too_long(subject: Subject) -> Says:
    if subject.command.octets <= MAX_AUTH_LINE:
        return None
    return f"The answer is longer than the {MAX_AUTH_LINE:,} octets, CRLF included, that servers need take."
