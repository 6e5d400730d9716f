"""The practice server, for what is run against it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from smtpwb.practice.server import PracticeServer


@pytest.fixture
async def server() -> AsyncIterator[PracticeServer]:
    practice = PracticeServer()
    await practice.start()
    yield practice
    await practice.stop()
