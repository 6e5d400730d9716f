"""Which role a line has."""

from __future__ import annotations

import pytest

from smtpwb.transcript.formats.lines import ROLES, beside, role
from smtpwb.transcript.formats.options import Level
from smtpwb.transcript.formats.told import block
from tests.dialogues import play
from tests.transcript.formats.checks import put_note, real


def test_each_line_has_a_role_that_has_a_colour() -> None:
    transcript = real()
    for index in range(len(transcript.entries)):
        one = block(transcript, index, Level.FULL)
        assert {role(one), *(kind for kind, _ in beside(one))} <= set(ROLES)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("250 a", "reply-2yz"), ("354 a", "reply-3yz"), ("450 a", "reply-4yz"), ("junk", "server")],
)
def test_a_reply_by_its_class(reply: str, expected: str) -> None:
    transcript = play("S: 220 a", "C: NOOP", f"S: {reply}")
    put_note(transcript, 3, "look")
    one = block(transcript, 3, Level.BARE)
    assert role(one) == expected
    assert list(beside(one)) == [("note", "look")]
    assert [role(block(transcript, index, Level.BARE)) for index in (0, 2)] == ["remark", "client"]
