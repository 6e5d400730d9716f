from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.lint.sasl import base64_fault
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

PLAIN = replace(at.AUTH, mechanism="PLAIN", secured=True)
CLEAR_LOGIN = replace(at.AUTH, mechanism="LOGIN", responses=1)

CASES: tuple[Case, ...] = (
    (at.TLS, b"AUTH PLAIN", ""),
    (at.TLS, b"auth plain AGFubgBzZWNyZXQ=", ""),
    (at.TLS, b"AUTH PLAIN =", ""),
    (at.EHLO, b"AUTH CRAM-MD5", "auth-cram-md5-weak"),
    (at.TLS, b"AUTH CRAM-MD5", "auth-mechanism-not-offered auth-cram-md5-weak"),
    (at.TLS, b"AUTH AGFubgBzZWNyZXQ=", "auth-mechanism-not-offered"),
    (at.EHLO, b"AUTH PLAIN", "auth-in-clear"),
    (at.EHLO, b"AUTH LOGIN", "auth-in-clear auth-login-obsolete"),
    (at.TLS, b"AUTH LOGIN", "auth-login-obsolete"),
    (at.TLS, b"AUTH PLAIN ann secret", "auth-words"),
    (at.TLS, b"AUTH PLAIN secret", "initial-response-form"),
    (at.TLS, b"AUTH PLAIN YQ", "initial-response-form"),
    (at.EHLO, b"AUTH CRAM-MD5 YWJj", "initial-response-unwanted auth-cram-md5-weak"),
    (at.TLS, b"AUTH PLAIN YWJj", "initial-response-without-nul"),
    (at.TLS, b"AUTH LOGIN YWJj", "auth-login-obsolete"),
    (at.AUTH, b"YWJj", ""),
    (at.AUTH, b"YQ==", ""),
    (at.AUTH, b"", ""),
    (at.AUTH, b"secret!", "answer-form"),
    (at.AUTH, b"YW-j", "answer-form"),
    (at.AUTH, b"YQ", "answer-form"),
    (at.AUTH, b"YWJj YWJj", "answer-form"),
    (at.AUTH, b"YWJj\r\nYWJj", "answer-form"),
    (at.AUTH, b"*", "answer-cancels"),
    (at.AUTH, b"QUIT", "answer-is-command"),
    (at.AUTH, b"MAIL FROM:<a@b.c>", "answer-is-command answer-form"),
    (at.AUTH, b"YWJj" * 3071, ""),
    (at.AUTH, b"YWJj" * 3072, "answer-too-long"),
    (at.AUTH, b"YWJj" * 16, "answer-wrapped"),
    (at.AUTH, b"YWJj" * 18 + b"YWI=", ""),
    (PLAIN, b"AGFubgBzZWNyZXQ=", ""),
    (PLAIN, b"YW5uAHNlY3JldA==", "answer-without-nul"),
    (at.TLS, b"AUTH PLAIN AGFubgBzZWNyZXQK", "initial-response-line-end"),
    (at.TLS, b"AUTH LOGIN dXNlcgo=", "auth-login-obsolete initial-response-line-end"),
    (at.AUTH, b"dXNlcgo=", "answer-line-end"),
    (at.AUTH, b"dXNlcg0K", "answer-line-end"),
    (at.AUTH, b"CnVzZXI=", ""),
    (at.AUTH, b"YIIC/wo=", ""),
    (PLAIN, b"AGFubgBzZWNyZXQK", "answer-line-end"),
    (PLAIN, b"AGFubgBzZWNyZXQNCg==", "answer-line-end"),
    (PLAIN, b"c2VjcmV0Cg==", "answer-without-nul answer-line-end"),
    (PLAIN, b"secret!", "answer-form"),
    (PLAIN, b"", ""),
    (CLEAR_LOGIN, b"YW5u", "answer-in-clear"),
    (CLEAR_LOGIN, b"*", "answer-cancels"),
)

ON_LOOPBACK: tuple[Case, ...] = (
    (at.EHLO, b"AUTH PLAIN", "auth-in-clear-here"),
    (at.TLS, b"AUTH PLAIN", ""),
    (CLEAR_LOGIN, b"YW5u", ""),
)
"""On this machine nobody else reads along."""


@pytest.mark.parametrize("case", ON_LOOPBACK)
def test_sasl_on_this_machine(case: Case) -> None:
    check_case(case, loopback=True)


@pytest.mark.parametrize("case", CASES)
def test_sasl(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        (b"YQ", "padded"),
        (b"YQ=", "padded"),
        (b"YQ===", "padded"),
        (b"YWJj=", "padded"),
        (b"Y W", "blank"),
        (b"YWJj\n", "line end"),
        (b"Y", "not base64"),
        (b"se-ret__", "base64url"),
        (b"se!ret__", "not base64"),
        (b"\xff", "not base64"),
    ],
)
def test_why_it_is_no_base64(word: bytes, reason: str) -> None:
    assert reason in (base64_fault(word, "It") or "")


def test_the_cure_for_a_password_in_clear_depends_on_the_offer() -> None:
    assert "say STARTTLS first" in says(b"AUTH PLAIN", at.EHLO, "auth-in-clear")
    assert "a connection with TLS" in says(b"AUTH PLAIN", at.BARE, "auth-in-clear")


def test_a_line_end_inside_is_told_without_a_word_of_the_secret() -> None:
    told = says(b"dXNlcgo=", at.AUTH, "answer-line-end")
    assert "printf %s" in told
    assert "echo -n" in told
    assert told == says(b"c2VjcmV0Cg==", at.AUTH, "answer-line-end")
