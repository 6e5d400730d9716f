"""What can be told from an entry alone."""

from __future__ import annotations

import pytest

from smtpwb.transcript.entry import Entry
from tests.dialogues import play

HELLO = "S: 220 hi\nC: EHLO a\nS: 250-hi\nS: 250 CHUNKING"
READY = f"{HELLO}\nC: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<b@c.de>\nS: 250 ok"


def newest(*lines: str) -> Entry:
    return play(*lines).entries[-1]


@pytest.mark.parametrize(
    ("lines", "accepts", "refuses"),
    [
        ("S: 220 hi", True, False),
        ("S: 220 hi\nC: DATA\nS: 354 go", False, False),
        ("S: 220 hi\nC: NOOP\nS: 451 no", False, True),
        ("S: 220 hi\nC: NOOP\nS: 550 no", False, True),
        ("S: 220 hi\nC: NOOP\nS: 250-half of it", False, False),
        ("S: 220 hi\nC: NOOP", False, False),
    ],
)
def test_only_a_whole_reply_accepts(lines: str, accepts: bool, refuses: bool) -> None:
    entry = newest(lines)
    assert (entry.accepts, entry.refuses) == (accepts, refuses)


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ("C: DATA\nS: 354 go\nC: hello", False),
        ("C: DATA\nS: 354 go\nC: .", True),
        ("C: DATA\nS: 354 go\nC: .\nS: 250 ok", True),
        ("C: BDAT 0", False),
        ("C: BDAT 0 LAST", True),
        ("C: BDAT 0 LAST\nS: 250 ok", True),
        ("C: RSET\nS: 250 ok", False),
    ],
)
def test_the_dot_or_the_last_chunk_ends_the_message(lines: str, ends: bool) -> None:
    assert newest(READY, lines).ends_message is ends


def test_what_was_sent_waits_until_a_reply_has_begun() -> None:
    transcript = play("S: 220 hi\nC: NOOP")
    assert transcript.entries[-1].waiting
    play("S: 250 ok", transcript=transcript)
    asked, told = transcript.entries[-2:]
    assert not asked.waiting
    assert not told.unsolicited


def test_a_reply_that_answers_nothing_is_unsolicited() -> None:
    assert newest("S: 220 hi", "S: 250 ok").unsolicited
