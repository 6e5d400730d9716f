"""A keystroke in the Reference search, over all tables, the filter alone."""

from __future__ import annotations

import time
from collections.abc import Iterator

from smtpwb.reference import catalog
from tests.benchmarks.measure import Row

_TYPED = ("550", "5.7", "x.7.1", "greylist", "rfc 3463", "auth plain", "size", "mailbox full")


def measure() -> Iterator[Row]:
    catalog.search("warm")
    worst, where = 0.0, ""
    for words in _TYPED:
        for end in range(1, len(words) + 1):
            begun = time.process_time()
            catalog.search(words[:end])
            spent = (time.process_time() - begun) * 1000
            if spent > worst:
                worst, where = spent, words[:end]
    yield Row("a keystroke in the Reference search, worst", worst, "ms", 16, f"at {where!r}")
