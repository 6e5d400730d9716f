"""The first word: is it a verb, does this server have it, and does it take what stands behind it."""

from __future__ import annotations

from difflib import get_close_matches

from smtpwb.smtp import commands
from smtpwb.smtp.commands import Takes
from smtpwb.smtp.lint.check import Checks, Cited, Says, Severity, Subject
from smtpwb.smtp.message import DOT
from smtpwb.smtp.sequence import in_place
from smtpwb.smtp.visible import visible_text

VERBS = Checks()

_OBSOLETE = {
    # verb: (what to say instead, where it was withdrawn)
    "SEND": ("MAIL", "RFC 5321 §F.6"),
    "SOML": ("MAIL", "RFC 5321 §F.6"),
    "SAML": ("MAIL", "RFC 5321 §F.6"),
    "TURN": ("ETRN", "RFC 5321 §F.1"),
}
_OTHER_NAMES = {
    "EXIT": "QUIT",
    "BYE": "QUIT",
    "LOGIN": "AUTH",
    "TLS": "STARTTLS",
    "FROM": "MAIL",
    "TO": "RCPT",
}
"""Words that people try, too far from the verb for likeness to find it."""

_MOST_NAMED = 120
"""Characters of what a server offers that are worth repeating."""


@VERBS.row("unknown-verb", Severity.ERROR, "RFC 5321 §4.1.1")
def _unknown_verb(subject: Subject) -> Says:
    verb = subject.command.verb
    if subject.command.known or verb in _OBSOLETE or subject.line == DOT or not subject.dialogue.open:
        return None
    if not verb:
        return "There is no verb on the line: write one, or nothing at all."
    if verb in subject.dialogue.extensions:
        return None  # an extension's own verb, known to this server
    if verb.startswith("X"):
        return "A verb that begins with X is private: few servers know it."
    if glued := next((name for name in commands.VERBS if verb.startswith(name)), None):
        return f"SMTP has no such verb: put a blank behind {glued}."
    nearest = _nearest(verb)
    return (
        f"SMTP has no such verb: write {nearest}?"
        if nearest
        else "SMTP has no such verb: HELP may list them."
    )


def _nearest(verb: str) -> str:
    """The verb that was meant, or empty. The word itself is not repeated: it may be a stray secret."""
    close = get_close_matches(verb[:12], commands.VERBS, n=1, cutoff=0.6)
    begun = [name for name in commands.VERBS if name.startswith(verb)]
    return _OTHER_NAMES.get(verb) or next(iter((*begun, *close)), "")


@VERBS.row("obsolete-verb", Severity.WARNING, "RFC 5321 §F.6")
def _obsolete_verb(subject: Subject) -> Says:
    if subject.command.verb not in _OBSOLETE:
        return None
    instead, source = _OBSOLETE[subject.command.verb]
    return Cited(f"{subject.command.verb} is obsolete and most servers refuse it: use {instead}.", source)


@VERBS.row("argument-unwanted", Severity.ERROR, "RFC 5321 §4.1.1")
def _argument_unwanted(subject: Subject) -> Says:
    verb = subject.command.known
    if verb is None or verb.takes is not Takes.NOTHING or not subject.command.argument.strip(b" \t"):
        return None
    return Cited(f"{verb.name} takes nothing behind it: write {verb.name} alone.", verb.source)


@VERBS.row("argument-missing", Severity.ERROR, "RFC 5321 §4.1.1")
def _argument_missing(subject: Subject) -> Says:
    verb = subject.command.known
    wanting = (Takes.TEXT, Takes.MECHANISM, Takes.SIZE, Takes.NODE, Takes.URL, Takes.ATTRIBUTES)
    if verb is None or verb.takes not in wanting or subject.command.argument.strip(b" \t"):
        return None
    offered = subject.dialogue.extensions.mechanisms if verb.takes is Takes.MECHANISM else ()
    form = f"here {visible_text(', '.join(offered))[:_MOST_NAMED]}" if offered else verb.syntax
    return Cited(f"{verb.name} wants {verb.takes.value} behind it: {form}.", verb.source)


@VERBS.row("extension-not-offered", Severity.WARNING, "RFC 5321 §4.1.1.1")
def _extension_not_offered(subject: Subject) -> Says:
    verb, dialogue = subject.command.known, subject.dialogue
    if verb is None or not verb.extension or not dialogue.open or _offered(verb.extension, subject):
        return None
    if not in_place(verb.name, dialogue):
        return None  # out-of-sequence says it
    if dialogue.hello in ("", "HELO"):
        return f"{verb.name} belongs to an extension: say EHLO first and see whether it is offered."
    return f"This server did not offer {verb.extension}: expect 500 or 502."


def _offered(extension: str, subject: Subject) -> bool:
    offers = subject.dialogue.extensions
    return extension in offers or (extension == "AUTH" and bool(offers.mechanisms))
