"""What is owed: chunks, raw octets, and a reply for each recipient."""

from __future__ import annotations

import pytest

from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Purpose
from smtpwb.transcript.owed import RAW
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import STEP, Stage, play

GREETED = "S: 220 practice.test"
PATHS = """\
C: MAIL FROM:<a@b.cd>{parameter}
S: 250 ok
C: RCPT TO:<e@f.gh>
S: 250 ok
C: RCPT TO:<no@f.gh>
S: 550 no
C: RCPT TO:<i@j.kl>
S: 250 ok
"""
READY = f"{GREETED}\nC: EHLO a\nS: 250-b\nS: 250-CHUNKING\nS: 250 PRDR\n{PATHS.format(parameter='')}"
LMTP = f"{GREETED}\nC: LHLO a\nS: 250 b\n{PATHS.format(parameter='')}"
PRDR = f"{GREETED}\nC: EHLO a\nS: 250-b\nS: 250 PRDR\n{PATHS.format(parameter=' PRDR')}"


def answered(transcript: Transcript) -> list[str]:
    """Every reply: what it answers, for whom, its code."""
    return [
        " ".join(filter(None, (entry.answers or "?", entry.recipient.decode(), entry.reply.code)))
        for entry in transcript.entries
        if entry.reply is not None
    ]


def raw(before: str, *sent: bytes) -> Stage:
    stage = Stage(play(before))
    for octets in sent:
        stage.sent(octets, Purpose.RAW)
    return stage


class TestRecipients:
    def test_lmtp_answers_the_message_for_each_recipient_that_was_accepted(self) -> None:
        transcript = play(LMTP, "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 kept\nS: 452 full")
        assert answered(transcript)[-2:] == [". e@f.gh 250", ". i@j.kl 452"]
        assert transcript.settled

    def test_lmtp_answers_the_last_chunk_so(self) -> None:
        transcript = play(LMTP, "C: BDAT 2\nC:\nS: 250 ok\nC: BDAT 2 LAST\nC:\nS: 250 kept\nS: 452 full")
        assert answered(transcript)[-3:] == ["BDAT 250", "BDAT e@f.gh 250", "BDAT i@j.kl 452"]
        assert transcript.settled

    def test_prdr_begins_with_353_and_ends_with_the_message_as_a_whole(self) -> None:
        transcript = play(
            PRDR, "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 353 each\nS: 250 yes\nS: 550 no\nS: 250 kept"
        )
        assert answered(transcript)[-4:] == [". 353", ". e@f.gh 250", ". i@j.kl 550", ". 250"]
        assert transcript.settled

    def test_a_server_of_prdr_may_say_one_reply_only(self) -> None:
        transcript = play(PRDR, "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 250 kept")
        assert transcript.settled

    def test_without_prdr_in_mail_353_is_a_reply_like_any(self) -> None:
        transcript = play(READY, "C: DATA\nS: 354 go\nC: .\nS: 353 what")
        assert transcript.settled


class TestChunks:
    def test_what_follows_bdat_is_its_chunk_until_it_is_complete(self) -> None:
        transcript = play(READY, "C: BDAT 9")
        play("C: NOOP", transcript=transcript)
        assert transcript.entries[-1].kind is Kind.CONTENT
        assert transcript.dialogue.chunk_left == 3
        play("C: a", transcript=transcript)
        assert reads_as(transcript.dialogue, transcript.awaiting) is Reads.COMMAND
        assert transcript.awaiting == ("BDAT",)

    def test_a_dot_in_a_chunk_ends_nothing(self) -> None:
        transcript = play(READY, "C: BDAT 6 LAST\nC: .\nC: .\nS: 250 kept")
        assert answered(transcript)[-1] == "BDAT 250"

    def test_the_time_runs_from_the_last_octet_of_the_chunk(self) -> None:
        transcript = play(READY, "C: BDAT 6 LAST\nC: .\nC: .\nS: 250 kept")
        assert transcript.entries[-1].elapsed == STEP

    def test_a_server_without_bdat_takes_what_follows_for_commands(self) -> None:
        transcript = play(READY, "C: BDAT 6 LAST\nS: 502 what\nC: NOOP\nS: 250 ok")
        assert answered(transcript)[-2:] == ["BDAT 502", "NOOP 250"]

    @pytest.mark.parametrize(("code", "due"), [("500", 0), ("501", 0), ("502", 0), ("503", 6)])
    def test_a_bdat_that_is_not_read_for_one_has_no_chunk(self, code: str, due: int) -> None:
        assert play(READY, f"C: BDAT 6 END\nS: {code} no").dialogue.chunk_left == due

    def test_no_chunk_outlives_its_connection(self) -> None:
        assert play(READY, "C: BDAT 6\nS: <closed>").dialogue.chunk_left == 0


