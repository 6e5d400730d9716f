"""A reply as the rules look at it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference.clues import Reply, evidence, read


def reply(text: str, code: str = "", enhanced: str = "", after: str = "", speaker: str = "") -> Reply:
    return read(code, enhanced, text, after, speaker)


def test_codes_are_taken_from_the_words_where_they_are_not_given() -> None:
    found = reply("550 5.1.1 User unknown")
    assert (found.code, found.enhanced, found.given) == ("550", "5.1.1", "")


def test_codes_that_are_given_are_kept_unless_they_say_nothing() -> None:
    found = reply("451 4.3.0 later", code="550", enhanced="5.7.1")
    assert (found.code, found.enhanced, found.given) == ("550", "5.7.1", "5.7.1")
    assert reply("5.1.1 User unknown", enhanced="5.0.0").enhanced == "5.1.1"


@pytest.mark.parametrize("given", ["6.6.0", "0.1.1", "none"])
def test_an_enhanced_code_of_no_class_that_there_is_says_nothing(given: str) -> None:
    assert reply("Corrupt message", code="550", enhanced=given).enhanced == ""
    assert reply("5.1.1 User unknown", enhanced=given).enhanced == "5.1.1"


@pytest.mark.parametrize("text", ["1550 bytes", "192.0.2.250", "version 2.5.1.1", "650 no"])
def test_other_numbers_are_no_codes(text: str) -> None:
    found = reply(text)
    assert (found.code, found.enhanced) == ("", "")


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("host mx[192.0.2.1] said: 550 no (in reply to RCPT TO command)", "RCPT"),
        ("host mx[192.0.2.1] said: 550 no (in reply to end of DATA command)", "CONTENT"),
        ("SMTP error from remote mail server after MAIL FROM:<a@example.com> SIZE=1: 550 no", "MAIL"),
        ("SMTP error from remote mail server after initial connection: 554 no", "CONNECT"),
        ("Connected to 192.0.2.1 but sender was rejected. Remote host said: 550 no", "MAIL"),
        ("Connected to 192.0.2.1 but my name was rejected. Remote host said: 501 no", "HELO"),
        ("192.0.2.1 does not like recipient. Remote host said: 550 no", "RCPT"),
        ("192.0.2.1 failed on DATA command. Remote host said: 554 no", "DATA"),
        ("mx [192.0.2.1] refused to talk to me: 421 busy", "CONNECT"),
        ("550 no", ""),
    ],
)
def test_a_bounce_tells_what_the_reply_answers(text: str, verb: str) -> None:
    assert reply(text).after == verb


def test_the_verb_that_is_given_is_kept() -> None:
    assert reply("550 no (in reply to RCPT TO command)", after="data").after == "DATA"


def test_names_and_the_sending_side_are_no_words_of_the_reply() -> None:
    found = reply(
        "host spam.example.com[192.0.2.1] said: 550 Nö <full@example.com> (in reply to RCPT TO command)"
    )
    assert found.words == "550 no <@>"
    assert "full@example.com" in found.whole
    assert "spam.example.com" in found.around


def test_who_speaks_is_among_what_is_around() -> None:
    found = reply("550 no", speaker="Gmail")
    assert found.speaker == "gmail"
    assert "gmail" in found.around
    assert "gmail" not in found.whole


def test_evidence_is_one_for_each_cause_with_visible_words() -> None:
    found = list(evidence("file/rule", "words", "a\x1bb", {"policy": 1, "virus": 2.5}, "RFC 5321"))
    assert [(one.cause, one.weight) for one in found] == [("policy", 1.0), ("virus", 2.5)]
    assert all("\x1b" not in one.said for one in found)


@given(st.text(), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_read(text: str, code: str, enhanced: str, after: str) -> None:
    found = reply(text, code, enhanced, after)
    assert len(found.code) <= 3
    assert len(found.enhanced) <= 11
