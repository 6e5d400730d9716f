from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript import wording
from smtpwb.transcript.aside import HALF_CLOSED, RAW, aside
from smtpwb.transcript.events import Purpose
from smtpwb.transcript.formats.text import transcript_text
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import Stage, play

HELLO = "S: 220 practice.test\nC: EHLO a.test\nS: 250 practice.test"
MANY = "C: MAIL FROM:<ann@a.test>\nC: RCPT TO:<bob@b.test>\nC: RCPT TO:<cid@b.test>\nC: NOOP"
LMTP = "S: 220 practice.test LMTP\nC: LHLO a.test\nS: 250 practice.test"
PATHS = (
    "C: MAIL FROM:<ann@a.test>\nS: 250 ok\nC: RCPT TO:<bob@b.test>\nS: 250 ok\n"
    "C: RCPT TO:<cid@b.test>\nS: 250 ok\nC: DATA\nS: 354 go\nC: hi\nC: ."
)


def beside(transcript: Transcript) -> list[str]:
    return [words for at in range(len(transcript.entries)) if (words := aside(transcript.entries, at))]


def test_nothing_stands_beside_a_dialogue_line_by_line() -> None:
    assert beside(play(HELLO, PATHS, "S: 250 kept\nC: QUIT\nS: 221 bye\nS: <closed>")) == []


def test_of_commands_sent_at_once_each_reply_says_which_it_answers() -> None:
    said = "S: 250 ok\nS: 250 ok\nS: 550 no\nS: 250 ok"
    assert beside(play(HELLO, MANY, said)) == [
        "← MAIL ann@a.test",
        "← RCPT bob@b.test",
        "← RCPT cid@b.test",
        "← NOOP",
    ]


def test_a_reply_typed_ahead_of_says_so_and_the_next_does_not() -> None:
    assert beside(play(HELLO, "C: NOOP\nC: RSET\nS: 250 ok\nS: 250 ok\nC: NOOP\nS: 250 ok")) == [
        "← NOOP",
        "← RSET",
    ]


def test_an_end_says_what_was_owed() -> None:
    assert beside(play("S: <closed>")) == ["no greeting came"]
    assert beside(play(HELLO, "C: NOOP\nS: <closed>")) == ["NOOP was not answered"]
    assert beside(play(HELLO, PATHS, "S: <closed>")) == ["The lone dot was not answered"]


def test_in_lmtp_each_reply_names_its_recipient_and_the_dot_counts_them() -> None:
    transcript = play(LMTP, PATHS)
    dot = len(transcript.entries) - 1
    assert wording.timing(transcript.entries[dot]) == "waiting"
    play("S: 250 kept", transcript=transcript)
    assert wording.timing(transcript.entries[dot]) == "1 of 2"
    play("S: 452 full", transcript=transcript)
    assert wording.timing(transcript.entries[dot]) == ""
    assert beside(transcript) == ["for bob@b.test", "for cid@b.test"]
    assert "   (for cid@b.test)" in transcript_text(transcript)


def test_raw_octets_are_labelled_and_stand_as_they_went() -> None:
    stage = Stage(play(HELLO))
    stage.sent(b"NOOP\n.\r\n", Purpose.RAW)
    assert wording.lines(stage.transcript.entries[-1]) == ("NOOP<0A>.<0D><0A>",)
    assert beside(stage.transcript) == [RAW]
    assert "C: NOOP<0A>.<0D><0A>" in transcript_text(stage.transcript)
    assert f"({RAW})" in transcript_text(stage.transcript)


def test_raw_octets_without_a_line_end_are_awaited_by_nobody() -> None:
    stage = Stage(play(HELLO))
    stage.sent(b"NOO", Purpose.RAW)
    assert wording.timing(stage.transcript.entries[-1]) == ""
    stage.sent(b"P\r\n", Purpose.RAW)
    assert wording.timing(stage.transcript.entries[-1]) == "waiting"


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_whatever_a_path_is_it_is_shown_safely(paths: list[bytes]) -> None:
    stage = Stage(play(HELLO))
    for path in paths:
        stage.sent(b"RCPT TO:<" + path.replace(b"\r", b"").replace(b"\n", b"") + b">\r\n", Purpose.COMMAND)
    for _ in paths:
        stage.arrived(b"250 ok\r\n")
    assert all(words.isprintable() and len(words) < 60 for words in beside(stage.transcript))


def test_a_half_close_is_said() -> None:
    stage = Stage(play(HELLO))
    stage.half_closed()
    assert beside(stage.transcript) == [HALF_CLOSED]
