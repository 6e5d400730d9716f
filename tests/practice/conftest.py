"""A practice server of the test's own, with a clock that the test turns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from smtpwb.practice.server import PracticeServer


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[str]:
    """The lines that the server told."""
    return []


@pytest.fixture
async def server(clock: Clock, told: list[str]) -> AsyncIterator[PracticeServer]:
    practice = PracticeServer(clock=clock, tell=told.append)
    await practice.start()
    yield practice
    await practice.stop()
