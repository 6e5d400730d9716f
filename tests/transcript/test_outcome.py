from __future__ import annotations

import pytest

from smtpwb.transcript.outcome import outcome
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play

UP_TO_RCPT = (
    "S: 220 hi\nC: EHLO a\nS: 250 hi\nC: MAIL FROM:<a@b.test>\nS: 250 2.1.0 Ok\nC: RCPT TO:<c@d.test>"
)
UP_TO_DOT = f"{UP_TO_RCPT}\nS: 250 2.1.5 Ok\nC: DATA\nS: 354 go\nC: hi\nC: ."

STRAY = "(stray dot) refused: 500 5.5.2"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("S: 220 hi", "greeted, nothing more"),
        ("S: 554 5.7.1 not you", "refused at once: 554 5.7.1"),
        ("C: <close>", "no greeting came"),
        ("S: 220 hi\nC: EHLO a\nS: 250 hi", "EHLO answered"),
        ("S: 220 hi\nC: EHLO a\nS: 250 hi\nC: QUIT\nS: 221 bye\nS: <closed>", "EHLO answered"),
        ("S: 220 hi\nC: STARTTLS\nS: 220 go\nS: <no tls>", "the TLS handshake failed"),
        ("S: 220 hi\nC: AUTH PLAIN AGEAYg==\nS: 535 5.7.8 no", "login refused: 535 5.7.8"),
        ("S: 220 hi\nC: AUTH PLAIN\nS: 334 \nC: AGEAYg==\nS: 535 5.7.8 no", "login refused: 535 5.7.8"),
        ("S: 220 hi\nC: AUTH PLAIN AGEAYg==\nS: 235 2.7.0 yes", "logged in"),
        (f"{UP_TO_RCPT}\nS: 250 2.1.5 Ok", "recipient accepted, no message"),
        (f"{UP_TO_RCPT}\nS: 550 5.1.1 nobody\nC: RSET\nS: 250 ok", "recipient refused: 550 5.1.1"),
        (f"{UP_TO_DOT}\nS: 250 2.0.0 queued", "message accepted: 250 2.0.0"),
        (f"{UP_TO_DOT}\nS: 250 2.0.0 queued\nC: HALP\nS: 500 what", "message accepted: 250 2.0.0"),
        (f"{UP_TO_DOT}\nS: 554 5.7.1 spam\nS: <closed>", "message refused: 554 5.7.1"),
        (f"{UP_TO_RCPT}\nS: 503 5.5.1 MAIL first\nC: DATA\nS: 503 5.5.1 no\nC: .\nS: 500 5.5.2 what", STRAY),
        ("S: 220 hi\nC: EHLO a\nS: 250 hi\nC: DATA\nS: 503 5.5.1 no", "DATA refused: 503 5.5.1"),
        (f"{UP_TO_RCPT}\nS: 250 ok\nC: DATA\nS: 451 4.3.0 later", "message refused: 451 4.3.0"),
        (f"{UP_TO_DOT}\nS: 250 2.0.0 queued\nC: .\nS: 500 5.5.2 what", "message accepted: 250 2.0.0"),
        (f"{UP_TO_DOT.removesuffix('C: .')}\nS: <closed>", "the message was not ended"),
        ("S: 220 hi\nS: 421 4.4.2 idle", "said unasked: 421 4.4.2"),
        (f"{UP_TO_DOT}\nS: 250 2.0.0 queued\nC: <close>\nS: 220 hi again", "greeted, nothing more"),
        ("S: 220 hi\nC: X<1B>[31m\nS: 500 what", "X<1B>[31M refused: 500"),
    ],
)
def test_what_counts(lines: str, told: str) -> None:
    assert outcome(play(lines).entries) == told


def test_nothing() -> None:
    assert outcome(Transcript().entries) == "nothing happened"


def test_no_connection_says_why() -> None:
    from smtpwb.transcript.events import OpenFailed

    failed = OpenFailed(seq=0, wall=BEGAN, at=0, target="mx.test:25", why="connection refused\x1b[2J")
    assert outcome(Transcript([failed]).entries) == "no connection: connection refused<1B>[2J"


def test_a_connection_that_was_lost() -> None:
    stage = Stage()
    for line in UP_TO_RCPT.splitlines():
        stage.line(line)
    stage.closed("network", "reset the connection")
    assert outcome(stage.transcript.entries) == "EHLO answered, connection lost".replace("EHLO", "MAIL")
