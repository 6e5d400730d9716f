from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.pasted.bare import in_bare_words
from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.found import numbered


def causes(text: str) -> list[str]:
    told = [explained(one).diagnosis for one in find(text.encode())]
    return [one.cause for one in told if one is not None]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("user unknown", "recipient-unknown"),
        ("Mailbox full", "mailbox-full"),
        ("Mailbox quota exceeded", "mailbox-full"),
        ("Address not found", "recipient-unknown"),
        ("relay access denied", "relay-denied"),
        ("5.1.1", "recipient-unknown"),
        ("Sorry, no mailbox here by that name. (#5.1.1)", "recipient-unknown"),
    ],
)
def test_a_few_words(text: str, cause: str) -> None:
    assert causes(text) == [cause]


REPORT = """\
Delivery has failed to these recipients or groups:

one@example.net
The email address you entered couldn't be found. Please check the recipient's email address and try to \
resend the message. If the problem continues, please contact your email admin.

two@example.net
The recipient's mailbox is full.
Please try again later; the mailbox is full.
"""


def test_the_prose_of_a_report_recipient_by_recipient() -> None:
    found = find(REPORT.encode())
    assert [(one.recipient, one.line) for one in found] == [("one@example.net", 4), ("two@example.net", 7)]
    assert causes(REPORT) == ["recipient-unknown", "mailbox-full"]


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "# A program\n\nIf the mailbox is full, this program prints a warning and waits for another run.",
        "Dear all,\nthe meeting on Tuesday is at nine, and the user unknown to most of you will be there.",
    ],
)
def test_prose_that_reports_nothing(text: str) -> None:
    assert find(text.encode()) == ()


def test_a_reply_in_the_text_is_preferred() -> None:
    (found,) = find((REPORT + "\n550 5.1.1 no\n").encode())
    assert found.reply.code == "550"


@given(st.binary(max_size=300))
def test_any_octets(data: bytes) -> None:
    lines = list(numbered(data, 1000, 1000))
    assert all(1 <= one.line <= len(lines) for one in in_bare_words(lines))
