"""A paste does what it shows (law 3)."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.visible import visible
from smtpwb.transcript.copy_as.quoting import piped, word
from tests.transcript.copy_as.held import run


@given(st.binary(max_size=40))
def test_a_word_is_one_word_and_shows_nothing_odd(octets: bytes) -> None:
    text = word(octets)
    assert visible(text.encode()) == text or "<" in text
    assert "\n" not in text
    if not text.startswith("$'"):
        assert shlex.split(text) == [octets.decode()]


@given(
    st.lists(st.sampled_from([b"EOF", b"EOF_", b"$(id)", b"'", b"\\", b"%s", b"a\x1b[2J", b""]), max_size=6)
)
def test_a_message_for_a_pipe_ends_where_it_ends(lines: list[bytes]) -> None:
    text = list(piped(b"\r\n".join(lines) + b"\r\n", "cat"))
    if text[0].startswith("cat <<"):
        end = text[0].removeprefix("cat <<").strip("'")
        assert text.index(end) == len(text) - 1
    assert not any("\x1b" in line for line in text)


@pytest.mark.parametrize(
    "message", [b"a\r\n$(id) `id` \\n %d 'x'\r\n", b"esc \x1b[2J 100% 'q' \\ \xff\r\n", b"\r\n"]
)
async def test_a_shell_gets_the_octets(message: bytes) -> None:
    script = "\n".join(piped(message, "od -An -v -tx1"))
    assert bytes.fromhex((await run("sh", "-c", script)).replace("\n", " ")) == message.replace(
        b"\r\n", b"\n"
    )
