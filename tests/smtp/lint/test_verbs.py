from __future__ import annotations

import pytest

from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

CASES: tuple[Case, ...] = (
    (at.EHLO, b"NOOP", ""),
    (at.EHLO, b"NOOP any word", ""),
    (at.EHLO, b"HELP", ""),
    (at.EHLO, b"VRFY ann", ""),
    (at.EHLO, b"EXPN list", ""),
    (at.EHLO, b"STARTTLS", ""),
    (at.RCPT, b"BDAT 10 LAST", ""),
    (at.RCPT, b"BDAT 10", ""),
    (at.EHLO, b"HELLO x.y", "unknown-verb"),
    (at.EHLO, b"MAILFROM:<a@b.c>", "unknown-verb"),
    (at.EHLO, b"XCLIENT ADDR=192.0.2.1", "extension-not-offered"),
    (at.EHLO, b"XVERSION 1", "unknown-verb"),
    (at.EHLO, b"XVERP", ""),
    (at.EHLO, b"telnet mx.practice.test 25", "unknown-verb"),
    (at.OFFLINE, b"telnet mx.practice.test 25", ""),
    (at.CLOSED, b"nc mx.practice.test 25", ""),
    (at.EHLO, b"  ", "unknown-verb"),
    (at.EHLO, b"TURN", "obsolete-verb"),
    (at.EHLO, b"SEND FROM:<a@b.c>", "obsolete-verb"),
    (at.EHLO, b"SOML FROM:<a@b.c>", "obsolete-verb"),
    (at.EHLO, b"SAML FROM:<a@b.c>", "obsolete-verb"),
    (at.RCPT, b"DATA now", "argument-unwanted"),
    (at.EHLO, b"QUIT x", "argument-unwanted"),
    (at.EHLO, b"RSET x", "argument-unwanted"),
    (at.EHLO, b"STARTTLS x", "argument-unwanted"),
    (at.EHLO, b"VRFY", "argument-missing"),
    (at.EHLO, b"EXPN", "argument-missing"),
    (at.EHLO, b"AUTH", "argument-missing"),
    (at.RCPT, b"BDAT", "argument-missing"),
    (at.GREETED, b"STARTTLS", "extension-not-offered"),
    (at.BARE, b"STARTTLS", "extension-not-offered"),
    (at.BARE, b"AUTH SCRAM-SHA-1", "extension-not-offered"),
    (at.HELO, b"AUTH SCRAM-SHA-1", "extension-not-offered"),
    (at.EHLO, b"ETRN practice.test", "extension-not-offered"),
    (at.TLS, b"STARTTLS", "out-of-sequence"),
)


@pytest.mark.parametrize("case", CASES)
def test_verbs(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        (b"HELLO", "HELO"),
        (b"RCTP TO:<a@b.c>", "RCPT"),
        (b"MAL", "MAIL"),
        (b"DTAA", "DATA"),
        (b"QIUT", "QUIT"),
        (b"EXIT", "QUIT"),
        (b"START", "STARTTLS"),
        (b"MA", "MAIL"),
        (b"RCPTTO:<a@b.c>", "put a blank behind RCPT"),
        (b"wxyzzy", "HELP may list"),
    ],
)
def test_an_unknown_verb_is_told_the_nearest(line: bytes, verb: str) -> None:
    assert verb in says(line, at.EHLO, "unknown-verb")


def test_an_unknown_word_is_not_repeated_for_it_may_be_a_stray_secret() -> None:
    assert "c2VjcmV0" not in says(b"c2VjcmV0", at.EHLO, "unknown-verb")


def test_who_says_auth_alone_is_told_what_this_server_offers() -> None:
    assert "behind it: here PLAIN, LOGIN, CRAM-MD5." in says(b"AUTH", at.EHLO, "argument-missing")
    assert "AUTH mechanism" in says(b"AUTH", at.BARE, "argument-missing")
