from __future__ import annotations

import itertools
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference import catalog
from smtpwb.smtp.dialogue import DOT
from smtpwb.smtp.visible import unvisible
from smtpwb.transcript.events import Arrived, Opened, OpenFailed, Purpose, Secured, Sent
from smtpwb.transcript.formats.text import WIDTH, entry_text, transcript_text
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play
from tests.transcript.test_handshake import secured
from tests.transcript.test_timing import timed

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
STARTTLS = "C: STARTTLS\nS: 220 go\nS: <tls>"


def rows(*lines: str) -> list[str]:
    return transcript_text(play(*lines)).splitlines()


def test_the_walkthrough_reads_as_kept() -> None:
    assert transcript_text(play(WALKTHROUGH)) == GOLDEN.read_text(encoding="utf-8")


def block(found: list[str], first: str) -> list[str]:
    """The row that begins so, and what is said under it."""
    begin = next(n for n, row in enumerate(found) if row.startswith(first))
    return [found[begin], *itertools.takewhile(lambda row: row.startswith("   "), found[begin + 1 :])]


def test_it_is_headed_by_server_and_time() -> None:
    assert rows(HELLO)[:8] == [
        "SMTP dialogue with practice.test:25",
        "Begun: 2024-01-01 12:00:00 UTC; times beside C: lines are UTC",
        "Server: practice.test:25 at 127.0.0.1:2525",
        "TLS: none, everything went in clear",
        "",
        "Tried: EHLO",
        "",
        "# connected to 127.0.0.1:2525",
    ]


def test_a_connection_has_its_time_and_its_tls() -> None:
    assert block(rows(HELLO), "# connected") == [
        "# connected to 127.0.0.1:2525",
        "   at 2024-01-01 12:00:00 UTC; TLS: none, everything went in clear",
    ]
    assert block(rows(HELLO, STARTTLS), "# connected") == [
        "# connected to 127.0.0.1:2525",
        "   at 2024-01-01 12:00:00 UTC; TLS: TLSv1.3 · TLS_AES_256_GCM_SHA384 ·",
        "   certificate NOT verified: self-signed",
    ]


def test_a_handshake_that_failed_is_no_silence_about_tls() -> None:
    told = " ".join(block(rows(HELLO, "C: STARTTLS", "S: 220 go", "S: <no tls>"), "# connected"))
    assert "TLS: TLS handshake failed: wrong version number" in told


def test_tls_that_stands_is_not_undone_by_a_second_try() -> None:
    """STARTTLS inside TLS begins nothing: what is said goes on inside the first."""
    stage = Stage(play(HELLO, STARTTLS))
    stage.line("C: STARTTLS")
    stage.line("S: 220 go")
    stage.not_secured()
    assert "TLS: TLSv1.3" in block(transcript_text(stage.transcript).splitlines(), "# connected")[1]


def two_connections() -> Transcript:
    """The first inside TLS, a second and a half later one in clear to somewhere else."""
    first = play(HELLO, STARTTLS, "C: EHLO a", "S: 250 hi", "C: QUIT", "S: 221 bye", "S: <closed>")
    second = Opened(
        seq=len(first.events),
        wall=BEGAN + timedelta(seconds=90),
        at=90_000_000_000,
        target="mx.test",
        host="mx.test",
        port=2500,
        local="127.0.0.1:40001",
        peer="192.0.2.1:2500",
    )
    first.append(second)
    return play("S: 220 mx", "C: NOOP", "S: 250 ok", transcript=first)


def test_two_connections_each_have_their_own_place_time_and_tls() -> None:
    text = transcript_text(two_connections())
    assert text.splitlines()[:3] == [
        "SMTP dialogue with practice.test:25 and mx.test:2500",
        "Begun: 2024-01-01 12:00:00 UTC; times beside C: lines are UTC",
        "Connections: 2, one after the other",
    ]
    first, second = text.split("# connected")[1:]
    assert "2024-01-01 12:00:00 UTC; TLS: TLSv1.3" in first
    assert "in clear" not in block(text.splitlines(), "# connected to 127.0.0.1:2525")[1]
    assert block(text.splitlines(), "# connected to 192.0.2.1:2500")[1:] == [
        "   at 2024-01-01 12:01:30 UTC; TLS: none, everything went in clear"
    ]
    assert "TLSv1.3" not in second


def test_a_server_is_named_once_however_often_it_is_called() -> None:
    again = play(HELLO, "C: <close>", HELLO)
    assert transcript_text(again).startswith("SMTP dialogue with practice.test:25\nBegun:")
    assert "Connections: 2" in transcript_text(again)


def test_without_a_dialogue() -> None:
    assert transcript_text(Transcript()) == "SMTP dialogue with nobody\n\n"


def test_a_connection_that_failed() -> None:
    why = "mx.test: connection refused"
    failed = OpenFailed(seq=0, wall=BEGAN, at=0, target="mx.test", why=why, hint="try 587")
    text = transcript_text(Transcript([failed]))
    assert text.startswith("SMTP dialogue with nobody\nBegun: 2024-01-01 12:00:00 UTC")
    assert "# no connection: mx.test: connection refused\n   try 587\n" in text


