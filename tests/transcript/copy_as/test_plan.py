"""Which connection, and what of it can be told again."""

from __future__ import annotations

from smtpwb.transcript.copy_as.plan import plan
from smtpwb.transcript.entry import Kind
from tests.dialogues import play


def test_the_connection_of_the_entry_is_the_one() -> None:
    transcript = play(
        "S: 220 a", "C: EHLO one", "S: 250 ok", "C: <close>", "S: 220 a", "C: EHLO two", "S: 250 ok"
    )
    first, newest = plan(transcript, 2), plan(transcript)
    assert first is not None
    assert newest is not None
    assert [one.line for one in (*first.steps, *newest.steps)] == [b"EHLO one", b"EHLO two"]
    assert [entry.kind for entry in transcript.entries].count(Kind.OPENED) == 2
