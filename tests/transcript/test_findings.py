from __future__ import annotations

import pytest

from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Closed
from smtpwb.transcript.findings import injected, left_behind, truncated
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play

HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"
MAIL = f"{HELLO}\nC: MAIL FROM:<a@b.c>\nS: 250 ok"
RCPT = f"{MAIL}\nC: RCPT TO:<d@e.f>\nS: 250 ok"
DATA = f"{RCPT}\nC: DATA\nS: 354 go\nC: hello"
QUEUED = f"{DATA}\nC: .\nS: 250 queued"
SECOND = "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<d@e.f>\nS: 250 ok\nC: DATA\nS: 354 go"

ACCEPTED = "What was accepted with 250 after the final dot stays the server's to deliver."
CLEAN = "A clean end: QUIT was answered, and nothing is left in doubt."
FORGOTTEN = "The open transaction is forgotten: nothing of it was queued."
IN_DOUBT = (
    "The message was complete but its reply had not come: the server may have queued it. "
    "Sending it again can deliver it twice."
)
UNFINISHED = "The message was not ended with a lone dot: the server must throw it away and deliver nothing."


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
        (MAIL, FORGOTTEN),
        (RCPT, FORGOTTEN),
        (DATA, "The message was not ended with a lone dot"),
        (f"{DATA}\nC: ..", "The message was not ended with a lone dot"),
        (f"{DATA}\nC: .", "The message was complete but its reply had not come"),
        (f"{DATA}\nC: .\nS: 250-half", "The message was complete but its reply had not come"),
        (f"{DATA}\nC: .\nS: 451 not now", "No transaction was open: nothing was queued."),
    ],
)
def test_what_the_server_may_believe(dialogue: str, said: str, end: str) -> None:
    assert left(dialogue, end).startswith(said)
    assert ACCEPTED not in left(dialogue, end)


@pytest.mark.parametrize("end", ["C: <close>", "S: <closed>"])
@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("# nothing more", ""),
        ("C: RSET\nS: 250 ok", ""),
        ("C: MAIL FROM:<>\nS: 501 no", ""),
        ("C: MAIL FROM:<>\nS: 250 ok", f"{FORGOTTEN} "),
        (f"{SECOND}\nC: hello", f"{UNFINISHED} "),
        (f"{SECOND}\nC: .", f"{IN_DOUBT} "),
        (f"{SECOND}\nC: .\nS: 451 not now", ""),
        ("C: QUIT\nS: 221 bye", f"{CLEAN} "),
        (f"{SECOND}\nC: .\nS: 550 no\nC: QUIT\nS: 221 bye", f"{CLEAN} "),
        ("C: QUIT", ""),
    ],
)
def test_a_message_that_was_accepted_before_is_never_forgotten(then: str, said: str, end: str) -> None:
    assert left(QUEUED, then, end) == f"{said}{ACCEPTED}"


def test_both_findings_bring_their_sources() -> None:
    transcript = play(QUEUED, "C: MAIL FROM:<>", "S: 250 ok", "C: <close>")
    found = left_behind(transcript, len(transcript.entries) - 1)
    assert found is not None
    assert found.sources == ("RFC 5321 §3.8", "RFC 5321 §4.1.1.10", "RFC 5321 §4.2.5")


@pytest.mark.parametrize("end", ["C: <close>", "S: <closed>"])
def test_a_quit_that_was_answered_is_a_clean_end(end: str) -> None:
    assert left("S: 220 hi\nC: QUIT\nS: 221 bye", end) == CLEAN
    assert left(f"{RCPT}\nC: QUIT\nS: 221 bye", end) == CLEAN


@pytest.mark.parametrize("end", ["C: <close>", "S: <closed>"])
def test_a_quit_that_was_not_answered_is_none(end: str) -> None:
    assert CLEAN not in left(f"{HELLO}\nC: QUIT", end)


@pytest.mark.parametrize(
    "dialogue",
    ["S: 554 no\nC: <close>", "S: <closed>"],
    ids=["refused", "no greeting"],
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
        (f"{QUEUED}\nS: 421 bye", ACCEPTED),
        (f"{QUEUED}\nC: MAIL FROM:<>\nS: 421 bye", ACCEPTED),
        (f"{QUEUED}\n{SECOND}\nS: 421 bye", f"{UNFINISHED} {ACCEPTED}"),
    ],
)
def test_a_421_ended_it(dialogue: str, said: str) -> None:
    assert left(dialogue, "S: <closed>").startswith(said)


def test_only_the_connection_that_ended_counts() -> None:
    """What an earlier connection handed over says nothing of this one."""
    queued = f"{QUEUED}\nC: QUIT\nS: 221 bye\nS: <closed>"
    assert left(queued, HELLO, "C: <close>").startswith("No transaction was open")
    assert left(queued, MAIL, "C: <close>") == FORGOTTEN


def test_the_last_chunk_of_bdat_is_in_doubt_too() -> None:
    assert left(RCPT, "C: BDAT 0 LAST", "S: <closed>").startswith("The message was complete")


def planted(behind: bytes, *later: bytes, done: bool = True) -> Transcript:
    """A STARTTLS whose 220 came in one piece with something `behind` it, and what came later in clear."""
    stage = Stage(play(HELLO, "C: STARTTLS"))
    for data in (b"220 go\r\n" + behind, *later):
        stage.arrived(data)
    stage.secured() if done else stage.not_secured()
    return stage.transcript


def found(transcript: Transcript) -> list[str]:
    """The entries for which octets before the handshake are told, by their kind."""
    entries = transcript.entries
    return [entries[index].kind.value for index in range(len(entries)) if injected(transcript, index)]


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("behind", [b"250 planted\r\n", b"250 half a l", b"250-a\r\n250 b\r\n"])
def test_what_came_in_one_piece_with_the_220_is_told_as_injected(behind: bytes, done: bool) -> None:
    transcript = planted(behind, done=done)
    assert found(transcript) == ["reply", "secured"]
    told = injected(transcript, len(transcript.entries) - 1)
    assert told is not None
    assert "CVE-2011-0411" in told.sources


def test_plain_text_in_place_of_the_handshake_is_not_injected() -> None:
    assert found(planted(b"", b"454 4.7.0 no TLS\r\n", done=False)) == []


def test_a_handshake_with_nothing_before_it_has_nothing_injected() -> None:
    assert found(planted(b"")) == []
    assert found(play("S: <tls>", HELLO)) == []


def ended(truncated: bool) -> Transcript:
    transcript = play(HELLO)
    count = len(transcript.events)
    transcript.append(Closed(seq=count, wall=BEGAN, at=count, by="server", how="closed", truncated=truncated))
    return transcript


def test_tls_without_close_notify_may_have_been_cut_off() -> None:
    cut, whole = ended(True), ended(False)
    last = len(cut.entries) - 1
    told = truncated(cut, last)
    assert told is not None
    assert "close_notify" in told.text
    assert truncated(whole, last) is None
    assert truncated(cut, 0) is None
