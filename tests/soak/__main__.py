"""`python -m tests.soak NAME…`: what takes minutes, in every combination; the first that fails ends it.

Behind a name may stand what it is to take, where that can be chosen: seconds, as in `fuzz 60`, or lessons by
their ids, as in `lessons auth mx`.
"""

from __future__ import annotations

import importlib
import importlib.util
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
    "long",
    "fuzz",
    "grids",
)


def main() -> None:
    for name, *chosen in _ordered(sys.argv[1:] or NAMES):
        courses = importlib.import_module(f"tests.soak.{name}").courses
        for title, course in courses(*(float(one) if one.isdecimal() else one for one in chosen)):
            began = time.perf_counter()
            course()
            print(f"{time.perf_counter() - began:6.1f} s  {title}", flush=True)


def _ordered(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Each name, and the words behind it that are none."""
    begins = [at for at, word in enumerate(words) if not at or importlib.util.find_spec(f"tests.soak.{word}")]
    for at, end in zip(begins, (*begins[1:], len(words)), strict=True):
        yield words[at:end]


if __name__ == "__main__":
    main()
