"""Law 1 for whole messages, in hundreds: exactly what the editor previews goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import given, settings

from tests.laws.test_law_1_when_a_whole_message_goes import BODIES, CHUNKS, goes_behind_a_354, goes_in_chunks
from tests.soak.home import at_home

LONG = settings(max_examples=300, deadline=None)


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """Both ways for a message to go."""
    yield "300 messages behind a 354", _behind_a_354
    yield "300 messages in chunks", _in_chunks


@LONG
@given(BODIES)
def _behind_a_354(body: bytes) -> None:
    with at_home() as (home, _):
        goes_behind_a_354(body, home / "message")


@LONG
@given(BODIES, CHUNKS)
def _in_chunks(body: bytes, chunk: int) -> None:
    with at_home() as (home, _):
        goes_in_chunks(body, chunk, home / "message")
