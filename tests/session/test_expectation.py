"""What a script expects of a reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.expectation import Expectation, difference, read_line, words_fit
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.smtp.visible import visible


def expectation(*lines: str) -> Expectation:
    read = [read_line(line) for line in lines]
    assert None not in read
    return Expectation(tuple(line for line in read if line is not None))


def reply(*lines: str) -> Reply:
    (one,) = ReplyReader().feed("".join(f"{line}\r\n" for line in lines).encode(), 0)
    return one


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("250", "250 2.1.0 Ok"),
        ("2xx", "251 elsewhere"),
        ("xxx", "999 odd"),
        ("550 5.1.1", "550 5.1.1 no such user"),
        ("550 5.x.x other words", "550 5.7.26 no"),
        ("250 words", "250 2.0.0 others"),
        ("250 2.0.0Ok", "250 no code, for no blank follows"),
        ("250", "250"),
    ],
)
def test_it_fits_by_its_codes(expected: str, got: str) -> None:
    assert difference(expectation(expected), reply(got)) is None


@pytest.mark.parametrize(
    ("expected", "got", "what"),
    [
        ("250", "251 elsewhere", "reply code"),
        ("25x", "550 no", "reply code"),
        ("550 5.1.1", "550 5.7.1 no", "enhanced status code"),
        ("550 5.1.1", "550 no", "enhanced status code"),
        ("550 5.1.1", "450 4.1.1 no", "reply code"),
    ],
)
def test_it_differs_by_its_codes(expected: str, got: str, what: str) -> None:
    found = difference(expectation(expected), reply(got))
    assert found is not None
    assert (found.what, found.expected, found.got) == (what, (expected,), (got.encode(),))


def test_of_several_lines_the_last_code_counts() -> None:
    assert difference(expectation("250-mx", "250 SIZE"), reply("250-other", "250-more", "250 HELP")) is None
    assert difference(expectation("250"), reply("250-mx", "250 SIZE")) is None


def test_the_enhanced_code_may_stand_in_the_first_line() -> None:
    assert expectation("550-5.7.1 no", "550 really").enhanced == "5.7.1"
    assert difference(expectation("550-5.7.1", "550"), reply("550-5.7.1 no", "550 no")) is None


@pytest.mark.parametrize("text", ["", "25", "2500", "hello", "250;x", "25y", "250x"])
def test_what_begins_with_no_code_is_no_reply(text: str) -> None:
    assert read_line(text) is None


class TestStrict:
    @pytest.mark.parametrize(
        ("expected", "got"),
        [
            (["250 Ok"], ["250 Ok"]),
            (["250 queued as …"], ["250 queued as 4XyZ"]),
            (["250-…", "250 SIZE"], ["250-mx at 12:00", "250 SIZE"]),
            (["250"], ["250-any", "250 words"]),
            (["220 <1B>[31m<U+2026>"], ["220 \x1b[31m…"]),
        ],
    )
    def test_the_words_fit(self, expected: list[str], got: list[str]) -> None:
        assert difference(expectation(*expected), reply(*got), strict=True) is None

    @pytest.mark.parametrize(
        ("expected", "got", "what", "lines"),
        [
            (["250 Ok"], ["250 ok"], "words", ([b"250 ok"])),
            (["250-a", "250 b"], ["250-a", "250 c"], "words", [b"250 c"]),
            (["250-a", "250 b"], ["250-a", "250-b", "250 c"], "number of lines", [b"250-b", b"250 c"]),
            (["250-a", "250 b"], ["250 b"], "number of lines", [b"250 b"]),
            (["220 <U+2026>"], ["220 anything"], "words", [b"220 anything"]),
        ],
    )
    def test_the_words_differ(
        self, expected: list[str], got: list[str], what: str, lines: list[bytes]
    ) -> None:
        found = difference(expectation(*expected), reply(*got), strict=True)
        assert found is not None
        assert (found.what, list(found.got)) == (what, lines)


class TestWords:
    @pytest.mark.parametrize(
        ("words", "text"), [("…", b""), ("a…", b"a"), ("…b…", b"abc"), ("a…b…c", b"a-b-c"), ("……", b"x")]
    )
    def test_they_fit(self, words: str, text: bytes) -> None:
        assert words_fit(words, text)

    @pytest.mark.parametrize(
        ("words", "text"), [("a…a", b"a"), ("…ab…ba", b"aba"), ("", b"x"), ("a…b", b"ac")]
    )
    def test_they_do_not(self, words: str, text: bytes) -> None:
        assert not words_fit(words, text)

    @given(
        st.binary(max_size=6), st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=6)), max_size=3)
    )
    def test_whatever_stands_for_anything_fits(self, first: bytes, more: list[tuple[bytes, bytes]]) -> None:
        words = "…".join(
            visible(piece).replace("…", "<U+2026>") for piece in (first, *(one for _, one in more))
        )
        assert words_fit(words, first + b"".join(anything + piece for anything, piece in more))

    def test_a_hostile_line_costs_no_more_than_its_length(self) -> None:
        assert not words_fit("…a" * 50 + "…b…c", b"a" * 1_000_000)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("250", "250"),
        ("2xx", "220"),
        ("25x", "250"),
        ("3xx", "354"),
        ("4xx", "450"),
        ("5x0", "550"),
        ("xxx", ""),
    ],
)
def test_a_typical_code_stands_for_the_class(pattern: str, code: str) -> None:
    assert expectation(pattern).typical_code == code
