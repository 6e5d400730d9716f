"""The course of a script: where the dialogue would stand, had every reply been as the script expects.

Decides whether the next lines still mean what they meant: they do not where they would be out of place, or be
taken for something else, and are not so where the script has the dialogue (`smtp.dialogue`). A NOOP refused,
or one recipient of several, leads nowhere else.
"""

from __future__ import annotations

from smtpwb.session.script import Write
from smtpwb.smtp.commands import HELLOS, parse
from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.replies import Line, Reply
from smtpwb.smtp.sequence import in_place, out_of_place
from smtpwb.transcript.entry import Entry


class Course:
    """One connection's: told of each reply as it is taken."""

    def __init__(self) -> None:
        self._meant: Dialogue | None = None
        """None: where the dialogue stands."""

    def went(self, entry: Entry, expected_code: str = "") -> None:
        """A reply came; `expected_code` is one that was expected in its place, if it was another."""
        if self._meant is None and not expected_code:
            return
        reply = _reply(expected_code) if expected_code else entry.reply
        assert reply is not None
        meant = (self._meant or entry.before).replied(entry.answers, entry.command, reply)
        self._meant = None if _alike(meant, entry.after) else meant

    def astray(self, write: Write, now: Dialogue) -> str:
        """Why lines would not mean `now` what the script means by them, in words; empty if they would."""
        meant = self._meant
        if meant is None:
            return ""
        if reads_as(meant) is not reads_as(now):
            return f"the server would read it as {_READ[reads_as(now)]}"
        verbs = [parse(send.octets).verb for send in write.sends if not (send.raw or write.content)]
        if not _HARMLESS.issuperset(verbs):
            if meant.state is State.TLS and not now.secured:
                return "TLS is not active"
            if meant.authenticated != now.authenticated:
                return "nobody is logged in" if meant.authenticated else "somebody is logged in"
        wrong = next((verb for verb in verbs if in_place(verb, meant) and not in_place(verb, now)), None)
        return f"{wrong} would be out of place" + _because(wrong, now) if wrong is not None else ""


_HARMLESS = frozenset({*HELLOS, "STARTTLS", "NOOP", "HELP", "RSET", "QUIT"})
"""These mean the same with and without TLS or a login."""
_READ = {
    Reads.COMMAND: "a command",
    Reads.CONTENT: "part of a message",
    Reads.ANSWER: "an answer to its challenge",
}


def _because(verb: str, now: Dialogue) -> str:
    found = out_of_place(verb, now)
    return f": {found[0]}" if found else ""


def _reply(code: str) -> Reply:
    return Reply((Line(code.encode(), 0, 0, code, b""),), 1, len(code), True)


def _alike(meant: Dialogue, now: Dialogue) -> bool:
    return (meant.state, meant.secured, meant.authenticated) == (now.state, now.secured, now.authenticated)
