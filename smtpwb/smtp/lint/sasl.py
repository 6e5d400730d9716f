"""AUTH and the answers to its challenges. No text here repeats a typed octet: all of it may be secret."""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp import grammar
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.limits import MAX_AUTH_LINE
from smtpwb.smtp.lint.check import Checks, Says, Severity, Subject
from smtpwb.smtp.sasl import CANCEL, EMPTY, challenge
from smtpwb.smtp.visible import visible_text

AUTH = Checks("AUTH")
ANSWER = Checks()

_HANDS_OVER = {"PLAIN": "password", "LOGIN": "password", "XOAUTH2": "token", "OAUTHBEARER": "token"}
"""Mechanisms that hand over a secret as it is, and what that is."""
_WRAPPED = (64, 76)
"""Columns at which tools break base64 into lines (RFC 1421 §4.3.2.4, RFC 2045 §6.8)."""
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


def crosses_in_clear(mechanism: str, dialogue: Dialogue) -> str:
    """What anyone on the way could read, and the cure; empty if there is nothing."""
    what = _HANDS_OVER.get(mechanism)
    if dialogue.secured or what is None:
        return ""
    cure = "say STARTTLS first" if "STARTTLS" in dialogue.extensions else "use a connection with TLS"
    return f"The {what} would cross the network readable by anyone: {cure}."


@AUTH.row("auth-in-clear", Severity.ERROR, "RFC 4954 §4")
def _auth_in_clear(subject: Subject) -> Says:
    return None if subject.loopback else crosses_in_clear(_mechanism(subject), subject.dialogue) or None


@AUTH.row("auth-in-clear-here", Severity.INFO, "RFC 4954 §4")
def _auth_in_clear_here(subject: Subject) -> Says:
    if not subject.loopback or not crosses_in_clear(_mechanism(subject), subject.dialogue):
        return None
    return "In clear, but only on this machine; elsewhere inside TLS."


@AUTH.row("auth-login-obsolete", Severity.INFO, "RFC 4616 §1")
def _auth_login_obsolete(subject: Subject) -> Says:
    if _mechanism(subject) != "LOGIN" or "PLAIN" not in subject.dialogue.extensions.mechanisms:
        return None
    return "LOGIN was never standardized: PLAIN does the same in one step, and is offered."


@AUTH.row("auth-cram-md5-weak", Severity.INFO, "RFC 6151 §2.3")
def _auth_cram_md5_weak(subject: Subject) -> Says:
    if _mechanism(subject) != "CRAM-MD5":
        return None
    return "CRAM-MD5 is weak: who listens can try passwords at leisure. Better SCRAM, or PLAIN inside TLS."


@AUTH.row("initial-response-without-nul", Severity.ERROR, "RFC 4616 §2")
def _initial_response_without_nul(subject: Subject) -> Says:
    words = _words(subject)
    if len(words) != 2 or words[1] == EMPTY:
        return None
    return plain_fault(_mechanism(subject), words[1])


def plain_fault(mechanism: str, word: bytes) -> str | None:
    """What PLAIN misses in this response; nothing of another mechanism, or of what is no base64."""
    decoded = challenge(word) if mechanism == "PLAIN" else None
    if decoded is None or decoded.count(b"\0") == 2:
        return None
    return f"PLAIN is [act as] NUL user name NUL password: here are {decoded.count(bytes(1))} NULs, not 2."


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


_LINE_END_INSIDE = "A line end is encoded with it: use printf %s or echo -n before base64."
"""What `echo word | base64` makes: in a name or password no control character may stand."""


def line_end_inside(word: bytes) -> str | None:
    """Whether this is the base64 of text that ends with a line end; a binary token may end as it likes."""
    decoded = challenge(word)
    if decoded is None or not decoded.endswith(b"\n"):
        return None
    try:
        decoded.decode()
    except UnicodeDecodeError:
        return None
    return _LINE_END_INSIDE


@AUTH.row("initial-response-line-end", Severity.ERROR, "RFC 4013 §2.3")
def _initial_response_line_end(subject: Subject) -> Says:
    words = _words(subject)
    return line_end_inside(words[1]) if len(words) == 2 else None


_BASE64URL = frozenset(b"-_")
_FROM_URL = bytes.maketrans(b"-_", b"+/")


def base64_fault(word: bytes, what: str) -> str | None:
    """Why `word` is no base64 (RFC 4648 §4), said of `what`; None if it is."""
    if grammar.base64_text.fullmatch(word):
        return None
    if any(octet in word for octet in (b" ", b"\t", b"\r", b"\n")):
        return f"{what} has a blank or line end in it: base64 is one word here."
    if not _BASE64URL.isdisjoint(word) and grammar.base64_text.fullmatch(word.translate(_FROM_URL)):
        return f"{what} is base64url: here + stands for its -, and / for its _."
    if grammar.base64_text.fullmatch(word.rstrip(b"=") + b"=" * (-len(word.rstrip(b"=")) % 4)):
        return f"{what} is not padded rightly: base64 ends with = until its length is a multiple of four."
    return f"{what} is not base64."


@ANSWER.row("answer-form", Severity.ERROR, "RFC 4954 §4")
def _answer_form(subject: Subject) -> Says:
    return None if subject.line == CANCEL else base64_fault(subject.line, "The answer")


@ANSWER.row("answer-without-nul", Severity.ERROR, "RFC 4616 §2")
def _answer_without_nul(subject: Subject) -> Says:
    if subject.line in (CANCEL, b"") or subject.dialogue.responses:
        return None
    return plain_fault(subject.dialogue.mechanism, subject.line)


@ANSWER.row("answer-line-end", Severity.ERROR, "RFC 4013 §2.3")
def _answer_line_end(subject: Subject) -> Says:
    return line_end_inside(subject.line)


@ANSWER.row("answer-in-clear", Severity.ERROR, "RFC 4954 §4")
def _answer_in_clear(subject: Subject) -> Says:
    if subject.loopback or subject.line in (CANCEL, b""):
        return None
    return crosses_in_clear(subject.dialogue.mechanism, subject.dialogue) or None


@ANSWER.row("answer-wrapped", Severity.INFO, "RFC 4954 §4")
def _answer_wrapped(subject: Subject) -> Says:
    if len(subject.line) not in _WRAPPED or subject.line.endswith(b"="):
        return None
    return f"Tools break base64 after {len(subject.line)} characters: see that none is missing behind it."


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
