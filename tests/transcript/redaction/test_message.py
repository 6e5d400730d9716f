"""A message without what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.redaction.meeting import Met
from smtpwb.transcript.redaction.message import Message, same_length, whole
from smtpwb.transcript.redaction.names import Names, Switches


def names() -> Names:
    met = Met(queue_ids=False)
    met.meet(b"jane@corp.test")
    return met.settled(Switches())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"Subject: merger", b"Subject: removed"),
        (b"FROM: Jane <jane@corp.test>", b"FROM: <user1@domain1.example>"),
        (b"To: undisclosed-recipients:;", b"To: removed"),
        (b"Received: from x by corp.test", b"Received: from x by domain1.example"),
        (b"Content-Type: text/plain; name=merger.doc", b"Content-Type: text/plain"),
        (b"no header at all", b"removed"),
        (b"", b""),
        (b".", b"."),
    ],
)
def test_a_line(line: bytes, expected: bytes) -> None:
    assert Message(names()).line(line) == expected


def test_without_a_header_all_is_body() -> None:
    message = Message(names())
    assert [message.line(line) for line in (b"hello", b"Subject: merger", b" merger")] == [b"removed"] * 3


@given(st.lists(st.text("abc :\t.", max_size=8), max_size=8))
def test_no_word_of_the_body_is_left(lines: list[str]) -> None:
    body = "".join(f"{line}\r\n" for line in ("", *lines)).encode()
    kept = whole(b"Subject: x\r\n" + body + b"secretword\r\n.\r\n", Message(names()))
    assert b"secretword" not in kept
    assert kept.endswith(b"\r\n.\r\n")


@given(st.binary(), st.integers(0, 99))
def test_a_chunk_has_the_length_that_was_announced(octets: bytes, length: int) -> None:
    assert len(same_length(octets, length)) == length
