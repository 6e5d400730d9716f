"""Where envelope and header differ, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.practice.envelope import NONE, Row, beside
from smtpwb.practice.received import Received
from smtpwb.smtp.visible import visible
from tests.laws.sources import check

AGREES = (
    b"From: A <a@example.net>\r\nTo: B <b@practice.test>\r\nSubject: hi\r\n"
    b"Date: Mon, 01 Jan 2024 12:00:00 +0000\r\n\r\nhello\r\n"
)
MESSAGE = Received(
    1,
    "a@example.net",
    ("b@practice.test",),
    AGREES,
    datetime(2024, 1, 1, 12, tzinfo=UTC),
    "192.0.2.1",
    "ws.example.net",
)


def row(message: Received, part: str) -> Row:
    """The first row that holds it."""
    return next(row for row in beside(message) if part in f"{row.envelope} {row.header}")


def content(message: Received, old: bytes, new: bytes) -> Received:
    assert old in message.content
    return replace(message, content=message.content.replace(old, new))


def test_where_they_agree_nothing_is_said() -> None:
    assert [(row.envelope, row.header) for row in beside(MESSAGE)] == [
        ("MAIL FROM:<a@example.net>", "From: A <a@example.net>"),
        ("RCPT TO:<b@practice.test>", "To: b@practice.test"),
        ("taken: Mon, 01 Jan 2024 12:00:00 +0000", "Date: Mon, 01 Jan 2024 12:00:00 +0000"),
        (NONE, "Subject: hi"),
    ]
    assert [row.differs for row in beside(MESSAGE) if row.differs] == []


def test_names_are_compared_without_case() -> None:
    assert not row(replace(MESSAGE, sender="A@Example.Net"), "MAIL").differs


@pytest.mark.parametrize(
    ("message", "part", "told"),
    [
        (replace(MESSAGE, sender="list@example.org"), "MAIL", "Reports go to the reverse-path"),
        (replace(MESSAGE, sender=""), "MAIL FROM:<>", "null reverse-path"),
        (content(MESSAGE, b"From: A <a@example.net>\r\n", b""), "no From", "From is missing"),
        (content(MESSAGE, b"To: B", b"Cc: B"), "Cc: b@", ""),
        (content(MESSAGE, b"To: B", b"Bcc: B"), "Bcc: b@", "taken out before sending"),
        (content(MESSAGE, b"To: B <b@", b"To: C <c@"), "RCPT", "Named in no field"),
        (content(MESSAGE, b"To: B <b@", b"To: C <c@"), "c@practice.test", "no RCPT for it here"),
        (content(MESSAGE, b"12:00:00", b"14:00:00"), "taken", "the writer's clock"),
        (content(MESSAGE, b"Mon, 01 Jan 2024", b"yesterday"), "taken", "no date"),
        (content(MESSAGE, b"Date:", b"X-Date:"), "no Date", "Date is missing"),
    ],
)
def test_each_difference_is_told_in_a_sentence_with_its_source(
    message: Received, part: str, told: str
) -> None:
    found = row(message, part)
    assert told in found.differs
    assert bool(told) == bool(found.differs)
    if told:
        assert found.differs.endswith(".")
        check(found.sources)


def test_parameters_stand_behind_their_paths() -> None:
    message = replace(MESSAGE, mail_parameters=("SIZE=9",), recipient_parameters=(("NOTIFY=NEVER",),))
    assert row(message, "MAIL").envelope == "MAIL FROM:<a@example.net> SIZE=9"
    assert row(message, "RCPT").envelope == "RCPT TO:<b@practice.test> NOTIFY=NEVER"


def test_an_address_that_the_header_names_twice_is_one_row() -> None:
    message = content(MESSAGE, b"To: B", b"To: c@example.net, c@example.net, B")
    assert len([row for row in beside(message) if "c@example.net" in row.header]) == 1


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_whatever_stands_in_the_header_is_visible_text(name: bytes, subject: bytes) -> None:
    fields = b"From: %b <a@example.net>\r\nTo: %b@x\r\nDate: %b\r\nSubject: %b\r\n\r\n" % (
        name,
        name,
        name,
        subject,
    )
    for row in beside(replace(MESSAGE, content=fields)):
        for text in (row.envelope, row.header):
            assert text == visible(text.encode()).replace("<3C>", "<")


def test_encoded_words_are_told_as_people_read_them_and_nothing_of_them_can_be_obeyed() -> None:
    message = content(MESSAGE, b"Subject: hi", b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?b?G10w?= x")
    subject = row(message, "Subject")
    assert subject.header == "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?G10w?= x"
    assert subject.reads == "Gr\u00fc\u00dfe<1B>]0 x"
    assert not subject.differs
    assert row(MESSAGE, "Subject").reads == ""


def test_a_name_in_encoded_words_is_told_too() -> None:
    message = content(MESSAGE, b"From: A <", b"From: =?iso-8859-1?q?Ren=E9?= <")
    assert row(message, "From").reads == "Ren\u00e9 <a@example.net>"
    assert not row(message, "From").differs
