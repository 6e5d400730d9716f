from __future__ import annotations

import pytest

from smtpwb.transcript.findings import left_behind
from smtpwb.transcript.transcript import Kind
from tests.dialogues import play

HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"
MAIL = f"{HELLO}\nC: MAIL FROM:<a@b.c>\nS: 250 ok"
RCPT = f"{MAIL}\nC: RCPT TO:<d@e.f>\nS: 250 ok"
DATA = f"{RCPT}\nC: DATA\nS: 354 go\nC: hello"


def left(*lines: str) -> str:
    """What is said of the last entry, which is a closing."""
    transcript = play(*lines)
    assert transcript.entries[-1].kind is Kind.CLOSED
    found = left_behind(transcript, len(transcript.entries) - 1)
    if found is None:
        return ""
    assert all(source.startswith("RFC ") for source in found.sources)
    assert found.sources
    return found.text


@pytest.mark.parametrize("end", ["C: <close>", "S: <closed>"])
@pytest.mark.parametrize(
    ("dialogue", "said"),
    [
        (HELLO, "No transaction was open: nothing was queued."),
        (f"{HELLO}\nC: MAIL FROM:<>\nS: 501 no", "No transaction was open: nothing was queued."),
        (MAIL, "The open transaction is forgotten: nothing was queued."),
        (RCPT, "The open transaction is forgotten: nothing was queued."),
        (DATA, "The message was not ended with a lone dot"),
        (f"{DATA}\nC: ..", "The message was not ended with a lone dot"),
        (f"{DATA}\nC: .", "The message was complete but its reply had not come"),
        (f"{DATA}\nC: .\nS: 250-half", "The message was complete but its reply had not come"),
        (f"{DATA}\nC: .\nS: 250 queued", "What was accepted with 250 after the final dot stays the server's"),
        (f"{DATA}\nC: .\nS: 451 not now", "No transaction was open: nothing was queued."),
        (f"{DATA}\nC: .\nS: 250 queued\nC: MAIL FROM:<>\nS: 250 ok", "The open transaction is forgotten"),
    ],
)
def test_what_the_server_may_believe(dialogue: str, said: str, end: str) -> None:
    assert left(dialogue, end).startswith(said)


@pytest.mark.parametrize(
    "dialogue",
    ["S: 220 hi\nC: QUIT\nS: 221 bye\nS: <closed>", "S: 554 no\nC: <close>", "S: <closed>"],
    ids=["after QUIT", "refused", "no greeting"],
)
def test_nothing_to_say(dialogue: str) -> None:
    # a remark first, so that the connection is opened even where the server says nothing
    assert left(dialogue) == ""


def test_who_hangs_up_is_told_of_quit_and_nobody_else() -> None:
    assert "QUIT" in left(HELLO, "C: <close>")
    assert "QUIT" not in left(HELLO, "S: <closed>")


@pytest.mark.parametrize(
    ("dialogue", "said"),
    [
        (f"{HELLO}\nS: 421 bye", "No transaction was open"),
        (f"{RCPT}\nC: NOOP\nS: 421 bye", "The open transaction is forgotten"),
        (f"{DATA}\nS: 421 bye", "The message was not ended"),
        (f"{DATA}\nC: .\nS: 421 bye", "The open transaction is forgotten"),
    ],
)
def test_a_421_ended_it(dialogue: str, said: str) -> None:
    assert left(dialogue, "S: <closed>").startswith(said)


def test_only_the_connection_that_ended_counts() -> None:
    """What an earlier connection handed over says nothing of this one."""
    queued = f"{DATA}\nC: .\nS: 250 queued\nC: QUIT\nS: 221 bye\nS: <closed>"
    assert left(queued, HELLO, "C: <close>").startswith("No transaction was open")


def test_the_last_chunk_of_bdat_is_in_doubt_too() -> None:
    assert left(RCPT, "C: BDAT 0 LAST", "S: <closed>").startswith("The message was complete")
