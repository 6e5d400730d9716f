from __future__ import annotations

import pytest

from smtpwb.practice.conversation import Expects
from smtpwb.practice.lines import Line
from smtpwb.practice.login import respond_to_answer
from tests.practice.talking import conversation, say

PLAIN = "AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc="


def test_a_verdict_ends_the_exchange_and_is_counted() -> None:
    talk = conversation()
    assert say(talk, "EHLO x", "AUTH PLAIN") == "334 "
    assert talk.expects is Expects.ANSWER
    assert respond_to_answer(talk, Line(b"AGEAYg==", crlf=True, octets=10)).startswith("535 5.7.8")
    assert (talk.expects, talk.exchange, talk.tries) == (Expects.COMMAND, None, 1)
    assert say(talk, PLAIN).startswith("235 2.7.0")
    assert (talk.authenticated, talk.tries) == (True, 2)


def test_a_cancelled_exchange_came_to_no_verdict() -> None:
    talk = conversation("badauth")
    say(talk, "EHLO x", "AUTH LOGIN")
    assert respond_to_answer(talk, Line(b"*", crlf=True, octets=3)).startswith("501 5.7.0")
    assert talk.tries == 0


def test_badauth_says_454_once_and_535_from_then_on() -> None:
    talk = conversation("badauth")
    said = [say(talk, "EHLO x", PLAIN)[:9] for _ in range(4)]
    assert said == ["454 4.7.0", *["535 5.7.8"] * 3]
    assert not talk.authenticated


@pytest.mark.parametrize(
    ("persona", "line", "code"),
    [
        ("tlsless", "AUTH CRAM-MD5", "504 5.5.4"),
        ("tlsless", PLAIN, "235 2.7.0"),
        ("practice", "AUTH CRAM-MD5", "334"),
        ("practice", "AUTH NOSUCH", "504 5.5.4"),
        ("practice", "AUTH PLAIN =x", "501 5.5.2"),
        ("practice", "AUTH", "501 5.5.4"),
        ("practice", "AUTH CRAM-MD5 AGxl", "501 5.7.0"),  # RFC 4954 §4
    ],
)
def test_what_is_offered_can_be_had(persona: str, line: str, code: str) -> None:
    assert say(conversation(persona), "EHLO x", line).startswith(code)
