"""What a measurement is, and the calibration loop that milliseconds are printed beside."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table of numbers."""

    what: str
    value: float
    unit: str
    hold: float | None = None
    """The value must not be above this; None: for comparison only."""
    beside: str = ""
    """What it was measured against."""

    def __str__(self) -> str:
        verdict = "" if self.hold is None else ("held" if self.value <= self.hold else "MISSED")
        limit = "" if self.hold is None else f"≤ {self.hold:g}"
        return f"{self.what:<58} {self.value:>10.2f} {self.unit:<6} {limit:>9}  {verdict:<7}{self.beside}"


def median(measure: Callable[[], float], rounds: int = 5) -> float:
    """The median of some rounds."""
    return statistics.median(measure() for _ in range(rounds))


def calibration() -> float:
    """Milliseconds of CPU that a fixed loop takes here and now."""
    begun = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number * number % 7
    return (time.process_time() - begun) * 1000
