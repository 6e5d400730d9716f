from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.reading import reading, shown
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.sasl import secret_in_command
from tests.smtp import dialogues as at
from tests.smtp.lines import lines

READINGS = [
    (at.MAIL, b"RCPT TO:<jrace@practice.test>", "forward-path jrace@practice.test · 29 bytes + CRLF"),
    (at.MAIL, b"rcpt to: jrace@practice.test", "forward-path jrace@practice.test · 28 bytes + CRLF"),
    (
        at.EHLO,
        b"MAIL FROM:<> SIZE=1000",
        "reverse-path <> (null: bounces) · SIZE 1,000 octets · 22 bytes + CRLF",
    ),
    (
        at.EHLO,
        b"MAIL FROM:<a@b.c> SMTPUTF8 =x",
        "reverse-path a@b.c · SMTPUTF8 · =x · 29 bytes + CRLF",
    ),
    (at.EHLO, b"MAIL FROM:<@r.test:a@b.c>", "reverse-path a@b.c by way of @r.test · 25 bytes + CRLF"),
    (at.EHLO, b"MAIL FROM:<\x1b[31m", "reverse-path <<1B>[31m · 16 bytes + CRLF"),
    (at.EHLO, b"MAIL TO", "reverse-path missing · 7 bytes + CRLF"),
    (at.EHLO, b"MAIL", "MAIL FROM:<reverse-path> · 4 bytes + CRLF"),
    (at.GREETED, b"HELO ws.example.net", "domain ws.example.net · 19 bytes + CRLF"),
    (at.GREETED, b"EHLO [192.0.2.1]", "address literal [192.0.2.1] · 16 bytes + CRLF"),
    (at.GREETED, b"helo", "HELO domain · 4 bytes + CRLF"),
    (at.GREETED, b"VRFY ann", "string ann · 8 bytes + CRLF"),
    (at.GREETED, b"HELP", "HELP [word] · 4 bytes + CRLF"),
    (at.GREETED, b"quit", "QUIT · 4 bytes + CRLF"),
    (at.GREETED, b"QUIT now", "QUIT, argument now · 8 bytes + CRLF"),
    (at.RCPT, b"BDAT 12 LAST", "chunk of 12 octets · the last · 12 bytes + CRLF"),
    (at.RCPT, b"BDAT 12", "chunk of 12 octets · 7 bytes + CRLF"),
    (replace(at.RCPT, chunk_left=12), b"Subject", "of a chunk · 7 bytes + CRLF · 3 of it left after this"),
    (replace(at.RCPT, chunk_left=9), b"Subject", "of a chunk · 7 bytes + CRLF · fills it"),
    (
        replace(at.RCPT, chunk_left=5),
        b"QUIT",
        "of a chunk · 4 bytes + CRLF · 1 more than the 5 it still takes",
    ),
    (at.EHLO, b"ETRN @b.c", "mail for all hosts under b.c · 9 bytes + CRLF"),
    (at.EHLO, b"ETRN #slow", "the queue slow · 10 bytes + CRLF"),
    (at.EHLO, b"ETRN b.c", "mail for b.c · 8 bytes + CRLF"),
    (at.RCPT, b"BURL imap://b.c/1 LAST", "fetch imap://b.c/1 · the last · 22 bytes + CRLF"),
    (at.EHLO, b"XCLIENT name=a+20b ADDR=", "NAME a b · ADDR · 24 bytes + CRLF"),
    (
        at.EHLO,
        b"MAIL FROM:<> BY=7200;RT ENVID=a+2Bb",
        "reverse-path <> (null: bounces) · BY 2 h, else return, with trace · ENVID a+b · 35 bytes + CRLF",
    ),
    (
        at.EHLO,
        b"MAIL FROM:<> BY=90;N HOLDFOR=1209600",
        "reverse-path <> (null: bounces) · BY 90 s, else notify · HOLDFOR 14 days · 36 bytes + CRLF",
    ),
    (at.EHLO, b"auth plain", "mechanism PLAIN · 10 bytes + CRLF"),
    (at.EHLO, b"AUTH PLAIN AGFubgBzZWNyZXQ=", "mechanism PLAIN · initial response, masked · 27 bytes + CRLF"),
    (at.EHLO, b"HELLO", "unknown verb"),
    (at.EHLO, b".", "unknown verb"),
    (at.EHLO, b"", ""),
    (at.EHLO, b"  ", ""),
    (at.CONTENT, b"Hello", "content line · 5 bytes + CRLF"),
    (at.CONTENT, b"x", "content line · 1 byte + CRLF"),
    (at.CONTENT, b"", "content line · 0 bytes + CRLF"),
    (at.CONTENT, b"QUIT", "content line · 4 bytes + CRLF"),
    (at.CONTENT, b".", "ends the message"),
    (at.AUTH, b"c2VjcmV0", "answer to the challenge, masked"),
    (at.AUTH, b"QUIT", "answer to the challenge, masked"),
    (at.AUTH, b"", "empty answer to the challenge"),
    (at.AUTH, b"*", "gives up the authentication"),
]


@pytest.mark.parametrize(("dialogue", "line", "text"), READINGS)
def test_how_a_line_reads(dialogue: Dialogue, line: bytes, text: str) -> None:
    assert reading(line, dialogue) == text


@pytest.mark.parametrize("dialogue", at.ALL)
def test_only_a_message_and_an_auth_dialogue_take_no_commands(dialogue: Dialogue) -> None:
    wanted = {at.CONTENT: Reads.CONTENT, at.BARE_CONTENT: Reads.CONTENT, at.AUTH: Reads.ANSWER}
    assert reads_as(dialogue) is wanted.get(dialogue, Reads.COMMAND)


@given(lines, st.sampled_from(at.ALL))
def test_any_line_reads_and_is_safe_to_show(line: bytes, dialogue: Dialogue) -> None:
    assert reading(line, dialogue).isprintable()


@given(st.text("0123456789abcdef", min_size=8, max_size=40))
def test_a_secret_is_never_read_out(secret: str) -> None:
    line = f"AUTH PLAIN {secret}".encode()
    assert secret_in_command(line)
    assert secret not in reading(line, at.EHLO)
    assert secret not in reading(secret.encode(), at.AUTH)


def test_what_is_repeated_is_cut() -> None:
    assert shown(b"a" * 60) == "a" * 60
    assert shown(b"a" * 61) == "a" * 59 + "…"
    assert len(shown(b"\x1b" * 1_000_000)) == 60
