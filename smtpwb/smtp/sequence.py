"""Sequence: which verbs are in place where a dialogue stands, why not the others, and what comes next.

Decides the order in which verbs are named, and the sentence for one that is out of place (RFC 5321 §4.1.4).
Where each is in place, and what a reply changes, is in `dialogue.RULES`.
"""

from __future__ import annotations

from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, RULES, Dialogue, State


def in_place(verb: str, dialogue: Dialogue) -> bool:
    """Whether the verb is in sequence here; an unknown verb never is out of place by this table."""
    rule = RULES.get(verb)
    return rule is None or (dialogue.state in rule.place and _done(verb, dialogue) is None)


def out_of_place(verb: str, dialogue: Dialogue) -> tuple[str, str] | None:
    """Why the verb is out of sequence here and where that is written; None if it is in place."""
    if in_place(verb, dialogue):
        return None
    rule = RULES[verb]
    if dialogue.state is State.CONNECTED:
        return "the server has not greeted yet", "RFC 5321 §4.3.1"
    if dialogue.state is State.REFUSED:
        return "the greeting was a refusal: QUIT is all that is left", "RFC 5321 §3.1"
    if done := _done(verb, dialogue):
        return done
    if verb == "MAIL" and dialogue.in_transaction:
        return "a transaction is open: RSET first", "RFC 5321 §4.1.4"
    if verb == "DATA" and dialogue.state is not State.MAIL:
        return "MAIL and an accepted RCPT come first", rule.source
    return rule.otherwise, rule.source


def _done(verb: str, dialogue: Dialogue) -> tuple[str, str] | None:
    """Of a verb that does its work once: that it has."""
    if verb == "AUTH" and dialogue.authenticated:
        return "already authenticated", "RFC 4954 §4"
    if verb == "STARTTLS" and dialogue.secured:
        return "TLS is already active", "RFC 3207 §4"
    return None


_SAID_NEXT: dict[State, tuple[str, ...]] = {
    # What a person would want here, likeliest first; everything else in place follows.
    State.GREETED: ("LHLO", "EHLO", "HELO"),
    State.HELLO: ("MAIL", "STARTTLS", "AUTH"),
    State.MAIL: ("RCPT",),
    State.RCPT: ("DATA", "RCPT"),
    State.REFUSED: ("QUIT",),
}
_OFFERED_ONLY = {verb.name: verb.extension for verb in VERBS.values() if verb.extension}
_NOT_LISTED = frozenset({GREETING, DOT, ANSWER, "BDAT LAST", "BURL LAST", "EXPN"})
OTHERS_HELLOS = {False: frozenset({"LHLO"}), True: frozenset({"HELO", "EHLO"})}
"""By whether it is LMTP: the hellos that are not of this protocol (RFC 2033 §4.1)."""
INSTEAD: dict[State, str] = {
    # What is said where no command is read.
    State.CONTENT: "the message, line by line; a line with a lone dot ends it",
    State.AUTH: "the answer in base64, or * to give up",
    State.TLS: "nothing: the handshake is under way",
    State.QUIT: "nothing: the server closes",
}


def may_say(dialogue: Dialogue) -> tuple[str, ...]:
    """The verbs in sequence here, likeliest first; extensions only where the server offered them."""
    first = _SAID_NEXT.get(dialogue.state, ())
    verbs = dict.fromkeys((*first, *RULES))
    return tuple(
        verb
        for verb in verbs
        if verb not in _NOT_LISTED | OTHERS_HELLOS[dialogue.speaks_lmtp]
        and in_place(verb, dialogue)
        and (verb not in _OFFERED_ONLY or _OFFERED_ONLY[verb] in dialogue.extensions)
    )
