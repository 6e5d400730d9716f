"""A reply that was taken out of its dialogue: what it answers, where nobody says, and what it means then.

Decides what is assumed. What is said of a reply is `explain`'s business.
"""

from __future__ import annotations

from msgspec.structs import replace

from smtpwb.reference.concrete import NOTHING, Known
from smtpwb.reference.explain import Explanation, explain
from smtpwb.smtp.dialogue import DOT, GREETING, RULES, Dialogue, State
from smtpwb.smtp.replies import Reply

_IMPLIED = {"220": GREETING, "221": "QUIT", "334": "AUTH", "235": "AUTH", "354": "DATA"}
"""What a reply answers when nobody says: these codes answer one thing only, or nearly so."""


def assumed(code: str, after: str) -> tuple[str, Dialogue]:
    """For a reply without its dialogue: what it answers, and a dialogue in which that was in place.

    `after` is a verb in any case, or empty; unknown verbs are taken as they are.
    """
    answers = {"CONNECT": GREETING, "CONTENT": DOT, ".": DOT}.get(after.upper(), after.upper())
    answers = answers or _IMPLIED.get(code, "")
    rule = RULES.get(answers)
    if rule is None:
        return answers, Dialogue()
    state = next(state for state in State if state in rule.place)
    accepted = (b"",) if state is State.RCPT else ()
    return answers, Dialogue(state, hello="EHLO" if state is not State.GREETED else "", accepted=accepted)


def explain_alone(reply: Reply, after: str, speaker: str = "", known: Known = NOTHING) -> Explanation:
    """What a reply means that was taken out of its dialogue.

    `after` is the verb it answers, `speaker` the software, provider or host that speaks; either may be empty.
    `known`: names for the advice.
    """
    answers, before = assumed(reply.code, after)
    after_it = before.replied(answers, None, reply)
    told = explain(reply, answers, after_it, speaker=speaker, alone=True, known=known)
    return told if answers else replace(told, remarks=told.remarks[1:])
