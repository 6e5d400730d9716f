"""The score of a lesson: where hints were taken, and what to repeat."""

from __future__ import annotations

from msgspec.structs import replace

from smtpwb.lessons.loading import first
from smtpwb.lessons.score import PASSED, UNHELPED, examines, repeat, told

CONNECT, HELO, MAIL, *_ = first().steps
LESSON = replace(
    first(),
    steps=(
        replace(CONNECT, repeat=("mx", "ehlo")),
        replace(HELO, repeat=("ehlo", "a-lost-one")),
        replace(MAIL, repeat=("envelope",)),
    ),
)


TOO = " A wrong turn brings one, too."


def test_without_a_hint_it_says_so_and_nothing_is_to_be_repeated() -> None:
    assert told(first(), {}) == UNHELPED
    assert repeat(LESSON, {}) == ()


def test_each_step_that_took_hints_is_named_with_how_many() -> None:
    assert told(first(), {HELO.id: 2}) == f"2 hints: 2 at “{HELO.title}”.{TOO}"
    both = told(first(), {CONNECT.id: 1, MAIL.id: 3})
    assert both == f"4 hints: 1 at “{CONNECT.title}”, 3 at “{MAIL.title}”.{TOO}"


def test_of_many_steps_only_the_number_is_told() -> None:
    helped = {step.id: 2 for step in first().steps[:5]}
    assert told(first(), helped) == f"10 hints at 5 of {len(first().steps)} steps.{TOO}"


def test_an_examination_is_passed_or_not_yet() -> None:
    assert examines(LESSON)
    assert not examines(first())
    assert told(LESSON, {}) == PASSED
    assert told(LESSON, {HELO.id: 1}) == f"Not passed yet. 1 hint: 1 at “{HELO.title}”.{TOO}"


def test_what_teaches_the_steps_is_to_be_repeated_each_once_in_their_order() -> None:
    helped = {HELO.id: 1, CONNECT.id: 2}
    assert repeat(LESSON, helped) == ("Where mail goes", "EHLO and service extensions")


def test_a_step_that_is_no_more_counts_for_nothing() -> None:
    assert told(first(), {"a-lost-one": 1}) == UNHELPED
