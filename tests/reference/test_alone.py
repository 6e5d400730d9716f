from __future__ import annotations

import pytest

from smtpwb.reference.alone import assumed
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, RULES
from tests.reference.test_explain import TABLE_NAMES, alone


@pytest.mark.parametrize(
    ("code", "after", "answers"),
    [
        ("220", "", GREETING),
        ("354", "", "DATA"),
        ("235", "", "AUTH"),
        ("550", "", ""),
        ("550", "rcpt", "RCPT"),
        ("220", "connect", GREETING),
        ("250", ".", DOT),
        ("250", "content", DOT),
        ("250", "FROB", "FROB"),
    ],
)
def test_what_a_lone_reply_is_taken_to_answer(code: str, after: str, answers: str) -> None:
    assert assumed(code, after)[0] == answers


@pytest.mark.parametrize("verb", RULES)
def test_a_lone_reply_is_read_where_its_verb_was_in_place(verb: str) -> None:
    _, before = assumed("250", TABLE_NAMES.get(verb, verb))
    verb = "AUTH" if verb == ANSWER else verb
    assert before.state in RULES[verb].place


def test_a_lone_rcpt_says_what_may_follow() -> None:
    assert alone(b"550 5.1.1 no", "RCPT").may_say[0] == "RCPT"
    assert alone(b"250 ok", "RCPT").may_say[0] == "DATA"
    assert alone(b"550 5.1.1 no").may_say == ()
