"""Regular expressions in lessons: none that is taken can keep the program busy."""

from __future__ import annotations

import time

import pytest

from smtpwb.lessons.expressions import LINE, TEXT, check, found, whole

BOMBS = [
    *("(a+)+$", "(a*)*$", "(a|aa)+$", "(a|a)*$", "(.*a){20}", "(a?){30}a{30}", "((a+)b?)+", "(?:a+){2,}"),
    *("a?" * 30 + "a" * 30, ".*.*.*x", "(a|a)" * 25 + "$", r"(\w+\s?)*$", r"^(([a-z])+.)+[A-Z]([a-z])+$"),
    *(
        "(?=(a+)+$)",
        "(?!(a*)*b)",
        "(?x) ( a + ) + $",
        "(a)?(?(1)(b+)+|c)",
        "(?>(a+)+)$",
        "(?:(?:a{1,9}){1,9}){1,9}",
    ),
    "(?i:(a+)+)$",
]


@pytest.mark.parametrize("expression", BOMBS)
def test_one_that_could_search_for_ever_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"`path` is .* for ever"):
        check(expression, "path")


@pytest.mark.parametrize(
    "expression",
    ["(", "[", "a{99999999999}", "(" * 400, "[[a]", "(?P<a>x)(?P<a>y)", "*", "(?<=a+)b", "\\", "(?i)a(?i)"],
)
def test_what_is_none_is_said(expression: str) -> None:
    with pytest.raises(ValueError, match="no regular expression"):
        check(expression, "path")


def test_a_long_one_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than 500"):
        check("a" * 501, "path")


HEAVY = [
    ".*.*a?a?x",
    "a?" * 10 + "x",
    "(?:aa|a|ab|b)" * 5 + "x",
    "(?:a?a?a?){3}x",
    r"\w+\w+(aa|a)x",
]


@pytest.mark.parametrize("expression", HEAVY)
def test_what_is_taken_ends(expression: str) -> None:
    check(expression, "path")
    began = time.process_time()
    found(expression, f"{'a' * LINE}\n" * 1000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("expression", "text", "is_found"),
    [
        ("^mx", "a\nMX.test", True),
        ("mx$", "a mx\nb", True),
        ("^b$", "a\nb\nc", True),
        ("a.c", "a\nc", False),
        ("x", "a" * LINE + "x", False),
        ("x", "\n" * TEXT + "x", False),
        ("x", "\n" * (TEXT - 1) + "x", True),
        ("^$", "", True),
    ],
)
def test_where_it_is_found(expression: str, text: str, is_found: bool) -> None:
    assert found(expression, text) is is_found


@pytest.mark.parametrize(("text", "fits"), [("ABC", True), ("abcd", False), ("ab" + "c" * LINE, False)])
def test_the_whole_of_it(text: str, fits: bool) -> None:
    assert whole("abc+", text) is fits
