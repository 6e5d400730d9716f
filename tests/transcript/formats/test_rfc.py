"""A dialogue written as a script."""

from __future__ import annotations

import pytest

from smtpwb.session.script_reader import parse
from smtpwb.transcript.events import Purpose, Sent
from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.formats.rfc import transcript_rfc
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage, play
from tests.transcript.formats.checks import real
from tests.transcript.formats.checks import written as exported

HEADING = (
    "# SMTP dialogue with practice.test:25, 2024-01-01 12:00:00 UTC\n"
    "# target: telnet practice.test 25\n"
    "# connected to 127.0.0.1:2525\n"
)


def written(transcript: Transcript) -> str:
    """What is written below the heading."""
    text = transcript_rfc(transcript)
    assert text.startswith(HEADING)
    return text.removeprefix(HEADING)


def hidden(stage: Stage, data: bytes, secret: tuple[int, int], purpose: Purpose = Purpose.COMMAND) -> None:
    """Something was sent of which a range is secret."""
    seq = len(stage.transcript.events)
    event = Sent(seq=seq, wall=BEGAN, at=seq * STEP, data=data, purpose=purpose, masked=(secret,))
    stage.transcript.append(event)


@pytest.mark.parametrize(
    "dialogue",
    [
        "S: 220 hi\nC: EHLO a\nS: 250-hi\nS: 250-\nS: 250 SIZE\nC: QUIT\nS: 221 bye\nS: <closed>\n",
        "S: 220 hi\nC: MAIL FROM:<a@b>\nC: DATA\nS: 250\nS: 354 go\nC: x\nC:\nC: ..\nC: .\nS: 250 ok\n",
        "S: 220 hi\nC: <09> odd <1B>[31m \nS: 500 what <U+202E> \nC: <close>\n",
        "S: 220 hi\nC: <3C>close>\nS: 500 no\nC: <3C>wait 2s>\nS: 500 no\n"
        "C: <7B>env:X}\nS: 500 no\nC: <7B>login:u:env:X}\nS: 500 no\n",
        "S: 220 hi\nC: NOOP\nS: 250 a<U+2026>z\n",
        "S: 220 hi\nC: <close>\n# connected to 127.0.0.1:2525\nS: 554 no\nS: <closed>\n",
    ],
)
def test_it_is_what_the_script_would_be(dialogue: str) -> None:
    assert written(play(*[line for line in dialogue.splitlines() if not line.startswith("#")])) == dialogue


def test_with_nobody() -> None:
    assert transcript_rfc(Transcript()) == "# SMTP dialogue with nobody\n"


def test_tls_and_a_failed_connection_are_comments() -> None:
    stage = Stage()
    for line in ("S: 220 hi", "C: STARTTLS", "S: 220 go", "S: <tls>"):
        stage.line(line)
    assert written(stage.transcript).splitlines()[-1].startswith("# TLSv1.3")


def test_a_secret_is_named_and_not_given() -> None:
    stage = Stage()
    for line in ("S: 220 hi", "C: EHLO a", "S: 250 hi"):
        stage.line(line)
    hidden(stage, b"AUTH PLAIN ********\r\n", (11, 19))
    stage.arrived(b"334 \r\n")
    hidden(stage, b"****\r\n", (0, 4), Purpose.SASL)
    stage.arrived(b"235 ok\r\n")
    assert written(stage.transcript).splitlines()[-4:] == [
        "C: AUTH PLAIN {env:SMTP_AUTH}",
        "S: 334",
        "C: {env:SMTP_AUTH_2}",
        "S: 235 ok",
    ]


@pytest.mark.parametrize("mechanism", ["CRAM-MD5", "SCRAM-SHA-256"])
def test_a_proof_is_to_be_made_anew_of_the_next_challenge(mechanism: str) -> None:
    stage = Stage()
    for line in ("S: 220 hi", "C: EHLO a", "S: 250 hi", f"C: AUTH {mechanism}", "S: 334 PDFAaD4="):
        stage.line(line)
    hidden(stage, b"****\r\n", (0, 4), Purpose.SASL)
    stage.arrived(b"334 \r\n")
    hidden(stage, b"****\r\n", (0, 4), Purpose.SASL)
    assert written(stage.transcript).splitlines()[-4:] == [
        "# USER stands for the user name, which is not kept: write it there",
        "C: {login:USER:env:SMTP_PASSWORD}",
        "S: 334",
        "C: {login:USER:env:SMTP_PASSWORD}",
    ]


