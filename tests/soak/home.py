"""A home of one's own for a course that runs the program within the soak's own process."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def at_home() -> Iterator[tuple[Path, pytest.MonkeyPatch]]:
    """Settings, state and cache live below a directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="smtpwb-soak-") as home, pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "STATE", "CACHE", "DATA"):
            patch.setenv(f"XDG_{name}_HOME", str(Path(home) / name.lower()))
        yield Path(home), patch
