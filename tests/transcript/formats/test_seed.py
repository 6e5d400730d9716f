"""The layout of the old walkthroughs."""

from __future__ import annotations

from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.formats.seed import rows
from tests.dialogues import play
from tests.transcript.formats.checks import put_note
from tests.transcript.formats.test_text import WALKTHROUGH


def test_the_walkthrough_stands_as_it_did() -> None:
    transcript = play(WALKTHROUGH)
    put_note(transcript, 6, "odd")
    found = list(rows(transcript, Options(Level.BARE)))
    assert found[found.index("") + 1 :] == [
        " YOU SEND FROM PROMPT        -> telnet practice.test 25",
        "  {connected to 127.0.0.1:2525}",
        "  {at 2024-01-01 12:00:00 UTC; TLS: none, everything went in clear}",
        " YOU RECEIVE ACK             <- 220 practice.test ESMTP",
        " YOU SEND                    -> HELO ws.example.net",
        ' YOU RECEIVE 250 "OK TO SEND"<- 250 practice.test',
        " YOU SEND                    -> MAIL FROM:<jrace@example.net>",
        ' YOU RECEIVE 250 "OK TO SEND"<- 250 2.1.0 Ok',
        " YOU SEND                    -> RCPT TO:<nobody@practice.test>",
        "  {{odd}}",
        ' YOU RECEIVE 550 "NO"        <- 550 5.1.1 <nobody@practice.test>: no such mailbox',
        " YOU SEND                    -> RCPT TO:<jrace@practice.test>",
        ' YOU RECEIVE 250 "OK TO SEND"<- 250 2.1.5 Ok',
        " YOU SEND                    -> DATA",
        ' YOU RECEIVE 354 "OK TO DATA"<- 354 End data with <CR><LF>.<CR><LF>',
        " YOU SEND MSG TXT            -> Subject: test",
        " YOU SEND MSG TXT            ->",
        " YOU SEND MSG TXT            -> hello",
        " YOU TERMINATE WITH . CRLF   -> .",
        ' YOU RECEIVE 250 "OK ACK MSG"<- 250 2.0.0 Ok: queued as 1',
        " YOU CLOSE SESSION           -> QUIT",
        ' YOU RECEIVE 221 "GOODBYE"   <- 221 2.0.0 Bye',
        "  {the server closed the connection}",
    ]


def test_what_was_said_cannot_be_taken_for_a_remark() -> None:
    found = list(rows(play("S: 220 a", "C: NOOP", "S: {250 a}", "S: 250 {b}"), Options(Level.BARE)))
    assert not [row for row in found if row.startswith("  {") and "250" in row]
