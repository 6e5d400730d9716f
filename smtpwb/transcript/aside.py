"""What is said beside a line of the dialogue in a few words of ours: what it answers, that it was raw.

    250 2.1.5 Ok  ← RCPT bob@practice.test          of several commands sent at once, the one it answers
    250 2.0.0 kept  for bob@practice.test           one reply a recipient, as in LMTP
    NOOP<0A>  raw, no CRLF added                    sent as it is, deliberately
    RSET  after 42 s idle
    you hung up  NOOP was not answered

Nothing where all is as anyone would expect. The server's own words never come from here, and what comes
from the dialogue is visible text (law 3), secrets masked (law 4).
"""

from __future__ import annotations

from collections.abc import Sequence

from smtpwb.smtp.dialogue import ANSWER, DOT
from smtpwb.smtp.visible import visible_head
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Sent
from smtpwb.transcript.idle import idle, pause

RAW = "raw, no CRLF added"
_ASKED = {DOT: "the lone dot", ANSWER: "your answer"}
HALF_CLOSED = "our side of the connection closed (a half-close)"
_LONGEST = 48


def aside(entries: Sequence[Entry], index: int) -> str:
    """The words beside the entry at `index`, or empty."""
    entry = entries[index]
    said = [_recipient(entry) or _answered(entries, index)]
    if entry.kind is Kind.RAW:
        said.append(HALF_CLOSED if _half_close(entry) else RAW)
    if entry.kind is Kind.CLOSED:
        said.append(_owed(entries, index))
    if (idled := idle(entries, index)) is not None:
        said.append(f"after {pause(idled)}")
    return " · ".join(filter(None, said))


def _half_close(entry: Entry) -> bool:
    return isinstance(entry.event, Sent) and entry.event.eof


def _recipient(entry: Entry) -> str:
    return f"for {_short(entry.recipient)}" if entry.recipient else ""


def _answered(entries: Sequence[Entry], index: int) -> str:
    """Which command a reply answers, where that is not the one right above it."""
    entry = entries[index]
    partner = entry.partner
    if entry.reply is None or partner is None or not entries[partner].sent:
        return ""
    if not _parted(entries, partner, index):
        return ""
    asked = entries[partner].command
    if asked is None or not asked.verb:
        return f"← {_ASKED.get(entry.answers, entry.answers)}"
    address = asked.path.address if asked.path is not None else b""
    return f"← {_short(f'{asked.verb} '.encode() + address)}".rstrip()


def _owed(entries: Sequence[Entry], index: int) -> str:
    """What the server owed when the connection ended: an answer to the newest line, or its greeting."""
    for at in range(index - 1, -1, -1):
        entry = entries[at]
        if entry.kind is Kind.OPENED:
            return "no greeting came"
        if entry.reply is not None:
            return ""
        if entry.waiting:
            verb = entry.command.verb if entry.command is not None else ""
            what = _short(verb.encode()) or _ASKED.get(entry.answers, "the last line")
            return f"{what[:1].upper()}{what[1:]} was not answered"
    return ""


def _parted(entries: Sequence[Entry], partner: int, index: int) -> bool:
    """Something else that asks for a reply, or is one, stands between the two."""
    between = (entries[at] for at in range(index - 1, partner, -1))
    return any(
        (one.sent and bool(one.answers)) or (one.reply is not None and one.partner != partner)
        for one in between
    )


def _short(octets: bytes) -> str:
    return visible_head(octets, _LONGEST)
