"""What is said of a cause where the command or the words tell more."""

from __future__ import annotations

import pytest

from smtpwb.reference.causes import CAUSES
from smtpwb.reference.clues import read
from smtpwb.reference.diagnosis import Diagnosis, diagnose
from smtpwb.reference.particulars import KNOWN, in_particular, particulars
from smtpwb.reference.wording import folded, pattern
from smtpwb.smtp.commands import VERBS


def told(reply: str, after: str, speaker: str = "") -> Diagnosis:
    code, _, text = reply.partition(" ")
    return diagnose(code, "", text, after, speaker)


@pytest.mark.parametrize("row", particulars(), ids=lambda row: f"{row.causes[0]} {' '.join(row.after)}")
def test_a_row_can_be_met_and_says_something(row: object) -> None:
    one = particulars()[particulars().index(row)]
    assert set(one.causes) <= set(CAUSES)
    assert all(verb == KNOWN or verb in VERBS or verb.startswith("(") for verb in one.after)
    for phrase in one.says:
        assert folded(phrase) == phrase.strip()
        pattern(phrase)
    for cause in one.causes:
        about = one.of(CAUSES[cause])
        assert one.meaning or about != CAUSES[cause]
        assert len(about.title) <= 40
        assert about.permanence.endswith(".")


def test_without_a_row_the_cause_says_it() -> None:
    reply = read("550", "5.1.1", "User unknown", "RCPT", "")
    assert in_particular("recipient-unknown", reply) == (CAUSES["recipient-unknown"], "")


@pytest.mark.parametrize(
    ("reply", "after", "says", "silent"),
    [
        ("500 5.5.2 Error: command not recognized", "EHLO", "HELO", "typing error"),
        ("502 no", "EHLO", "HELO", "EHLO and HELP"),
        ("502 5.5.1 not implemented", "NOOP", "without it", "typing error"),
        ("500 5.5.2 Error: command not recognized", "HALO", "typing error", ""),
        ("502 5.5.1 VRFY command is disabled", "VRFY", "RCPT TO:<…>", "587"),
        ("503 5.5.1 Error: authentication not enabled", "AUTH", "EHLO reply", "RSET"),
        ("503 5.5.1 Already authenticated", "AUTH", "Go on with MAIL", "EHLO"),
        ("501 5.5.4 Syntax: AUTH mechanism", "AUTH", "one of the mechanisms", "<>"),
        ("504 5.7.4 Unrecognized authentication type", "AUTH", "one of the mechanisms", "password"),
        ("503 5.5.1 Error: nested MAIL command", "MAIL", "RSET", "EHLO"),
        ("503 5.5.1 Error: send HELO/EHLO first", "MAIL", "EHLO", "RSET"),
        ("503 5.5.1 Error: need RCPT command", "DATA", "RCPT TO:<…> first", "EHLO"),
        ("500 5.5.2 Error: bad syntax", "(empty line)", "Go on with a command", "<>"),
        ("500 what", "(stray dot)", "DATA first", "typing error"),
        ("454 4.7.0 TLS not available", "STARTTLS", "in clear or QUIT", "openssl"),
    ],
)
def test_the_advice_fits_what_was_sent(reply: str, after: str, says: str, silent: str) -> None:
    found = told(reply, after)
    assert says in found.try_
    assert not silent or silent not in found.try_


def test_the_meaning_respects_the_words() -> None:
    off = told("503 5.5.1 Error: authentication not enabled", "AUTH")
    assert "no login" in off.meaning
    assert "already" not in off.meaning
    assert "logged in already" in told("503 5.5.1 Already authenticated", "AUTH").meaning
    assert "empty line" in told("500 5.5.2 Error: bad syntax", "(empty line)").meaning


@pytest.mark.parametrize(
    ("reply", "after", "lasting"),
    [
        ("454 4.7.0 TLS not available due to local problem", "STARTTLS", "yes"),
        ("454 4.7.0 TLS not available", "STARTTLS", "perhaps"),
        ("451 4.3.5 Server configuration error", "MAIL", "yes"),
        ("451 4.3.0 Temporary lookup failure", "RCPT", "perhaps"),
        ("451 4.7.1 Greylisted, come back later", "RCPT", "no"),
    ],
)
def test_word_and_sentence_on_how_long_it_lasts_are_one(reply: str, after: str, lasting: str) -> None:
    found = told(reply, after)
    assert found.lasting == lasting
    begins = {"yes": "It stays", "perhaps": "It may pass", "no": "It passes"}[lasting]
    assert found.permanence.startswith(begins)
    assert (found.permanent is True) == (lasting == "yes")
    assert ("stays until something is changed" in found.contradiction) == (lasting == "yes")
