"""Twice as much as is read of what is pasted, of each kind that could take long: answered within a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from smtpwb.transcript.pasted.find import MOST
from tests.transcript.pasted.test_find import HUGE, huge, is_answered_in_time


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each kind."""
    for name in HUGE:
        yield name, partial(_answered, name)


def _answered(name: str) -> None:
    is_answered_in_time(huge(name, 2 * MOST))
