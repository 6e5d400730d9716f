from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.foresight import foreseen
from smtpwb.smtp.reads import Reads, reads_as
from tests.dialogues import Stage, play
from tests.smtp import dialogues as at
from tests.smtp.lines import lines

P = b"MAIL FROM:<ann@example.net>"
R = b"RCPT TO:<bob@practice.test>"


@pytest.mark.parametrize(
    ("dialogue", "said", "state"),
    [
        (at.EHLO, [P], State.MAIL),
        (at.EHLO, [P, R, R], State.RCPT),
        (at.EHLO, [P, R, b"DATA"], State.RCPT),
        (at.CONTENT, [b"text", b".", P], State.MAIL),
        (at.RCPT, [b"RSET", P], State.MAIL),
        (at.RCPT, [b"BDAT 6", b"RSET", b"BDAT 0 LAST"], State.HELLO),
        (at.EHLO, [b"AUTH PLAIN AGEAYg==", b"MAIL FROM:<>"], State.AUTH),
        (at.EHLO, [b"STARTTLS", P], State.TLS),
        (at.EHLO, [b"QUIT"], State.QUIT),
        (at.EHLO, [], State.HELLO),
    ],
)
def test_where_the_next_line_will_be_read(dialogue: Dialogue, said: list[bytes], state: State) -> None:
    assert foreseen(dialogue, said).state is state


def test_what_is_offered_is_not_forgotten_by_another_hello() -> None:
    assert foreseen(at.EHLO, [b"EHLO ws.example.net"]).extensions == at.EHLO.extensions


def test_recipients_count_as_accepted() -> None:
    assert foreseen(at.EHLO, [P, R, R]).accepted == (b"bob@practice.test",) * 2


@given(st.lists(lines, max_size=5))
def test_a_line_that_will_be_taken_for_an_answer_is_foreseen_as_one(said: list[bytes]) -> None:
    """What the engine would mask when it is sent is masked while it is typed (law 4)."""
    stage = Stage(play("S: 220 hi\nC: EHLO a\nS: 250-b\nS: 250 AUTH PLAIN"))
    before = stage.transcript.dialogue
    for line in said:
        now = stage.transcript
        taken, guessed = reads_as(now.dialogue, now.awaiting), reads_as(before)
        assert (taken is Reads.ANSWER) == (guessed is Reads.ANSWER)
        stage.sent(line + b"\r\n")
        before = foreseen(before, [line])
