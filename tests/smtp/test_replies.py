"""What a reply is as a value: its codes, and what they say."""

from __future__ import annotations

import pytest

from smtpwb.smtp.replies import Defect, EnhancedStatusCode, Reply
from smtpwb.smtp.reply_reader import ReplyReader
from tests.smtp.test_reply_reader import one


def test_every_defect_is_a_sentence_part() -> None:
    assert all(defect.value.split()[0] in ("ends", "has", "is", "was", "changes") for defect in Defect)


@pytest.mark.parametrize(
    ("data", "enhanced"),
    [
        (b"550 5.1.1 unknown\r\n", "5.1.1"),
        (b"250 2.0.0\r\n", "2.0.0"),
        (b"250-2.1.0 a\r\n250 b\r\n", "2.1.0"),
        (b"250-2.1.0 a\r\n250 2.1.5 b\r\n", "2.1.5"),
        (b"550 5.7.999\tx\r\n", "5.7.999"),
        (b"250 ok 2.0.0\r\n", None),
        (b"250 2.0.0ok\r\n", None),
        (b"250 3.0.0 ok\r\n", None),
        (b"250 2.1000.0 ok\r\n", None),
        (b"250 2.0 ok\r\n", None),
        (b"250  2.0.0 ok\r\n", None),
        (b"250\r\n", None),
    ],
)
def test_the_enhanced_status_code_begins_the_text(data: bytes, enhanced: str | None) -> None:
    found = one(data).enhanced
    assert (None if found is None else str(found)) == enhanced


def test_an_enhanced_status_code_has_three_parts() -> None:
    assert one(b"452 4.2.2 full\r\n").enhanced == EnhancedStatusCode(status="4", subject="2", detail="2")


@pytest.mark.parametrize(
    ("code", "accepts", "refuses"),
    [
        ("250", True, False),
        ("354", False, False),
        ("451", False, True),
        ("550", False, True),
        ("", False, False),
    ],
)
def test_the_first_digit_says_whether_it_accepts_or_refuses(code: str, accepts: bool, refuses: bool) -> None:
    (reply,) = ReplyReader().feed(f"{code} ok\r\n".encode(), 0) if code else (Reply((), 0, 0, False),)
    assert (reply.accepts, reply.refuses) == (accepts, refuses)


@pytest.mark.parametrize(
    ("said", "codes"), [(b"550 5.1.1 no", "550 5.1.1"), (b"550 no", "550"), (b"hello", ""), (b"", "")]
)
def test_both_codes_are_quoted_as_far_as_there_are_any(said: bytes, codes: str) -> None:
    reader = ReplyReader()
    found = reader.feed(said + b"\r\n", 0)
    reply = found[0] if found else reader.finish()
    assert reply is not None
    assert reply.codes == codes
