"""Reports, read by the standard library and by our own decoder, which knows nothing of their making."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.practice.bounce import UNASKED, Report, reports, silence
from smtpwb.practice.received import Received
from smtpwb.transcript.pasted.find import find
from tests.laws.sources import check

CONTENT = b"From: a@example.net\r\nSubject: hi\r\n\r\nhello\r\n"
FAILING = Received(
    7,
    "a@example.net",
    ("bounces@practice.test",),
    CONTENT,
    datetime(2024, 1, 1, 12, tzinfo=UTC),
    "192.0.2.1",
    "ws.example.net",
    extended=True,
)
DELIVERED = replace(FAILING, recipients=("b@practice.test",), recipient_parameters=(("NOTIFY=SUCCESS",),))


def only(message: Received) -> Report:
    (report,) = reports(message)
    return report


def read(report: Report) -> tuple[EmailMessage, list[Any]]:
    """The message as the standard library reads it, and its parts."""
    message = message_from_bytes(report.octets, policy=policy.default)
    parts = list(message.iter_parts())
    assert [defect for part in (message, *parts) for defect in part.defects] == []
    return message, parts


def fields(report: Report) -> list[dict[str, str]]:
    """Those of the message, then those of each recipient."""
    groups = report.status.strip().split("\r\n\r\n")
    return [dict(line.split(": ", 1) for line in group.split("\r\n")) for group in groups]


def test_a_bounce_has_its_three_parts() -> None:
    message, (words, status, returned) = read(only(FAILING))
    assert message["To"] == "a@example.net"
    assert message["From"].addresses[0].addr_spec == "MAILER-DAEMON@practice.test"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message.get_content_type() == "multipart/report"
    assert message["Content-Type"].params["report-type"] == "delivery-status"
    assert words.get_content_type() == "text/plain"
    assert "550 5.1.1 <bounces@practice.test>" in words.get_content()
    assert status.get_content_type() == "message/delivery-status"
    assert returned.get_content_type() == "message/rfc822"
    inner = returned.get_content()
    assert inner["Subject"] == "hi"
    assert inner.get_content() == "hello\r\n"
    assert inner.keys()[0] == "Received"


def test_its_fields_say_who_what_and_by_whom() -> None:
    of_message, of_recipient = fields(only(FAILING))
    assert of_message == {
        "Reporting-MTA": "dns; practice.test",
        "Received-From-MTA": "dns; ws.example.net",
        "Arrival-Date": "Mon, 01 Jan 2024 12:00:00 +0000",
    }
    assert of_recipient == {
        "Final-Recipient": "rfc822; bounces@practice.test",
        "Action": "failed",
        "Status": "5.1.1",
        "Remote-MTA": "dns; store.practice.test",
        "Diagnostic-Code": (
            "smtp; 550 5.1.1 <bounces@practice.test>: Recipient address rejected: User unknown"
        ),
    }


@pytest.mark.parametrize(
    ("to", "code", "after"), [("bounces", "550 5.1.1", "RCPT"), ("loop", "554 5.4.6", "CONTENT")]
)
def test_our_own_decoder_reads_it(to: str, code: str, after: str) -> None:
    (found,) = find(only(replace(FAILING, recipients=(f"{to}@practice.test",))).octets)
    assert found.recipient == f"{to}@practice.test"
    assert f"{found.reply.code} {found.enhanced}" == code
    assert found.after == after


def test_one_report_tells_of_all_that_failed_and_none_that_did_not() -> None:
    to = ("bounces@practice.test", "b@practice.test", "loop@practice.test")
    report = only(replace(FAILING, recipients=to))
    assert [group["Final-Recipient"] for group in fields(report)[1:]] == [
        "rfc822; bounces@practice.test",
        "rfc822; loop@practice.test",
    ]


# ---- DSN (RFC 3461)


@pytest.mark.parametrize(
    ("notify", "failed", "delivered"),
    [
        ("", 1, 0),
        ("NOTIFY=NEVER", 0, 0),
        ("NOTIFY=FAILURE", 1, 0),
        ("notify=success", 0, 1),
        ("NOTIFY=SUCCESS,FAILURE,DELAY", 1, 1),
        ("NOTIFY=DELAY", 0, 0),
    ],
)
def test_notify_says_which_report_is_wanted(notify: str, failed: int, delivered: int) -> None:
    asked = ((notify,) if notify else (),)
    assert len(reports(replace(FAILING, recipient_parameters=asked))) == failed
    assert len(reports(replace(DELIVERED, recipient_parameters=asked))) == delivered


def test_of_a_delivery_only_the_header_comes_back_whatever_ret_says() -> None:
    report = only(replace(DELIVERED, mail_parameters=("RET=FULL",)))
    _, parts = read(report)
    assert parts[2].get_content_type() == "text/rfc822-headers"
    assert b"hello" not in report.octets
    assert fields(report)[1]["Action"] == "delivered"
    assert not report.failed


@pytest.mark.parametrize(
    ("ret", "kind", "body"),
    [
        ((), "message/rfc822", True),
        (("RET=full",), "message/rfc822", True),
        (("RET=HDRS",), "text/rfc822-headers", False),
    ],
)
def test_ret_says_what_comes_back_of_a_failure(ret: tuple[str, ...], kind: str, body: bool) -> None:
    report = only(replace(FAILING, mail_parameters=ret))
    _, parts = read(report)
    assert parts[2].get_content_type() == kind
    assert (b"hello" in report.octets) == body


def test_envid_and_orcpt_come_back_decoded() -> None:
    asked = replace(
        FAILING,
        mail_parameters=("ENVID=q+2B1",),
        recipient_parameters=(("ORCPT=rfc822;old+2Bname@example.com",),),
    )
    of_message, of_recipient = fields(only(asked))
    assert of_message["Original-Envelope-Id"] == "q+1"
    assert of_recipient["Original-Recipient"] == "rfc822; old+name@example.com"


def test_both_reports_where_one_failed_and_one_asked_for_success() -> None:
    to = ("bounces@practice.test", "b@practice.test")
    both = replace(FAILING, recipients=to, recipient_parameters=((), ("NOTIFY=SUCCESS",)))
    assert [report.failed for report in reports(both)] == [True, False]


# ---- silence


@pytest.mark.parametrize("change", [{"sender": ""}, {"lmtp": True}])
def test_there_is_no_report_about_a_report_and_none_in_lmtp(change: dict[str, Any]) -> None:
    message = replace(FAILING, **change)
    assert reports(message) == ()
    why = silence(message)
    assert why is not None
    check(why.sources)


def test_a_message_with_a_sender_is_not_silent() -> None:
    assert silence(DELIVERED) is None
    check(UNASKED.sources)


# ---- whatever comes


def test_internationalised_mail_has_an_internationalised_report() -> None:
    message = replace(FAILING, sender="jürgen@example.net", content=b"Subject: \xc3\xbc\r\n\r\nx", utf8=True)
    report = only(message)
    assert b"message/global-delivery-status" in report.octets
    assert b"report-type=global-delivery-status" in report.octets
    assert b"Content-Type: message/global\r\n" in report.octets
    assert "Final-Recipient: utf-8; bounces@practice.test" in report.status
    assert report.to == "jürgen@example.net"


@given(st.binary(max_size=80))
def test_the_boundary_stands_in_no_part(content: bytes) -> None:
    message = replace(
        FAILING, content=content + b"\r\n--7.report/practice.test\r\n--7.report/practice.test--"
    )
    _, parts = read(only(message))
    assert len(parts) == 3


@given(st.text("+0ADaz=;", max_size=20))
def test_no_parameter_breaks_into_the_fields(value: str) -> None:
    message = replace(
        FAILING, mail_parameters=(f"ENVID={value}",), recipient_parameters=((f"ORCPT=rfc822;{value}",),)
    )
    of_message, of_recipient = fields(only(message))
    assert set(of_message) <= {
        "Reporting-MTA",
        "Original-Envelope-Id",
        "Received-From-MTA",
        "Arrival-Date",
    }
    assert of_recipient["Status"] == "5.1.1"
