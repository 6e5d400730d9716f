from __future__ import annotations

import pytest

from smtpwb.smtp.dialogue import Dialogue, State
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

LMTP_GREETED = Dialogue(State.GREETED, lmtp=True)
"""Greeted, and the greeting says LMTP."""

CASES: tuple[Case, ...] = (
    (LMTP_GREETED, b"LHLO ws.example.net", ""),
    (LMTP_GREETED, b"EHLO ws.example.net", "hello-on-lmtp"),
    (LMTP_GREETED, b"HELO ws.example.net", "hello-on-lmtp"),
    (at.GREETED, b"HELO ws.example.net", ""),
    (at.GREETED, b"EHLO [192.0.2.1]", ""),
    (at.GREETED, b"EHLO [IPv6:2001:db8::1]", ""),
    (at.LMTP, b"LHLO ws.example.net", ""),
    (at.GREETED, b"HELO JRACE@ATTGLOBAL.NET", "address-in-hello"),
    (at.GREETED, b"EHLO <ann@example.net>", "address-in-hello"),
    (at.GREETED, b"HELO", "hello-without-name"),
    (at.GREETED, b"ehlo ", "hello-without-name"),
    (at.GREETED, b"EHLO ws.example.net hello", "hello-words"),
    (at.GREETED, b"EHLO 192.0.2.1", "hello-bare-address"),
    (at.GREETED, b"EHLO 2001:db8::1", "hello-bare-address"),
    (at.GREETED, b"EHLO my_host.example.net", "hello-name-form"),
    (at.GREETED, b"EHLO ws..example.net", "hello-name-form"),
    (at.GREETED, b"EHLO ws.example.net.", "hello-name-form"),
    (at.GREETED, b"EHLO -ws.example.net", "hello-name-form"),
    (at.GREETED, b"EHLO ws!.example.net", "hello-name-form"),
    (at.GREETED, b"EHLO [192.0.2.1", "hello-name-form"),
    (at.GREETED, b"EHLO [999.0.2.1]", "hello-name-form"),
    (at.GREETED, b"EHLO " + b"a" * 64 + b".example.net", "hello-name-form"),
    (at.GREETED, b"EHLO localhost", "hello-name-single-label"),
    (at.GREETED, b"HELO [192.0.2.1]", "literal-in-helo"),
    (at.GREETED, "EHLO bücher.example".encode(), "hello-not-ascii"),
    (at.GREETED, b"LHLO ws.example.net", "lhlo-on-smtp"),
    (at.LMTP, b"EHLO ws.example.net", "hello-on-lmtp"),
)


@pytest.mark.parametrize("case", CASES)
def test_hello(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("name", "literal"), [(b"192.0.2.1", "[192.0.2.1]"), (b"2001:db8::1", "[IPv6:2001:db8::1]")]
)
def test_a_bare_address_is_shown_in_its_brackets(name: bytes, literal: str) -> None:
    assert literal in says(b"EHLO " + name, at.GREETED, "hello-bare-address")
