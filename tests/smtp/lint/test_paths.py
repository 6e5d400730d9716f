from __future__ import annotations

import pytest

from smtpwb.smtp.lint import Severity, lint
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

LOCAL_65, DOMAIN_256 = b"a" * 65, b".".join([b"a" * 50] * 6)[:256]

CASES: tuple[Case, ...] = (
    (at.EHLO, b"MAIL FROM:<ann@example.net>", ""),
    (at.EHLO, b"mail from:<>", ""),
    (at.EHLO, b'MAIL FROM:<"ann b"@example.net>', ""),
    (at.EHLO, b"MAIL FROM:<ann@[192.0.2.1]>", ""),
    (at.MAIL, b"RCPT TO:<Postmaster>", ""),
    (at.MAIL, b"RCPT TO:<" + b"a" * 64 + b"@example.net>", ""),
    (at.EHLO, b"MAIL", "path-missing"),
    (at.EHLO, b"MAIL FROM", "path-missing"),
    (at.EHLO, b"MAIL FROM:", "path-missing"),
    (at.MAIL, b"RCPT FROM:", "path-missing wrong-preposition"),
    (at.EHLO, b"MAIL <ann@example.net>", "no-preposition"),
    (at.EHLO, b"MAIL :<ann@example.net>", "no-preposition"),
    (at.EHLO, b"MAIL ann@example.net", "no-preposition missing-brackets"),
    (at.EHLO, b"MAIL from@example.net", "no-preposition missing-brackets"),
    (at.EHLO, b"MAIL TO:<ann@example.net>", "wrong-preposition"),
    (at.MAIL, b"RCPT FROM:<ann@example.net>", "wrong-preposition"),
    (at.MAIL, b"RCPT FORM:<ann@example.net>", "wrong-preposition"),
    (at.EHLO, b"MAIL FROM <ann@example.net>", "missing-colon"),
    (at.EHLO, b"MAIL FROM<ann@example.net>", "missing-colon"),
    (at.EHLO, b"MAIL FROM :<ann@example.net>", "blank-before-colon"),
    (at.EHLO, b"MAIL FROM: <ann@example.net>", "blank-after-colon"),
    (at.EHLO, b"MAIL FROM : <ann@example.net>", "blank-before-colon blank-after-colon"),
    (at.MAIL, b"RCPT TO:<ann@example.net", "unbalanced-brackets"),
    (at.MAIL, b"RCPT TO:ann@example.net>", "unbalanced-brackets"),
    (at.MAIL, b"RCPT TO:<ann", "unbalanced-brackets not-a-mailbox"),
    (at.EHLO, b"MAIL FROM:ann@example.net", "missing-brackets"),
    (at.EHLO, b'MAIL FROM:"Ann B" <ann@example.net>', "name-beside-address"),
    (at.EHLO, b"MAIL FROM:Ann <ann@example.net>", "name-beside-address"),
    (at.MAIL, b"RCPT TO:<>", "null-recipient"),
    (at.MAIL, b"RCPT TO:<ann>", "not-a-mailbox"),
    (at.EHLO, b"MAIL FROM:<postmaster>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<@example.net>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann@>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<a..b@example.net>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<.ann@example.net>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann.@example.net>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann b@example.net>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<a@b.c,d@e.f>", "not-a-mailbox"),
    (at.MAIL, b'RCPT TO:<"ann@example.net>', "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann@a_b.test>", "domain-form"),
    (at.EHLO, b"MAIL FROM:<ann@_a_.b_.test>", "domain-form"),
    (at.EHLO, b"MAIL FROM:<ann@a_b.test", "unbalanced-brackets domain-form"),
    (at.MAIL, b"RCPT TO:<a..b@a_b.test>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann@-a_b.test>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann_b@example.net>", ""),
    (at.MAIL, b"RCPT TO:<ann@[192.0.2.1>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann(x)@example.net>", "not-a-mailbox"),
    (at.MAIL, b"RCPT TO:<ann@[999.0.2.1]>", "domain-form"),
    (at.MAIL, b"RCPT TO:<ann@example.net.>", "domain-form"),
    (at.MAIL, b"RCPT TO:<ann@localhost>", "domain-single-label"),
    (at.MAIL, b"RCPT TO:<@a.test,@b.test:ann@example.net>", "source-route"),
    (at.MAIL, b"RCPT TO:<" + LOCAL_65 + b"@example.net>", "local-part-too-long"),
    (at.MAIL, b"RCPT TO:<a@" + DOMAIN_256 + b">", "domain-too-long path-too-long"),
    (at.MAIL, b"RCPT TO:<aa@" + DOMAIN_256[:251] + b">", ""),
    (at.MAIL, b"RCPT TO:<aa@" + DOMAIN_256[:252] + b">", "path-too-long"),
)


@pytest.mark.parametrize("case", CASES)
def test_paths(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("line", "id", "written"),
    [
        (b"RCPT ann@example.net", "no-preposition", "write RCPT TO:<ann@example.net>"),
        (b"RCPT FROM: ann@example.net", "wrong-preposition", "write RCPT TO:<ann@example.net>"),
        (b"RCPT TO:ann@example.net", "missing-brackets", "write <ann@example.net>"),
        (b"RCPT TO:<ann@example.net", "unbalanced-brackets", "write RCPT TO:<ann@example.net>"),
        (b"RCPT TO:<@a.test:ann@example.net>", "source-route", "write RCPT TO:<ann@example.net>"),
        (b"RCPT", "path-missing", "write RCPT TO:<name@domain>"),
        (b"RCPT TO:<a..b@c.d>", "not-a-mailbox", "Two dots"),
        (b"RCPT TO:<a@b@c.d>", "not-a-mailbox", "more than one @"),
        (b"RCPT TO:<a@b.c;d@e.f>", "not-a-mailbox", "more than one @"),
        (b'RCPT TO:<"a@b.c>', "not-a-mailbox", "quotation mark"),
        (b"RCPT TO:<a@b_c.d>", "domain-form", "an underscore many servers take"),
    ],
)
def test_it_says_what_to_write(line: bytes, id: str, written: str) -> None:
    assert written in says(line, at.MAIL, id)


def test_an_underscore_in_a_domain_is_no_error() -> None:
    (finding,) = lint(b"RCPT TO:<ann@a_b.test>", at.MAIL)
    assert finding.severity is Severity.WARNING
