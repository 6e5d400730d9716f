"""The score of a lesson: where hints were taken, and what to repeat."""

from __future__ import annotations

from msgspec.structs import replace

from smtpwb.lessons.loading import first
from smtpwb.lessons.score import UNHELPED, repeat, told

CONNECT, HELO, MAIL, *_ = first().steps
LESSON = replace(
    first(),
    steps=(
        replace(CONNECT, repeat=("mx", "ehlo")),
        replace(HELO, repeat=("ehlo", "a-lost-one")),
        replace(MAIL, repeat=("envelope",)),
    ),
)


def test_without_a_hint_it_says_so_and_nothing_is_to_be_repeated() -> None:
    assert told(LESSON, {}) == UNHELPED
    assert repeat(LESSON, {}) == ()


def test_each_step_that_took_hints_is_named_with_how_many() -> None:
    assert told(LESSON, {HELO.id: 2}) == f"2 hints: 2 at “{HELO.title}”."
    both = told(LESSON, {CONNECT.id: 1, MAIL.id: 3})
    assert both == f"4 hints: 1 at “{CONNECT.title}”, 3 at “{MAIL.title}”."


def test_what_teaches_the_steps_is_to_be_repeated_each_once_in_their_order() -> None:
    helped = {HELO.id: 1, CONNECT.id: 2}
    assert repeat(LESSON, helped) == ("Where mail goes", "EHLO and service extensions")


def test_a_step_that_is_no_more_counts_for_nothing() -> None:
    assert told(LESSON, {"a-lost-one": 1}) == UNHELPED
