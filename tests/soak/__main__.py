"""`python -m tests.soak NAME…`: what takes minutes, in every combination; the first that fails ends it.

A number behind a name is for how many seconds, where that can be chosen: `fuzz 60`.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Iterator, Sequence

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
    "fuzz",
)


def main() -> None:
    for name, *seconds in _ordered(sys.argv[1:] or NAMES):
        courses = importlib.import_module(f"tests.soak.{name}").courses
        for title, course in courses(*map(float, seconds)):
            began = time.perf_counter()
            course()
            print(f"{time.perf_counter() - began:6.1f} s  {title}", flush=True)


def _ordered(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Each name, and the number behind it."""
    for at, word in enumerate(words):
        if not word.isdecimal():
            yield (word, *(number for number in words[at + 1 : at + 2] if number.isdecimal()))


if __name__ == "__main__":
    main()
