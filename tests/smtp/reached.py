"""Every state of the dialogue, reached by what is said; and tables of expectations, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from tests.dialogues import Stage, play

HELLO = "S: 220 practice.test\nC: EHLO a.test\nS: 250-practice.test\nS: 250 SIZE 1000"
MAIL = HELLO + "\nC: MAIL FROM:<ann@a.test>\nS: 250 ok"
RCPT = MAIL + "\nC: RCPT TO:<bob@b.test>\nS: 250 ok\nC: RCPT TO:<nobody@b.test>\nS: 550 no"

REACH: dict[str, str] = {
    # how each state is reached
    "OFFLINE": "",
    "CONNECTED": "S: 354 neither a greeting nor a refusal",
    "REFUSED": "S: 554 no service here",
    "GREETED": "S: 220 practice.test",
    "HELLO": HELLO,
    "MAIL": MAIL,
    "RCPT": RCPT,
    "CONTENT": RCPT + "\nC: DATA\nS: 354 go on\nC: text",
    "AUTH": HELLO + "\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6",
    "TLS": HELLO + "\nC: STARTTLS\nS: 220 go on",
    "QUIT": HELLO + "\nC: QUIT\nS: 221 bye",
    "CLOSED": HELLO + "\nS: 421 shutting down",
}


def stage_in(state: str) -> Stage:
    """A dialogue that has come to that state, as its replies say."""
    stage = Stage(play(REACH[state]))
    assert stage.transcript.dialogue.state.name == state
    assert stage.transcript.awaiting == ()
    return stage


def cells(table: str) -> Iterator[tuple[str, str, str, str]]:
    """Verb, reply class (or what stands in the second column), state and expectation of each cell."""
    head, *rows = [line.split() for line in table.splitlines() if line]
    for verbs, classes, *expected in rows:
        for verb in verbs.replace("_", " ").split(","):
            for digit in classes.replace(",", ""):
                for state, what in zip(head, expected, strict=True):
                    yield verb, digit, state, what
