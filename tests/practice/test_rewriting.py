from __future__ import annotations

import pytest

from smtpwb.practice.rewriting import rewritten

EHLO = "250-asa.practice.test\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250-XYZ a b\r\n250 HELP"


@pytest.mark.parametrize(
    ("name", "verb", "said", "comes"),
    [
        ("no statuses", "NOOP", "250 2.0.0 Ok", "250 Ok"),
        ("no statuses", "HELP", "214-2.0.0 a\r\n214 2.0.0 b", "214-a\r\n214 b"),
        ("no statuses", "RCPT", "550 5.1.10 no", "550 no"),
        ("no statuses", "EHLO", "250-2 lines", "250-2 lines"),
        ("no statuses", "NOOP", "250 4.2 litres", "250 4.2 litres"),
        ("asterisks", "", "220 mx.practice.test 2026 v10", "220 *****************202****0"),
        ("asterisks", "NOOP", "250 2.0.0 Ok", "250 2.0.0 Ok"),
        ("asterisks", "", "421 4.3.2 busy", "421 4.3.2 busy"),
        (
            "keywords",
            "EHLO",
            EHLO,
            "250-asa.practice.test\r\n250-SIZE 1000\r\n250-XXXXXXXA\r\n250-XXA\r\n250 HELP",
        ),
        ("keywords", "EHLO", "501 Syntax: EHLO domain", "501 Syntax: EHLO domain"),
        ("keywords", "HELP", EHLO, EHLO),
    ],
)
def test_what_becomes_of_a_reply_on_its_way(name: str, verb: str, said: str, comes: str) -> None:
    assert rewritten([name], verb, said) == comes


def test_without_rewriting_it_comes_as_it_went() -> None:
    assert rewritten([], "EHLO", EHLO) == EHLO
