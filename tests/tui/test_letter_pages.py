"""What the pages of a delivered message say, and that nothing in it reaches the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smtpwb.practice.bounce import reports
from smtpwb.practice.received import Received
from smtpwb.tui.letter_pages import how_it_came, in_a_line, report_blocks, trace_blocks
from smtpwb.tui.widgets.sheet import Block, laid
from tests.practice.test_bounce import DELIVERED, FAILING


def said(blocks: tuple[Block, ...]) -> str:
    return " ".join(laid(blocks, 76).plain.split())


def of_reports(message: Received) -> str:
    return said(report_blocks(message, reports(message)))


def test_a_message_in_a_line_counts_further_recipients() -> None:
    assert in_a_line(FAILING) == "<a@example.net> → <bounces@practice.test>"
    more = replace(FAILING, sender="", recipients=("b@practice.test", "c@practice.test"))
    assert in_a_line(more) == "<> → <b@practice.test> +1"


def test_how_it_came_tells_client_hello_tls_and_auth() -> None:
    told = said(how_it_came(replace(FAILING, secured=True, tls="TLSv1.3", authenticated=True)))
    assert "192.0.2.1, which said EHLO ws.example.net" in told
    assert "practice.test, ESMTPSA, message 7" in told
    assert "TLS TLSv1.3 AUTH given" in told
    assert "which said HELO x" in said(how_it_came(replace(FAILING, extended=False, hello="x")))
    assert "TLS none AUTH none" in said(how_it_came(FAILING))


def test_the_trace_is_told_for_the_copy_of_one_recipient() -> None:
    two = replace(FAILING, recipients=("b@practice.test", "c@practice.test"))
    told = said(trace_blocks(two, 1))
    assert "Delivered-To c@practice.test" in told
    assert "b@practice.test" not in told
    assert "RFC 5321 §4.4" in told


def test_a_bounce_is_told_field_by_field() -> None:
    told = of_reports(FAILING)
    assert "A bounce MAIL FROM:<>" in told
    assert "Diagnostic-Code: smtp; 550 5.1.1" in told
    assert "RFC 3464 §2.3.6" in told


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (replace(FAILING, sender=""), "The reverse-path is null"),
        (replace(FAILING, lmtp=True), "LMTP has a reply for each recipient"),
        (replace(DELIVERED, recipient_parameters=()), "Nothing failed"),
    ],
)
def test_where_there_is_no_report_it_says_why(message: Received, why: str) -> None:
    assert why in of_reports(message)
    assert "RFC" in of_reports(message)


def test_a_report_of_delivery_is_called_so() -> None:
    assert "A report of delivery" in of_reports(DELIVERED)


def test_controls_and_bidi_marks_are_visible_text() -> None:
    hostile = replace(
        FAILING,
        sender="a\u202e@example.net",
        recipients=("b\u202e@practice.test",),
        hello="\x1b[2J",
        utf8=True,
    )
    told = in_a_line(hostile) + said(how_it_came(hostile)) + said(trace_blocks(hostile, 0))
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "<U+202E>" in told
