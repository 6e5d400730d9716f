"""Law 4 on the screen, in full: every mechanism, begun both ways, right, wrong and given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

from tests.laws.trying import TRIES, Try, on_screen
from tests.soak.home import at_home


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each attempt to log in, to be had when called."""
    for one in TRIES:
        yield str(one), partial(_had, one)


def _had(one: Try) -> None:
    with at_home() as (home, patch):
        asyncio.run(on_screen(one, home, patch))
