"""Exports with aliases, in a thousand: no original is left in any format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import given, settings

from tests.transcript.redaction.test_redact import NAMES, holds_no_original


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """One, of a thousand examples."""
    yield (
        "1000 dialogues with aliases",
        settings(max_examples=1000, deadline=None)(given(*NAMES)(holds_no_original)),
    )
