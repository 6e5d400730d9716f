from __future__ import annotations

import pytest

from smtpwb.reference.explain import Explanation
from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find
from smtpwb.tui.widgets import cause
from smtpwb.tui.widgets.beside import Row

UNKNOWN = "550 5.1.1 <x@y.example>: Recipient address rejected: User unknown"
GREY = "550 5.2.0 Greylisted, please try again in 300 seconds"
LISTED = "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"
TWO_CLASSES = "450 5.1.1 <x@y.example>: user unknown"


def of(reply: str) -> Explanation:
    (found,) = find(reply.encode())
    return explained(found, "RCPT")


def said(rows: tuple[Row, ...] | list[Row]) -> dict[str, str]:
    return {label: text for label, text in rows if label and text}


def test_a_refusal_says_its_cause_how_sure_that_is_whose_side_it_is_on_and_what_to_try() -> None:
    told = of(UNKNOWN)
    assert told.diagnosis is not None
    rows = said(cause.in_rows(told))
    assert rows == {
        "Cause": f"{told.diagnosis.title}, {told.diagnosis.certainty}",
        "Who can fix it": told.diagnosis.fixer,
        "Try": told.diagnosis.try_,
    }


def test_in_a_few_lines_whose_side_it_is_on_stands_beside_how_long_it_lasts() -> None:
    told = of(UNKNOWN)
    assert told.diagnosis is not None
    rows = said(list(cause.in_lines(told)))
    assert rows["Who can fix it"] == f"{told.diagnosis.fixer} · lasts until something is changed"
    assert list(rows)[-1] == "Try"


def test_a_failure_for_good_that_passes_is_pointed_out_with_the_time_to_wait() -> None:
    told = of(GREY)
    assert said(cause.in_rows(told))["Wait"] == "5 minutes"
    assert said(list(cause.in_lines(told)))["Who can fix it"].endswith("passes · wait 5 minutes")
    for rows in (cause.in_rows(told), list(cause.in_lines(told))):
        assert said(rows)["In fact"].startswith("550 says failure for good")


def test_two_codes_that_differ_are_told_once() -> None:
    told = of(TWO_CLASSES)
    assert any("contradict" in remark for remark in told.remarks)
    assert "In fact" not in said(cause.in_rows(told))


def test_a_blocklist_is_named_with_the_page_where_one_asks_it() -> None:
    listed = said(cause.in_rows(of(LISTED)))["Listed at"]
    assert "Spamhaus" in listed
    assert "https://" in listed


def test_the_evidence_is_told_with_its_weight_and_source_only_in_full() -> None:
    told = of(UNKNOWN)
    assert told.diagnosis is not None
    full = "\n".join(text for _, text in cause.in_full(told))
    short = "\n".join(text for _, text in cause.in_rows(told))
    assert told.diagnosis.evidence
    for one in told.diagnosis.evidence:
        piece = f"({one.kind}, {one.weight:+.1f}) [{one.source}]"
        assert piece in full
        assert piece not in short
    assert told.diagnosis.permanence in full


def test_what_speaks_otherwise_is_told_apart() -> None:
    told = of(GREY)
    assert told.diagnosis is not None
    against = [one for one in told.diagnosis.evidence if one.cause != told.diagnosis.cause]
    rows = list(cause.in_full(told))
    labels = [label for label, _ in rows if label]
    assert ("But also" in labels) == bool(against)
    assert labels.index("Because of") > labels.index("How sure")


def test_nothing_is_ever_all_that_speaks() -> None:
    assert "100%" not in said(list(cause.in_full(of(UNKNOWN))))["How sure"]


def test_what_is_no_refusal_has_no_cause() -> None:
    told = of("250 2.1.5 ok")
    assert (cause.in_rows(told), *cause.in_lines(told), *cause.in_full(told)) == ((),)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second"),
        (60, "60 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (7200, "2 hours"),
        (172_800, "2 days"),
    ],
)
def test_a_time_to_wait_is_never_rounded_down(seconds: int, text: str) -> None:
    assert cause.span(seconds) == text
