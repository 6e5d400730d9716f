"""Which part of a grid the suite takes; `python -m tests.soak grids` takes all of each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

SWITCH = "WHOLE_GRIDS"
"""A variable of the environment: set, every grid is whole."""


def part(whole: Sequence[T], *few: T) -> Sequence[T]:
    """The few that stand for the whole, each of another kind."""
    assert all(one in whole for one in few)
    return whole if os.environ.get(SWITCH) else few
