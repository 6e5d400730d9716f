"""The short form of the crash soak: a few sessions killed; the journal holds all but the event in flight."""

from __future__ import annotations

import os

import pytest

from smtpwb.transcript.events import Sent
from tests.soak.crash import crash

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing kills like -9 there")


def test_a_session_that_is_killed_loses_nothing_but_the_event_in_flight() -> None:
    found = [crash(seed).events for seed in range(5)]
    assert max(map(len, found)) > 20
    assert any(isinstance(event, Sent) and event.spooled for events in found for event in events)
