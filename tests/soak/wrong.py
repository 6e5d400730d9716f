"""Law 5 on the screen, in full: every example of what lint finds wrong goes out when it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

from smtpwb.smtp.dialogue import Dialogue
from tests.laws.test_law_5_a_wrong_command_is_still_sendable import PLACES, goes_out_when_typed
from tests.soak.home import at_home


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each place that an example stands in."""
    for number, place in enumerate(PLACES):
        yield f"{place.state.name} {number}", partial(_typed, place)


def _typed(place: Dialogue) -> None:
    with at_home():
        asyncio.run(goes_out_when_typed(place))
