"""Keeping a dialogue that is had without a screen: a journal of it where that is wanted, and a spool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smtpwb.cli.output import complain
from smtpwb.transcript.entry import Change
from smtpwb.transcript.journal import Journal, spool_path
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript


@contextmanager
def keeping(transcript: Transcript, wanted: bool) -> Iterator[Spool]:
    """Write every event to a journal before anybody else hears of it; give the spool for what is too large,
    from which the transcript reads it again.

    Where no journal is `wanted` the spool has no name, and nothing is left. What cannot be kept is said on
    stderr, and the dialogue goes on.
    """
    if not wanted:
        with Spool() as spool:
            transcript.read = spool.read
            yield spool
        return
    journal = Journal.begin()

    def write(change: Change) -> None:
        if told := journal.write(change.event):
            complain(told)

    transcript.subscribe(write)
    try:
        with Spool(spool_path(journal.path)) as spool:
            transcript.read = spool.read
            yield spool
    finally:
        journal.close()
