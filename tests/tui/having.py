"""A dialogue that is had without a screen and keeps a journal, as one of an earlier run."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from smtpwb.transcript.entry import Change
from smtpwb.transcript.journal import Journal, spool_path
from smtpwb.tui.talk import Talk
from tests.tui.desk import PRACTICE


@contextlib.asynccontextmanager
async def having(place: str = PRACTICE) -> AsyncIterator[tuple[Talk, Path]]:
    """Connected and greeted; and where its journal is."""
    journal = Journal.begin()
    talk = Talk(spool_path(journal.path))

    def write(change: Change) -> None:
        assert not journal.write(change.event)

    talk.transcript.subscribe(write)
    try:
        await talk.connect(place, lambda _: None)
        await talk.settled()
        yield talk, journal.path
    finally:
        await talk.close()
        journal.close()
