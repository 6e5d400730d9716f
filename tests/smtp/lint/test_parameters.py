from __future__ import annotations

import pytest

from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

P = b"MAIL FROM:<ann@example.net>"
R = b"RCPT TO:<bob@practice.test>"

CASES: tuple[Case, ...] = (
    (at.EHLO, P + b" SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x AUTH=<>", ""),
    (at.MAIL, R + b" NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob@practice.test", ""),
    (at.EHLO, P + b" XVERP", ""),
    (at.HELO, P, ""),
    (at.HELO, P + b" SIZE=1000", "parameters-after-helo"),
    (at.HELO, P + b" FOO", "parameters-after-helo"),
    (at.EHLO, P + b"SIZE=1000", "parameter-glued"),
    (at.EHLO, P + b" SIZE=abc", "parameter-form"),
    (at.EHLO, P + b" BODY=foo RET", "parameter-form parameter-form"),
    (at.EHLO, P + b" =1", "parameter-form"),
    (at.EHLO, P + b" SMTPUTF8=yes", "parameter-form"),
    (at.MAIL, R + b" SIZE=1000", "parameter-misplaced"),
    (at.EHLO, P + b" NOTIFY=NEVER", "parameter-misplaced"),
    (at.EHLO, P + b" SIZE=1 size=2", "parameter-twice"),
    (at.EHLO, P + b" FOO=1", "parameter-unknown"),
    (at.BARE, P + b" SIZE=1000", "parameter-not-offered"),
    (at.BARE, P + b" BODY=8BITMIME SMTPUTF8 RET=FULL", " ".join(["parameter-not-offered"] * 3)),
    (at.BARE, P + b" AUTH=<>", "parameter-not-offered"),
    (at.EHLO, P + b" BODY=BINARYMIME", "parameter-not-offered"),
    (at.TLS, P + b" SIZE=99999999", ""),
    (at.TLS, P + b" REQUIRETLS", ""),
    (at.EHLO, P + b" REQUIRETLS", "parameter-not-offered requiretls-in-clear"),
)


@pytest.mark.parametrize("case", CASES)
def test_parameters(case: Case) -> None:
    check_case(case)


def test_a_wrong_value_is_shown_how_to_be_written() -> None:
    assert "RET=FULL or RET=HDRS" in says(P + b" RET=ALL", at.EHLO, "parameter-form")


def test_a_size_with_thousands_of_digits_is_a_matter_of_form_only() -> None:
    check_case((at.EHLO, P + b" SIZE=" + b"9" * 400, "parameter-form"))
