from __future__ import annotations

from dataclasses import replace

import pytest

from smtpwb.practice.bounce import reports
from smtpwb.practice.bounce_told import told
from smtpwb.practice.received import Received
from tests.laws.sources import check
from tests.practice.test_bounce import DELIVERED, FAILING

ASKED = replace(
    FAILING,
    mail_parameters=("ENVID=q1", "RET=HDRS"),
    recipient_parameters=(("ORCPT=rfc822;x@example.com",),),
)


@pytest.mark.parametrize("message", [FAILING, DELIVERED, ASKED])
def test_every_field_is_explained_in_its_order_with_its_source(message: Received) -> None:
    (report,) = reports(message)
    clauses = told(report)
    for clause in clauses:
        assert clause.meaning.endswith(".")
        check(clause.sources)
    shown = [clause.text for clause in clauses]
    assert shown[:2] == ["MAIL FROM:<>", "RCPT TO:<a@example.net>"]
    assert shown[3:-1] == [line for line in report.status.splitlines() if line]


def test_of_a_delivery_it_is_said_that_only_the_header_comes_back() -> None:
    assert [told(report)[-1].text for report in reports(DELIVERED)] == ["the header"]
