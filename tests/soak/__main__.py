"""`python -m tests.soak NAME…`: what takes minutes, in every combination; the first that fails ends it."""

from __future__ import annotations

import importlib
import sys
import time

NAMES = (
    "real",
    "crash",
    "secrets",
    "wrong",
    "messages",
    "pasted",
    "aliases",
    "lessons",
    "last_words",
    "personas",
    "hostile",
)


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        for title, course in importlib.import_module(f"tests.soak.{name}").courses():
            began = time.perf_counter()
            course()
            print(f"{time.perf_counter() - began:6.1f} s  {title}", flush=True)


if __name__ == "__main__":
    main()