def test_what_was_said_stands_at_the_margin_what_is_said_of_it_is_indented() -> None:
    text = transcript_text(play(WALKTHROUGH))
    for row in text[text.index("# connected") :].splitlines():
        assert row.startswith(("C: ", "S: ", "# ", "   "))


def test_the_time_of_a_reply_stands_at_its_last_line() -> None:
    found = [row for row in rows("S: 220 hi", "C: EHLO a", "S: 250-a", "S: 250 b") if row[:2] == "S:"]
    assert found[0].endswith("1.0 ms")
    assert found[1] == "S: 250-a"
    assert found[2].endswith("2.0 ms")
    assert len(found[2]) == WIDTH


def test_a_command_bears_its_time_of_day_and_content_none() -> None:
    found = rows(WALKTHROUGH)
    commands = [
        row for row in found if row.startswith(("C: HELO", "C: MAIL", "C: RCPT", "C: DATA", "C: QUIT"))
    ]
    assert len(commands) == 6
    for row in commands:
        assert row.endswith("  12:00:00")
        assert len(row) == WIDTH
    assert {"C: Subject: test", "C: ", "C: hello", "C: ."} <= set(found)


def test_the_time_of_a_command_is_its_own() -> None:
    stage = Stage(play(HELLO))
    late = BEGAN + timedelta(hours=3, minutes=2, seconds=1)
    stage.transcript.append(Sent(seq=9, wall=late, at=9, data=b"NOOP\r\n", purpose=Purpose.COMMAND))
    assert f"{'C: NOOP':<{WIDTH - 8}}15:02:01" in transcript_text(stage.transcript)


def test_a_reply_of_many_lines_is_copied_whole() -> None:
    texts = [f"250-X{n}" for n in range(299)]
    transcript = play("S: 220 hi", "C: EHLO a", *(f"S: {text}" for text in texts), "S: 250 XLAST")
    index = len(transcript.entries) - 1
    for text in (transcript_text(transcript), entry_text(transcript, index)):
        said = [row[3:] for row in text.splitlines() if row.startswith("S: 250")]
        assert said[:-1] == texts
        assert said[-1].startswith("250 XLAST ")
        assert "more lines" not in text


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
    assert any(row.startswith("   No STARTTLS: ") for row in found)
    assert any(row.startswith("   XFROB: ") and "this server's own" in row for row in found)


def test_a_challenge_is_decoded() -> None:
    assert "   It asks: “Username:”: the user name, in base64." in rows(
        HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6"
    )


def test_recipients_who_did_not_fare_alike_stand_in_a_ledger_at_the_end() -> None:
    long = f"{'x' * 60}@practice.test"
    begin = f"C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<{long}>\nS: 250 ok"
    transaction = f"{begin}\nC: RCPT TO:<b@x.test>\nS: 452 4.2.2 full"
    ledger = block(rows(HELLO, transaction), "# recipients of")
    assert ledger[0].startswith("# recipients of <>: 1 accepted · 1 refused (")
    assert ledger[1] == f"   <{long}>  250"
    assert ledger[2].startswith(f"   {'<b@x.test>':<42}  452 4.2.2")
    assert "   Ruled out:" in ledger
    assert "   What remains:" in ledger
    twice = rows(HELLO, transaction, "C: RSET\nS: 250 ok", transaction)
    assert sum(row.startswith("# recipients of") for row in twice) == 2


@pytest.mark.parametrize("code", ["250", "550"])
def test_there_is_no_ledger_where_all_fared_alike(code: str) -> None:
    recipients = "\n".join(f"C: RCPT TO:<{name}@x.test>\nS: {code} x" for name in "ab")
    assert not any(
        row.startswith("# recipients of") for row in rows(HELLO, "C: MAIL FROM:<>\nS: 250 ok", recipients)
    )


def test_a_slow_reply_is_marked_with_what_it_often_is() -> None:
    text = transcript_text(timed(HELLO, "C: NOOP", 3, "S: 250 ok"))
    assert "   Slow: 3.0 s, its neighbours 1.0 ms. Often " in text
    assert "Slow:" not in transcript_text(timed(HELLO, 3, "C: NOOP\nS: 250 ok"))


def test_what_changed_since_the_ehlo_before_is_told() -> None:
    found = rows(HELLO, STARTTLS, "C: EHLO a\nS: 250-hi\nS: 250 AUTH PLAIN")
    assert "   Since the EHLO before TLS: + AUTH PLAIN" in found
    assert any(row.startswith("   AUTH is offered inside TLS only") for row in found)


def test_what_is_odd_comes_first() -> None:
    found = rows(HELLO, "C: NOOP", "S: 250 ok", "S: 250 unasked")
    at = next(n for n, row in enumerate(found) if "unasked" in row)
    assert found[at + 1] == "   Nobody asked for this reply: no command was waiting for one."


