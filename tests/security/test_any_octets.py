"""Any octets, to all that reads what others wrote: the short form of `python -m tests.soak fuzz`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.soak.octets import ENTRIES
from tests.soak.seeds import FOUND, octets


@settings(max_examples=30)
@given(octets)
@pytest.mark.parametrize("name", ENTRIES)
def test_any_octets_are_read_or_refused_in_a_sentence(name: str, data: bytes) -> None:
    ENTRIES[name](data)


@pytest.mark.parametrize("name", ENTRIES)
def test_what_was_found_once_stays_mended(name: str) -> None:
    for data in (b"", b"\n", b"\0", *FOUND):
        ENTRIES[name](data)
