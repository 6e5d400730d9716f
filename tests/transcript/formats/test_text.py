from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.visible import unvisible
from smtpwb.transcript.events import Arrived, OpenFailed, Purpose, Secured, Sent
from smtpwb.transcript.formats.text import WIDTH, entry_text, transcript_text
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play

GOLDEN = Path(__file__).parent / "golden" / "walkthrough.txt"
WALKTHROUGH = """
    S: 220 practice.test ESMTP
    C: HELO ws.example.net
    S: 250 practice.test
    C: MAIL FROM:<jrace@example.net>
    S: 250 2.1.0 Ok
    C: RCPT TO:<nobody@practice.test>
    S: 550 5.1.1 <nobody@practice.test>: no such mailbox
    C: RCPT TO:<jrace@practice.test>
    S: 250 2.1.5 Ok
    C: DATA
    S: 354 End data with <CR><LF>.<CR><LF>
    C: Subject: test
    C:
    C: hello
    C: .
    S: 250 2.0.0 Ok: queued as 1
    C: QUIT
    S: 221 2.0.0 Bye
    S: <closed>
"""
"""The golden file is made anew by `python -m tests.transcript.formats.test_text`; read its diff."""
HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"


def rows(*lines: str) -> list[str]:
    return transcript_text(play(*lines)).splitlines()


def test_the_walkthrough_reads_as_kept() -> None:
    assert transcript_text(play(WALKTHROUGH)) == GOLDEN.read_text(encoding="utf-8")


def test_it_is_headed_by_server_address_time_and_tls() -> None:
    heading = rows(HELLO)[:5]
    assert heading[0].startswith("SMTP dialogue with practice.test")
    assert heading[1:] == [
        "Address: 127.0.0.1:2525",
        "Begun:   2024-01-01 12:00:00 UTC",
        "TLS:     none, everything went in clear",
        "",
    ]


def test_the_heading_says_which_tls() -> None:
    assert "TLS:     TLSv1.3 · TLS_AES_256_GCM_SHA384 · certificate NOT verified: self-signed" in rows(
        HELLO, "C: STARTTLS\nS: 220 go\nS: <tls>"
    )


def test_without_a_dialogue() -> None:
    assert transcript_text(Transcript()).startswith("SMTP dialogue with nobody\nTLS:     none")


def test_a_connection_that_failed() -> None:
    failed = OpenFailed(seq=0, wall=BEGAN, at=0, target="mx.test", why="connection refused", hint="try 587")
    text = transcript_text(Transcript([failed]))
    assert "# no connection to mx.test: connection refused\n   try 587\n" in text


def test_what_was_said_stands_at_the_margin_what_is_said_of_it_is_indented() -> None:
    for row in rows(WALKTHROUGH)[5:]:
        assert row.startswith(("C: ", "S: ", "# ", "   "))


def test_the_time_of_a_reply_stands_at_its_last_line() -> None:
    found = [row for row in rows("S: 220 hi", "C: EHLO a", "S: 250-a", "S: 250 b") if row[:2] == "S:"]
    assert found[0].endswith("1.0 ms")
    assert found[1] == "S: 250-a"
    assert found[2].endswith("2.0 ms")
    assert len(found[2]) == WIDTH


def test_explanations_fit_in_a_ticket() -> None:
    assert all(len(row) <= WIDTH for row in rows(WALKTHROUGH) if row.startswith("   "))


def test_a_reply_is_explained_with_who_what_and_where() -> None:
    text = "\n".join(rows(WALKTHROUGH))
    for said in (
        "Mailbox unavailable: This recipient only.",
        "5.1.1: ",
        "Who can fix it: ",
        "Try: ",
        "[RFC 5321 §",
    ):
        assert said in text, said


def test_a_keyword_has_a_row_each() -> None:
    found = rows("S: 220 hi\nC: EHLO a\nS: 250-a\nS: 250-SIZE 1000\nS: 250 XFROB")
    assert any(row.startswith("   SIZE: ") for row in found)
    assert any(row.startswith("   XFROB: ") and "this server's own" in row for row in found)


def test_a_challenge_is_decoded() -> None:
    assert "   It asks: Username:" in rows(HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6")


def test_what_is_odd_comes_first() -> None:
    found = rows(HELLO, "C: NOOP", "S: 250 ok", "S: 250 unasked")
    at = next(n for n, row in enumerate(found) if "unasked" in row)
    assert found[at + 1] == "   Nobody asked for this reply: no command was waiting for one."


def test_what_is_left_behind_is_said_at_the_end() -> None:
    found = rows(HELLO, "C: MAIL FROM:<>", "S: 250 ok", "C: <close>")
    assert found[-3:] == [
        "# you hung up",
        "   The open transaction is forgotten: nothing was queued.",
        "   [RFC 5321 §3.8 · RFC 5321 §4.1.1.10]",
    ]


def test_one_entry_alone() -> None:
    transcript = play(WALKTHROUGH)
    whole = transcript_text(transcript)
    for index in range(len(transcript.entries)):
        text = entry_text(transcript, index)
        assert text in whole
        assert text.endswith("\n")
    assert entry_text(transcript, 2) == "C: HELO ws.example.net\n"


def test_secrets_are_bullets() -> None:
    stage = Stage(play(HELLO))
    stage.transcript.append(
        Sent(seq=9, wall=BEGAN, at=9, data=b"*" * 8 + b"\r\n", purpose=Purpose.SASL, masked=((0, 8),))
    )
    assert f"C: {'•' * 8}" in transcript_text(stage.transcript)


@given(st.binary(max_size=80))
def test_no_octet_of_the_server_is_lost_or_takes_effect(data: bytes) -> None:
    """Whatever arrives is shown on rows marked `S:`, safe, and can be read back."""
    line = data.replace(b"\n", b"") + b"\r\n"
    stage = Stage()
    stage.opened()
    stage.transcript.append(Arrived(seq=1, wall=BEGAN, at=1_000_000, data=line))
    text = transcript_text(stage.transcript)
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")]
    (said,) = (row for row in text.splitlines() if row.startswith("S: "))
    assert unvisible(said[3:]).startswith(line[:-2])


@pytest.mark.parametrize("reason", ["x\r\nS: 250 forged", "x\nC: forged"])
def test_no_reason_of_a_library_forges_a_row(reason: str) -> None:
    stage = Stage()
    stage.opened()
    stage.transcript.append(Secured(seq=1, wall=BEGAN, at=1, version="", reason=reason))
    assert not [row for row in transcript_text(stage.transcript).splitlines() if row[:2] in ("S:", "C:")]


if __name__ == "__main__":
    GOLDEN.write_text(transcript_text(play(WALKTHROUGH)), encoding="utf-8")
