from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.commands import VERBS
from smtpwb.transcript.pasted.found import after_of, enhanced_of, reply_of, words


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (b"550 5.1.1 no", [b"550 5.1.1 no"]),
        (b" 550\n  5.1.1\tno ", [b"550 5.1.1 no"]),
        (b"550-a 550-b 550 c", [b"550-a", b"550-b", b"550 c"]),
        (rb"550-a\n550 b", [b"550-a", b"550 b"]),
        (b"550: 5.1.1 no", [b"550 5.1.1 no"]),
        (b"550 550 5.1.1 no", [b"550 5.1.1 no"]),
        (b"host mx.example said: 550 no", [b"550 no"]),
        (b"server refused to talk to me: 421 4.3.2 busy", [b"421 4.3.2 busy"]),
        (b"550 a 550 b", [b"550 a 550 b"]),
        (b"timed out after 300 seconds", [b"timed out after 300 seconds"]),
        (b"the limit: 250 5 messages", [b"the limit: 250 5 messages"]),
        (b"", [b""]),
    ],
)
def test_quoted_words_as_a_reply(said: bytes, lines: list[bytes]) -> None:
    assert [line.raw.removesuffix(b"\r\n") for line in reply_of(said).lines] == lines


def test_a_reply_of_several_lines_that_ends_early_is_not_complete() -> None:
    assert [reply_of(said).complete for said in (b"550-a 550-b", b"550-a 550 b", b"no code")] == [
        False,
        True,
        True,
    ]


@given(st.binary(max_size=200))
def test_any_words_are_one_reply(said: bytes) -> None:
    reply = reply_of(said)
    assert (
        reply.raw.replace(b"\r\n", b" ").split() == words(said).replace(rb"\n", b" ").split()
        or b"\\n" in said
    )
    assert len(enhanced_of(reply)) <= 11


@pytest.mark.parametrize(
    ("said", "enhanced"),
    [
        (b"5.7.1 Spam", "5.7.1"),
        (b"no mailbox here (#5.1.1)", "5.1.1"),
        (b"Status: 4.4.1", "4.4.1"),
        (b"550 5.1.1 no", ""),
        (b"192.0.2.1 does not answer", ""),
        (b"Postfix 3.7.11", ""),
    ],
)
def test_the_enhanced_status_code_in_words(said: bytes, enhanced: str) -> None:
    assert enhanced_of(reply_of(said)) == enhanced


@pytest.mark.parametrize(
    ("phrase", "after"),
    [
        ("RCPT TO", "RCPT"),
        ("MAIL FROM:<a@b.example> SIZE=1", "MAIL"),
        ("pipelined RCPT TO:<a@b.example>", "RCPT"),
        ("end of DATA", "CONTENT"),
        ("END-OF-MESSAGE", "CONTENT"),
        ("end of data", "CONTENT"),
        ("DATA", "DATA"),
        ("initial connection", "CONNECT"),
        ("EHLO mail.example.org", "EHLO"),
        ("does not like recipient", "RCPT"),
        ("but sender was rejected", "MAIL"),
        ("failed after I sent the message", "CONTENT"),
        ("check_rcpt", "RCPT"),
        ("STARTTLS", "STARTTLS"),
        ("pipelined EHLO x", "EHLO"),
        ("the moon", ""),
        ("", ""),
    ],
)
def test_the_command_that_a_phrase_names(phrase: str, after: str) -> None:
    assert after_of(phrase) == after


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_names_itself(verb: str) -> None:
    assert after_of(verb) == verb
