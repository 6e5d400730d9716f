from __future__ import annotations

import os
from pathlib import Path

import pytest

from smtpwb.transcript.holding import hold, is_held

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no locks")


def test_a_file_is_held_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "one"
    with path.open("wb") as writing, path.open("rb") as looking:
        assert not is_held(looking.fileno())
        hold(writing.fileno())
        assert is_held(looking.fileno())
        assert is_held(looking.fileno()), "looking takes nothing"
        writing.close()
        assert not is_held(looking.fileno())
