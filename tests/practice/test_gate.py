from __future__ import annotations

import pytest

from tests.practice.talking import conversation, say


@pytest.mark.parametrize(
    ("persona", "line", "code"),
    [
        ("practice", "EHLO x", "250"),
        ("closed", "EHLO x", "503 5.5.1"),
        ("closed", "NOSUCH", "503 5.5.1"),
        ("closed", "QUIT", "221 2.0.0"),
        ("pix", "EHLO x", '500 5.5.1 Command unrecognized: "XXXX"'),
        ("pix", "HELO x", "250"),
        ("pix", "HELP", "214"),
        ("asa", "STARTTLS", "500 5.5.1"),
        ("old", "AUTH PLAIN", "500 5.5.1"),
    ],
)
def test_what_passes(persona: str, line: str, code: str) -> None:
    assert say(conversation(persona), line).startswith(code)


@pytest.mark.parametrize(("persona", "code"), [("plain", "503 5.5.1"), ("practice", "250 2.0.0")])
def test_a_command_sent_ahead_passes_where_pipelining_is_offered(persona: str, code: str) -> None:
    talk = conversation(persona)
    assert say(talk, "NOOP").startswith("250")
    talk.sent_ahead = True
    assert say(talk, "NOOP").startswith(code)
