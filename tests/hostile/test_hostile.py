"""Every second misbehaviour against a session, a few against the program on a terminal; all in the soak."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.hostile.misbehaviour import Misbehaviour
from tests.hostile.spoken import spoken
from tests.hostile.table import ALL
from tests.hostile.trial import MEMORY, tried

ON_A_TERMINAL = (
    "a clipboard",
    "a line of ten megabytes",
    "a reset in place of a handshake",
)
AT_LENGTH = frozenset({"NULs for ever", "421 for ever", "escape sequences for ever", "greetings for ever"})
"""What takes seconds and shows nothing that another does not."""
BY_NAME = {one.name: one for one in ALL}


@pytest.mark.parametrize(
    "how", [one for one in ALL[::2] if one.name not in AT_LENGTH], ids=lambda how: str(how.name)
)
async def test_what_it_says_is_kept_and_the_user_told(how: Misbehaviour) -> None:
    assert await spoken(how) == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("name", ON_A_TERMINAL)
def test_the_program_stays_at_hand(name: str, tmp_path: Path) -> None:
    seen = tried(BY_NAME[name], tmp_path)
    assert [fault for fault in seen.faults if "answered after" not in fault] == []
    assert seen.grown < MEMORY
