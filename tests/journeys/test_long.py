"""The short form of the long soak: some connections of each kind; no task, file or thread is left over."""

from __future__ import annotations

import sys

import pytest

from tests.soak.long import long

COLD = 1.6
"""How much more memory there may be where much that is kept for later is made only after the first tenth."""


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
def test_a_day_in_short_leaves_nothing_over() -> None:
    seen = long(150, COLD)
    assert seen.late.census.entries > 250
    assert seen.calls >= 2
