from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.message import stored, stuffed


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (b"", b""),
        (b"text", b"text"),
        (b".x", b"x"),
        (b"..x", b".x"),
        (b"..", b"."),
        (b". ", b" "),
        (b"a.", b"a."),
    ],
)
def test_the_server_removes_one_dot(line: bytes, kept: bytes) -> None:
    assert stored(line) == kept


def test_a_lone_dot_ends_the_message() -> None:
    assert stored(b".") is None


@given(st.one_of(st.binary(), st.binary().map(lambda data: b"." + data)))
def test_what_is_stuffed_is_stored_as_it_was(line: bytes) -> None:
    assert stored(stuffed(line)) == line
