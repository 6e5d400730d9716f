from __future__ import annotations

import pytest

from smtpwb.transcript.trouble import nearest, troubled
from tests.dialogues import Stage, play


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("S: 220 a\nC: NOOP\nS: 250 ok", False),
        ("S: 554 go away", True),
        ("S: 220 a\nC: NOOP\nS: 450 later", True),
        ("S: 220 a\nC: DATA\nS: 354 go", False),
        ("S: 220 a\nC: NOOP\nS: 250 ok\nS: 250 unasked", True),
        ("S: 220 a\nC: NOOP\nS: 299 no such code\nC: NOOP\nS: nonsense", True),
        ("S: 220 a\nC: EHLO a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nS: <no tls>", True),
        ("S: 220 a\nC: QUIT\nS: 221 bye\nS: <closed>", False),
        ("C: <close>", False),
    ],
)
def test_the_newest_entry_is_troubled_if_something_went_wrong(script: str, expected: bool) -> None:
    assert troubled(play(script).entries[-1]) is expected


def test_a_lost_connection_is_trouble() -> None:
    stage = Stage(play("S: 220 a"))
    stage.closed("network", "lost")
    assert troubled(stage.transcript.entries[-1])


def test_one_goes_from_trouble_to_trouble_in_both_directions() -> None:
    talk = play(*("C: NOOP\nS: 250 ok\nC: X\nS: 500 what",) * 3)
    entries = talk.entries
    wrong = [index for index, entry in enumerate(entries) if troubled(entry)]
    assert len(wrong) == 3
    up, at = [], nearest(entries, len(entries), -1)
    while at is not None:
        up.append(at)
        at = nearest(entries, at, -1)
    assert up == wrong[::-1]
    assert [nearest(entries, at, 1) for at in wrong] == [*wrong[1:], None]
    assert nearest([], 0, -1) is None