class TestRaw:
    def test_a_raw_line_with_its_end_is_a_command_like_any(self) -> None:
        stage = raw(GREETED, b"NO", b"OP\r\n")
        stage.line("S: 250 ok")
        assert answered(stage.transcript)[-1] == "NOOP 250"

    def test_each_line_of_it_is_owed_a_reply(self) -> None:
        stage = raw(GREETED, b"NOOP\r\nRSET\r\nXX")
        assert stage.transcript.awaiting == ("NOOP", "RSET")

    def test_a_line_typed_behind_raw_octets_is_one_with_them(self) -> None:
        stage = raw(GREETED, b"NO")
        stage.line("C: OP")
        assert stage.transcript.awaiting == ("NOOP",)

    def test_a_bare_lf_may_end_a_line_or_not(self) -> None:
        taken = raw(GREETED, b"NOOP\n")
        assert taken.transcript.settled, "nothing is surely owed"
        taken.line("S: 250 ok")
        assert answered(taken.transcript)[-1] == f"{RAW} 250"
        not_taken = raw(GREETED, b"NOOP\n")
        not_taken.line("C: RSET")
        assert not_taken.transcript.awaiting == ("NOOP\nRSET",), "the server may read it as one line"

    def test_once_answered_raw_octets_are_done_with(self) -> None:
        stage = raw(GREETED, b"NOOP\n")
        stage.line("S: 250 ok")
        stage.line("C: RSET")
        assert stage.transcript.awaiting == ("RSET",)

    def test_raw_octets_in_a_message_can_end_it(self) -> None:
        stage = raw(f"{READY}C: DATA\nS: 354 go", b"hi\r\n", b".", b"\r\n")
        assert stage.transcript.awaiting == (".",)

    def test_a_half_close_alone_is_owed_nothing(self) -> None:
        stage = Stage(play(GREETED))
        stage.half_closed()
        assert stage.transcript.awaiting == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("C: NOOP", "C: NOOP", "C: RSET", "S: 250 ok", "S: 250 ok"),
        ("C: AUTH LOGIN", "S: 334 VXNlcg==", "C: AA==", "S: 535 no"),
        ("C: QUIT", "S: 221 bye", "S: <closed>"),
    ],
)
def test_what_is_owed_is_what_is_awaited_each_once(lines: tuple[str, ...]) -> None:
    for count in range(len(lines) + 1):
        transcript = play(GREETED, *lines[:count])
        assert sorted(transcript.owed) == sorted(set(transcript.awaiting))


def test_what_is_owed_follows_a_queue_that_lost_what_was_not_sure_and_one_that_grew_by_a_353() -> None:
    stage = raw(READY, b"NOOP")
    assert set(stage.transcript.owed) == {RAW}
    stage.sent(b"\r\nRSET\r\n", Purpose.RAW)
    assert set(stage.transcript.owed) == set(stage.transcript.awaiting) == {"NOOP", "RSET"}
    grown = play(PRDR, "C: DATA\nS: 354 go\nC: hi\nC: .\nS: 353 each\nS: 250 yes")
    assert set(grown.owed) == {"."}
    assert len(grown.awaiting) == 2
