"""`python -m tests.benchmarks [NAME…]`: the numbers, as ratios in one run. It reports, it is no test."""

from __future__ import annotations

import importlib
import sys

from tests.benchmarks.measure import calibration

NAMES = ("startup", "round_trip", "throughput", "timing", "screen_bytes", "large", "search", "diagnosis")


def main() -> None:
    print(f"calibration loop: {calibration():.0f} ms of CPU")
    for name in sys.argv[1:] or NAMES:
        for row in importlib.import_module(f"tests.benchmarks.{name}").measure():
            print(row, flush=True)


if __name__ == "__main__":
    main()