def test_a_proof_behind_auth_too() -> None:
    stage = Stage()
    for line in ("S: 220 hi", "C: EHLO a", "S: 250 hi"):
        stage.line(line)
    hidden(stage, b"AUTH scram-sha-1 ********\r\n", (17, 25))
    assert written(stage.transcript).endswith("C: AUTH scram-sha-1 {login:USER:env:SMTP_PASSWORD}\n")


def test_a_long_message_is_lines_however_it_was_cut() -> None:
    with Spool() as spool:
        segment = spool.segment()
        segment.add(b"".join(b"line %d\r\n" % number for number in range(20_000)))
        stage = Stage(Transcript(read=spool.read))
        for line in ("S: 220 hi", "C: HELO a", "S: 250 hi", "C: MAIL FROM:<>", "S: 250 ok"):
            stage.line(line)
        for line in ("C: RCPT TO:<b@c.d>", "S: 250 ok", "C: DATA", "S: 354 go"):
            stage.line(line)
        seq = len(stage.transcript.events)
        spooled = segment.spooled()
        sent = Sent(seq=seq, wall=BEGAN, at=seq, data=b"", purpose=Purpose.CONTENT, spooled=spooled)
        stage.transcript.append(sent)
        said = written(stage.transcript).splitlines()
    assert said[-20_000:] == [f"C: line {number}" for number in range(20_000)]


def test_a_secret_where_a_script_takes_none_is_left_out() -> None:
    stage = Stage()
    stage.line("S: 220 hi")
    hidden(stage, b"NOOP ****\r\n", (5, 9))
    assert written(stage.transcript).splitlines()[-1].startswith("# a secret was sent here")


def test_octets_without_a_line_end_are_raw() -> None:
    stage = Stage()
    stage.line("S: 220 hi")
    stage.sent(b"NOOP \\ x\r", Purpose.RAW)
    stage.sent(b"NOOP\n", Purpose.COMMAND)
    assert written(stage.transcript).splitlines()[-2:] == [r"C<raw>: NOOP \\ x<0D>", "C<raw>: NOOP<0A>"]


def test_a_command_before_the_greeting_is_raw() -> None:
    stage = Stage()
    stage.opened()
    stage.line("C: EHLO a")
    stage.line("S: 220 hi")
    assert written(stage.transcript).splitlines() == ["C<raw>: EHLO a<0D><0A>", "S: 220 hi"]


def test_content_in_pieces_is_lines() -> None:
    stage = Stage()
    for line in ("S: 220 hi", "C: DATA", "S: 354 go"):
        stage.line(line)
    stage.sent(b"one\r\ntw", Purpose.CONTENT)
    stage.sent(b"o\r\nthree", Purpose.CONTENT)
    stage.closed()
    assert written(stage.transcript).splitlines()[-4:] == [
        "C: one",
        "C: two",
        "C<raw>: three",
        "S: <closed>",
    ]


def test_what_is_no_reply_is_a_comment() -> None:
    stage = Stage()
    stage.opened()
    stage.arrived(b"hello\r\n220-hi\r\nodd\r\n220;there\r\n25")
    stage.closed("network", "timed out")
    assert written(stage.transcript).splitlines() == [
        "# no reply code: hello",
        "S: 220-hi",
        "# no reply code: odd",
        "S: 220 ;there",
        "# not complete: 25",
        "# the network timed out",
        "S: <closed>",
    ]


def said(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("level", Level)
def test_what_is_told_stands_in_comments_and_changes_no_step(level: Level) -> None:
    text = exported("rfc", real(), Options(level, asked_by="the help desk"))
    assert said(text) == said(transcript_rfc(real()))
    assert len(parse(text).steps) == len(parse(transcript_rfc(real())).steps)
    assert "# asked for by: the help desk\n" in text
    assert "# note: the address stands so\n# note: on the order form\n" in text
