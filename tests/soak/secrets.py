"""Law 4 on the screen, in full: every mechanism, begun both ways, right, wrong and given up."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.laws.trying import TRIES, Try, on_screen


def courses() -> Iterator[tuple[str, Callable[[], object]]]:
    """Each attempt to log in, to be had when called."""
    for one in TRIES:
        yield str(one), partial(_had, one)


def _had(one: Try) -> None:
    with tempfile.TemporaryDirectory(prefix="smtpwb-secrets-") as home, pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "STATE", "CACHE", "DATA"):
            patch.setenv(f"XDG_{name}_HOME", str(Path(home) / name.lower()))
        asyncio.run(on_screen(one, Path(home), patch))
