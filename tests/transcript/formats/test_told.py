"""How much is told at each level."""

from __future__ import annotations

from smtpwb.transcript.formats.options import Level, Options
from tests.transcript.formats.checks import (
    real,
    written,
)


def test_bare_explains_nothing_and_brief_a_line_a_reply() -> None:
    bare = written("text", real(), Options(Level.BARE))
    brief = written("text", real(), Options(Level.BRIEF))
    assert "Mailbox unavailable" not in bare
    assert "   Mailbox unavailable: No such recipient\n> the address" in brief
    assert "Who can fix it" not in brief