def test_what_is_left_behind_is_said_at_the_end() -> None:
    found = rows(HELLO, "C: MAIL FROM:<>", "S: 250 ok", "C: <close>")
    assert found[-3:] == [
        "# you hung up",
        "   The open transaction is forgotten: nothing of it was queued.",
        "   [RFC 5321 §3.8 · RFC 5321 §4.1.1.10]",
    ]


def test_what_was_accepted_is_said_at_the_end_of_a_second_transaction() -> None:
    accepted = WALKTHROUGH[: WALKTHROUGH.index("    C: QUIT")]
    found = rows(accepted, "C: MAIL FROM:<>", "S: 250 ok", "C: <close>")
    told = " ".join(row.strip() for row in block(found, "# you hung up"))
    assert told == (
        "# you hung up The open transaction is forgotten: nothing of it was queued. "
        "What was accepted with 250 after the final dot stays the server's to deliver. "
        "[RFC 5321 §3.8 · RFC 5321 §4.1.1.10 · RFC 5321 §4.2.5]"
    )


def test_one_entry_alone() -> None:
    transcript = play(WALKTHROUGH)
    whole = transcript_text(transcript)
    for index, entry in enumerate(transcript.entries):
        text = entry_text(transcript, index)
        said = text.splitlines(keepends=True)[0] if entry.sent else text
        assert said in whole
        assert text.endswith("\n")


def test_a_command_alone_is_explained() -> None:
    transcript = play(HELLO, "C: RCPT FROM:<a@b.c>")
    row = catalog.row("commands", "RCPT")
    assert row is not None
    found = entry_text(transcript, len(transcript.entries) - 1).splitlines()
    assert found[0] == f"{'C: RCPT FROM:<a@b.c>':<{WIDTH - 8}}12:00:00"
    assert all(line.startswith("   ") for line in found[1:])
    told = " ".join(line.strip() for line in found[1:])
    assert told.startswith(f"{row.name}: ")
    assert row.explanation in told
    lints = note(transcript, len(transcript.entries) - 1).lints
    assert lints
    assert all(f"{lint.text} [{lint.source}]" in told for lint in lints)
    assert told.endswith(f"[{' · '.join(row.sources)}]")


def test_content_and_answer_alone_are_explained() -> None:
    transcript = play(WALKTHROUGH)
    dot = next(n for n, entry in enumerate(transcript.entries) if entry.answers == DOT)
    assert entry_text(transcript, dot - 1) == ("C: hello\n   A line of the message.\n   [RFC 5321 §4.5.2]\n")
    assert entry_text(transcript, dot).startswith("C: .\n   The lone dot ends the message.\n")
    stage = Stage(play(HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6"))
    stage.transcript.append(
        Sent(seq=9, wall=BEGAN, at=9, data=b"*" * 8 + b"\r\n", purpose=Purpose.SASL, masked=((0, 8),))
    )
    said = entry_text(stage.transcript, len(stage.transcript.entries) - 1).splitlines()
    assert said[0].startswith(f"C: {'•' * 8} ")
    assert said[1:] == ["   An answer to the server's challenge, masked.", "   [RFC 4954 §4]"]


def test_an_unknown_command_alone_has_no_empty_source() -> None:
    transcript = play(HELLO, "C: FROB")
    text = entry_text(transcript, len(transcript.entries) - 1)
    assert "   Not a command that the tables know." in text
    assert "[]" not in text


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


def test_a_handshake_is_told_with_what_its_certificate_means() -> None:
    stage = Stage(play(HELLO, "C: STARTTLS", "S: 220 go"))
    count = len(stage.transcript.events)
    stage.transcript.append(
        secured(seq=count, at=count, chain_code=18, chain_reason="self-signed certificate", group="x25519")
    )
    told = block(transcript_text(stage.transcript).split("\n"), "# TLSv1.3")
    flat = " ".join(" ".join(told).split())
    assert told[0].startswith("# TLSv1.3 · TLS_AES_256_GCM_SHA384 · x25519 · certificate NOT verified: self-")
    assert "It means: Nobody but the server itself vouches for it" in flat
    assert "Valid: 28 days left, until 2026-04-01" in flat
    assert "say EHLO again" in flat
    assert max(map(len, told[1:])) <= WIDTH


@pytest.mark.parametrize("length", [10, WIDTH - 12, WIDTH - 9, WIDTH - 8, WIDTH + 5])
def test_the_time_stands_at_the_right_and_makes_no_line_too_wide_that_has_room_for_it(length: int) -> None:
    reply = "220 ".ljust(length - 3, "x")
    text = transcript_text(play(f"S: {reply}"))
    (line,) = (line for line in text.splitlines() if line.startswith("S: 220"))
    assert line.startswith(f"S: {reply}  ")
    assert line.endswith(" 1.0 ms")
    assert len(line) == max(WIDTH, length + len("  1.0 ms"))


if __name__ == "__main__":
    GOLDEN.write_text(transcript_text(play(WALKTHROUGH)), encoding="utf-8")
