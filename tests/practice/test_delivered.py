"""The trace on top of a delivered message, read back by the standard library."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.practice.delivered import delivered, trace, with_protocol
from smtpwb.practice.received import Received
from smtpwb.practice.server import PracticeServer
from tests.laws.sources import check
from tests.practice.dialogue import Client, go_on

WHEN = datetime(2024, 1, 1, 12, tzinfo=UTC)
ONE = Received(
    7,
    "a@example.net",
    ("b@practice.test",),
    b"Subject: hi\r\n\r\nhello\r\n",
    WHEN,
    "192.0.2.1",
    "ws.example.net",
    extended=True,
)
TWO = replace(ONE, recipients=("b@practice.test", "c@practice.test"))
TLS = "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)"


def text(message: Received, index: int = 0) -> str:
    return delivered(message, index).decode()


def test_the_trace_stands_on_top_and_what_was_sent_below_it_octet_for_octet() -> None:
    assert text(ONE) == (
        "Return-Path: <a@example.net>\r\n"
        "Delivered-To: b@practice.test\r\n"
        "Received: from ws.example.net ([192.0.2.1])\r\n"
        "\tby practice.test (smtpwb practice) with ESMTP id 7\r\n"
        "\tfor <b@practice.test>;\r\n"
        "\tMon, 01 Jan 2024 12:00:00 +0000\r\n"
        "Subject: hi\r\n\r\nhello\r\n"
    )


def test_each_recipient_has_a_copy_that_names_no_other() -> None:
    first, second = text(TWO, 0), text(TWO, 1)
    assert "Delivered-To: b@practice.test\r\n" in first
    assert "c@practice.test" not in first
    assert "Delivered-To: c@practice.test\r\n" in second
    assert "for <" not in first + second


@pytest.mark.parametrize(
    ("how", "keyword"),
    [
        ({"extended": False}, "SMTP"),
        ({"extended": False, "secured": True}, "SMTP"),
        ({}, "ESMTP"),
        ({"secured": True}, "ESMTPS"),
        ({"authenticated": True}, "ESMTPA"),
        ({"secured": True, "authenticated": True}, "ESMTPSA"),
        ({"lmtp": True}, "LMTP"),
        ({"lmtp": True, "secured": True, "authenticated": True}, "LMTPSA"),
        ({"utf8": True}, "UTF8SMTP"),
        ({"utf8": True, "secured": True, "authenticated": True}, "UTF8SMTPSA"),
        ({"utf8": True, "lmtp": True, "secured": True}, "UTF8LMTPS"),
    ],
)
def test_the_protocol_is_told_by_its_registered_keyword(how: dict[str, bool], keyword: str) -> None:
    message = replace(ONE, **how)  # type: ignore[arg-type]
    assert with_protocol(message) == keyword
    assert f" with {keyword} id 7\r\n" in text(message)


def test_the_null_reverse_path_stays_null() -> None:
    assert text(replace(ONE, sender="")).startswith("Return-Path: <>\r\n")


def test_an_ipv6_address_is_written_as_a_literal() -> None:
    assert "([IPv6:2001:db8::1])" in text(replace(ONE, client="2001:db8::1"))


def test_tls_is_told_in_a_comment() -> None:
    assert f"\r\n\t(using {TLS})\r\n\tby " in text(replace(ONE, secured=True, tls=TLS))


@pytest.mark.parametrize(("content", "blank"), [(b"hello\r\n", 1), (b"\r\nhello\r\n", 0), (b"", 1)])
def test_a_message_without_header_gets_the_line_that_ends_one(content: bytes, blank: int) -> None:
    whole = delivered(replace(ONE, content=content))
    assert whole.endswith(b" +0000\r\n" + b"\r\n" * blank + content)
    assert message_from_bytes(whole)["Subject"] is None


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1))
def test_whatever_the_client_called_itself_adds_no_field_and_no_comment(hello: str) -> None:
    received = trace(replace(ONE, hello=hello))[-1].text
    named = re.fullmatch(r"Received: from (\S+) \(\[192\.0\.2\.1\]\)\r\n\tby .*", received, re.DOTALL)
    assert named is not None
    assert not set(named[1]) & set('()<>;\r\n"')


def test_the_standard_library_reads_it() -> None:
    read = message_from_bytes(text(replace(TWO, secured=True, tls=TLS)).encode(), policy=policy.default)
    assert read.defects == []
    assert [name for name, _ in read.items()] == ["Return-Path", "Delivered-To", "Received", "Subject"]
    assert parsedate_to_datetime(str(read["Received"]).rpartition(";")[2]) == WHEN
    assert read.get_content() == "hello\r\n"


@pytest.mark.parametrize(
    "message", [ONE, TWO, replace(ONE, utf8=True), replace(ONE, sender="", secured=True, tls=TLS, lmtp=True)]
)
def test_every_part_is_explained_with_its_source(message: Received) -> None:
    for field in trace(message):
        for clause in field.clauses:
            assert clause.meaning.endswith(".")
            check(clause.sources)


async def test_a_message_by_tls_and_auth_says_so(server: PracticeServer) -> None:
    async with Client(server.address) as client:
        await go_on(
            client,
            """
            S: 220
            C: EHLO ws.example.net
            S: 250
            C: STARTTLS
            S: 220
            C: EHLO ws.example.net
            S: 250
            C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
            S: 235
            C: MAIL FROM:<a@example.net>
            S: 250
            C: RCPT TO:<b@practice.test>
            S: 250
            C: DATA
            S: 354
            C: Subject: hi
            C: .
            S: 250
            """,
        )
    (message,) = server.received
    whole = text(message)
    assert " with ESMTPSA id 1\r\n" in whole
    assert re.search(r"\(using TLSv1\.[23] with cipher \S+ \(\d+/\d+ bits\)\)\r\n", whole)
