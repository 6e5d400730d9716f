"""Whether the next lines of a script still mean what they meant."""

from __future__ import annotations

import pytest

from smtpwb.session.script import Send, Write
from smtpwb.session.script_course import Course
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"
LOGIN = f"{HELLO}\nC: AUTH PLAIN\nS: 334 "


def course(dialogue: str, expected: str) -> tuple[Course, Transcript]:
    """The course after a dialogue in whose last reply another code was expected."""
    transcript = play(*dialogue.splitlines())
    replies = [entry for entry in transcript.entries if entry.kind is Kind.REPLY]
    found = Course()
    for entry in replies[:-1]:
        found.went(entry)
    found.went(replies[-1], expected)
    return found, transcript


def astray(dialogue: str, expected: str, *lines: str) -> str:
    found, transcript = course(dialogue, expected)
    return found.astray(Write(tuple(Send(1, line.encode()) for line in lines)), transcript.dialogue)


@pytest.mark.parametrize(
    ("dialogue", "expected", "line"),
    [
        (f"{HELLO}\nC: NOOP\nS: 500 no", "250", "MAIL FROM:<a@b>"),
        (f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 251 odd", "250", "RCPT TO:<b@c>"),
        (f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 250\nC: RCPT TO:<b>\nS: 550 no", "250", "RCPT TO:<c>"),
        (f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 550 no", "250", "QUIT"),
        (f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 550 no", "450", "MAIL FROM:<c@d>"),
        (f"{HELLO}\nC: STARTTLS\nS: 454 no", "220", "QUIT"),
        (f"{LOGIN}\nC: dXNlcg==\nS: 535 no", "235", "QUIT"),
        (f"{HELLO}\nC: XYZ\nS: 500 no", "250", "XYZ"),
    ],
)
def test_they_do(dialogue: str, expected: str, line: str) -> None:
    assert not astray(dialogue, expected, line)


@pytest.mark.parametrize(
    ("dialogue", "expected", "line", "why"),
    [
        (f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 550 no", "250", "RCPT TO:<b>", "RCPT would be out of place"),
        (f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 250 ok", "550", "MAIL FROM:<b@c>", "a transaction is open"),
        (f"{HELLO}\nC: STARTTLS\nS: 454 no", "220", "MAIL FROM:<a@b>", "TLS is not active"),
        (f"{HELLO}\nC: STARTTLS\nS: 454 no", "220", "AUTH PLAIN", "TLS is not active"),
        (f"{LOGIN}\nC: dXNlcg==\nS: 535 no", "235", "MAIL FROM:<a@b>", "nobody is logged in"),
        (f"{LOGIN}\nC: dXNlcg==\nS: 235 ok", "535", "MAIL FROM:<a@b>", "somebody is logged in"),
        (f"{HELLO}\nC: AUTH PLAIN\nS: 504 no", "334", "dXNlcg==", "read it as a command"),
        (f"{HELLO}\nC: AUTH PLAIN\nS: 334 ", "504", "QUIT", "read it as an answer"),
    ],
)
def test_they_do_not(dialogue: str, expected: str, line: str, why: str) -> None:
    assert why in astray(dialogue, expected, "NOOP", line)


def test_a_message_where_none_was_asked_for() -> None:
    dialogue = f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 250\nC: RCPT TO:<b>\nS: 250\nC: DATA\nS: 354 go"
    assert "part of a message" in astray(dialogue, "554", "RSET")


def test_one_recipient_of_two_in_one_write_is_enough() -> None:
    transcript = play(
        *f"{HELLO}\nC: MAIL FROM:<a@b>\nS: 250\nC: RCPT TO:<b>\nS: 550\nC: RCPT TO:<c>\nS: 250".splitlines()
    )
    found = Course()
    for entry in transcript.entries:
        if entry.kind is Kind.REPLY:
            assert entry.reply is not None
            found.went(entry, "250" if entry.reply.code == "550" else "")
    assert not found.astray(Write((Send(1, b"DATA"),)), transcript.dialogue)
