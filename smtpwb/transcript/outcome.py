"""What came of a dialogue, in a few words: `message accepted: 250 2.0.0`, `recipient refused: 550 5.1.1`.

Decides which reply of the newest connection counts: the verdict on a message, else the newest refusal, else
how far it came. What a refusal means is `reference.diagnosis`.
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, State
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Closed, OpenFailed

_REFUSED = {
    GREETING: "refused at once",
    "EHLO": "EHLO refused",
    "HELO": "HELO refused",
    "STARTTLS": "TLS refused",
    "AUTH": "login refused",
    ANSWER: "login refused",
    "MAIL": "sender refused",
    "RCPT": "recipient refused",
    "DATA": "message refused",
    "BDAT": "message refused",
    DOT: "message refused",
}
_OUT_OF_PLACE = ("500", "502", "503")
"""The server did not take the command for what it is: no login, sender, recipient or message was judged."""


def outcome(entries: Sequence[Entry]) -> str:
    """What came of the newest connection among the entries of a dialogue, safe to show."""
    newest = _newest(entries)
    if not newest:
        return "nothing happened"
    event = newest[0].event
    if isinstance(event, OpenFailed):
        return visible_text(f"no connection: {event.why}")
    said = [entry for entry in newest if entry.kind is Kind.REPLY and entry.reply is not None]
    return f"{_verdict(newest, said)}{_end(newest[-1])}"


def _newest(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries since the newest attempt to connect."""
    for begin in range(len(entries) - 1, -1, -1):
        if entries[begin].kind in (Kind.OPENED, Kind.FAILED):
            return entries[begin:]
    return ()


def _verdict(newest: Sequence[Entry], said: Sequence[Entry]) -> str:
    for entry in reversed(said):
        if _decides_message(entry):
            return _accepted(entry) if entry.accepts else _refused(entry)
    for entry in reversed(said):
        if entry.refuses:
            return _refused(entry)
    if any(entry.kind is Kind.SECURED and not entry.tls for entry in newest):
        return "the TLS handshake failed"
    return _reached(newest, said)


def _reached(newest: Sequence[Entry], said: Sequence[Entry]) -> str:
    """How far it came, where nothing was refused and no message decided upon."""
    last = newest[-1]
    state = (last.before if last.kind is Kind.CLOSED else last.after).state
    if state is State.CONTENT:
        return "the message was not ended"
    recipients = sum(entry.answers == "RCPT" for entry in said)
    if recipients:
        return "recipient accepted, no message" if recipients == 1 else f"{recipients:,} recipients accepted"
    if any(entry.after.authenticated for entry in said):
        return "logged in"
    verbs = [entry.answers for entry in said if entry.answers.isalpha() and entry.answers != "QUIT"]
    if verbs:
        return visible_text(f"{verbs[-1]} answered")
    return "greeted, nothing more" if said else "no greeting came"


def _decides_message(entry: Entry) -> bool:
    """The reply to a whole message (RFC 5321 §4.1.1.4, RFC 3030 §2)."""
    return entry.ends_message and entry.reply is not None and entry.reply.complete


def _accepted(entry: Entry) -> str:
    assert entry.reply is not None
    return f"message accepted: {entry.reply.codes}"


def _refused(entry: Entry) -> str:
    assert entry.reply is not None
    unasked = "said unasked" if not entry.answers else f"{entry.answers} refused"
    judged = entry.answers in (GREETING, ANSWER, DOT) or entry.reply.code not in _OUT_OF_PLACE
    what = _REFUSED.get(entry.answers, unasked) if judged else unasked
    return visible_text(f"{what}: {entry.reply.codes}")


def _end(last: Entry) -> str:
    """That the network ended it."""
    return ", connection lost" if isinstance(last.event, Closed) and last.event.by == "network" else ""
