"""What is said of a reply before all else."""

from __future__ import annotations

from smtpwb.reference.explain import Explanation
from smtpwb.transcript.headline import ARRIVING, NEVER_ENDED
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import Stage, play

STARS = "S: 220 ****************************"


def of(transcript: Transcript, index: int = -1) -> Explanation:
    told = note(transcript, range(len(transcript.entries))[index]).explanation
    assert told is not None
    return told


def test_what_is_still_arriving_is_nothing_else_yet() -> None:
    stage = Stage(play("S: 220 hi\nC: EHLO a\nS: 250-hi"))
    stage.arrived(b"250-SI")
    told = of(stage.transcript)
    assert told.headline == ARRIVING
    assert not any("cut off" in remark for remark in told.remarks)
    assert (told.may_say, told.not_yet) == ((), ())
    stage.arrived(b"ZE 1000\r\n250 HELP\r\n")
    assert of(stage.transcript).headline == ""


def test_what_the_end_cut_off_arrives_no_more() -> None:
    stage = Stage(play("S: 220 hi\nC: EHLO a"))
    stage.arrived(b"250-hi\r\n250-SI")
    stage.closed()
    told = of(stage.transcript, -2)
    assert told.headline == ""
    assert "A line of it was cut off." in told.remarks


def test_who_talks_before_the_greeting_is_over_is_told_so() -> None:
    transcript = play("S: 220-wait\nC: EHLO a\nS: 554 5.5.1 Protocol error: you spoke too early")
    assert of(transcript, 1).headline == NEVER_ENDED
    told = of(transcript)
    assert told.diagnosis is not None
    assert (told.diagnosis.cause, told.diagnosis.certainty) == ("early-talker", "certain")
    assert "before the greeting was over" in told.meaning
    assert "last line" in told.advice


def test_the_situation_alone_tells_an_early_talker() -> None:
    early = of(play("S: 220-wait\nC: EHLO a\nS: 554 no")).diagnosis
    assert early is not None
    assert early.cause == "early-talker"
    greeted = of(play("C: EHLO a\nS: 521 no")).diagnosis
    assert greeted is not None
    assert greeted.cause == "early-talker"
    waited = of(play("S: 220 hi\nC: EHLO a\nS: 554 no")).diagnosis
    assert waited is None or waited.cause != "early-talker"


def test_what_stands_in_between_comes_first() -> None:
    told = of(play(STARS))
    assert told.headline == "Cisco PIX/ASA seems to stand in between, likely"
    assert told.fixer == "the network people, yours or theirs"
    assert "HELO" in told.advice
    assert of(play("S: 220 mx.example.com ESMTP Postfix")).headline == ""


def test_what_it_lets_not_through_is_its_doing() -> None:
    told = of(play(STARS, "C: EHLO a", "S: 500 5.5.1 Command unrecognized"))
    assert told.diagnosis is not None
    assert told.diagnosis.cause == "middlebox"
    assert told.fixer == "the network people, yours or theirs"
    assert "typing" not in told.advice
    typed = of(play(STARS, "C: EHLP a", "S: 500 5.5.1 Command unrecognized"))
    assert typed.diagnosis is not None
    assert typed.diagnosis.cause == "not-implemented"


def test_what_is_not_smtp_is_named() -> None:
    assert of(play("S: SSH-2.0-OpenSSH_9.6")).headline == "Not SMTP: SSH"


def test_the_advice_names_the_server_at_hand() -> None:
    told = of(play("S: 554 5.7.5 TLS handshake failed"))
    assert "practice.test:25" in told.advice
