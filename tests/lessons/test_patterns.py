"""Reply patterns: which can be read, which fit, and which fits best."""

from __future__ import annotations

import pytest

from smtpwb.lessons import patterns
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.reply_reader import ReplyReader


def reply(line: str) -> Reply:
    return ReplyReader().feed(line.encode() + b"\r\n", 0)[0]


@pytest.mark.parametrize("pattern", ["550", "55z", "5yz", "5.1.1", "x.7.x", "550 5.7.x", "4.7.1", "2yz"])
def test_a_pattern_names_codes_with_letters_for_any_digit(pattern: str) -> None:
    assert patterns.valid(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "55", "5550", "650", "yyz", "5.1", "3.1.1", "550 ", " 5.1.1", "5505.1.1"]
)
def test_anything_else_is_no_pattern(pattern: str) -> None:
    assert not patterns.valid(pattern)
    with pytest.raises(ValueError, match="no reply pattern"):
        patterns.fits(pattern, reply("550 no"))


@pytest.mark.parametrize(
    ("pattern", "line", "fit"),
    [
        ("550", "550 no", True),
        ("550", "551 no", False),
        ("55z", "552 no", True),
        ("5yz", "503 no", True),
        ("5yz", "450 no", False),
        ("5.1.1", "550 5.1.1 no", True),
        ("5.1.1", "550 5.1.10 no", False),
        ("5.1.1", "550 no", False),
        ("x.1.1", "450 4.1.1 no", True),
        ("5.7.x", "554 5.7.26 no", True),
        ("550 5.7.x", "554 5.7.1 no", False),
        ("550 5.7.x", "550 5.7.1 no", True),
    ],
)
def test_every_part_of_a_pattern_has_to_agree(pattern: str, line: str, fit: bool) -> None:
    assert patterns.fits(pattern, reply(line)) is fit


@pytest.mark.parametrize(
    ("line", "best"),
    [
        ("550 5.1.1 no", "x.1.1"),
        ("550 5.7.26 no", "550 5.7.x"),
        ("554 5.7.1 no", "5.7.1"),
        ("550 no", "550"),
        ("554 5.7.0 no", "x.7.x"),
        ("554 5.6.0 no", "5yz"),
        ("452 4.2.2 no", "x.2.2"),
        ("452 4.5.3 no", "452"),
        ("450 no", None),
    ],
)
def test_the_most_precise_pattern_is_best_wherever_it_stands(line: str, best: str | None) -> None:
    several = ["closed", "5yz", "x.7.x", "550", "452", "550 5.7.x", "5.7.1", "x.1.1", "x.2.2"]
    assert patterns.best(several, reply(line)) == best
    assert patterns.best(reversed(several), reply(line)) == best
