from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.sasl import Begun, Ranges, begun, mask, secret_in_answer, secret_in_command
from tests.smtp.lines import lines


@pytest.mark.parametrize(
    ("line", "ranges"),
    [
        (b"AUTH PLAIN AGFubgBzZWNyZXQ=", ((11, 27),)),
        (b"auth plain x", ((11, 12),)),
        (b"  AUTH\tPLAIN  x", ((14, 15),)),
        (b"AUTH LOGIN two words", ((11, 20),)),
        (b"AUTH PLAIN =", ()),
        (b"AUTH PLAIN", ()),
        (b"AUTH PLAIN ", ()),
        (b"AUTH", ()),
        (b"MAIL FROM:<a@b.c> AUTH=<>", ()),
        (b"AUTHX PLAIN secret", ()),
        (b"", ()),
    ],
)
def test_the_initial_response_is_secret_from_its_first_octet(line: bytes, ranges: Ranges) -> None:
    assert secret_in_command(line) == ranges


@pytest.mark.parametrize(
    ("line", "ranges"),
    [(b"c2VjcmV0", ((0, 8),)), (b" x ", ((0, 3),)), (b"*", ()), (b"", ()), (b"**", ((0, 2),))],
)
def test_an_answer_is_secret_unless_it_cancels(line: bytes, ranges: Ranges) -> None:
    assert secret_in_answer(line) == ranges


@given(lines)
def test_a_mask_keeps_the_length_and_all_that_is_not_secret(line: bytes) -> None:
    for ranges in (secret_in_command(line), secret_in_answer(line)):
        masked = mask(line, ranges)
        secret = {index for begin, end in ranges for index in range(begin, end)}
        assert len(masked) == len(line)
        assert all(masked[i] == (ord("*") if i in secret else line[i]) for i in range(len(line)))


@given(st.binary(min_size=1).filter(lambda data: data.strip() not in (b"", b"=")))
def test_no_octet_of_an_initial_response_is_left(response: bytes) -> None:
    line = b"AUTH PLAIN " + response
    assert mask(line, secret_in_command(line))[11:].strip(b"* \t") == b""


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (b"AUTH PLAIN AGEA", Begun("PLAIN", b"AGEA")),
        (b"  auth\tcram-md5 ", Begun("CRAM-MD5", b"")),
        (b"AUTH LOGIN two words ", Begun("LOGIN", b"two words")),
        (b"AUTH PLAIN =", Begun("PLAIN", b"=")),
        (b"AUTH", None),
        (b"AUTH ", None),
        (b"AUTHX PLAIN AGEA", None),
        (b"MAIL FROM:<a@b.c> AUTH=<>", None),
    ],
)
def test_the_parts_of_a_line_that_begins_an_exchange(line: bytes, parts: Begun | None) -> None:
    assert begun(line) == parts
