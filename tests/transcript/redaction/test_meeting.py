"""Which names are met, where in a dialogue, and in what order they have their aliases."""

from __future__ import annotations

import pytest

from smtpwb.transcript.redaction.meeting import Met, names_of
from smtpwb.transcript.redaction.names import Switches
from tests.dialogues import play

DIALOGUE = (
    "S: 220 mx.corp.test hi",
    "C: HELO laptop\nS: 250 ok",
    "C: MAIL FROM:<jane@corp.test>\nS: 250 ok",
    "C: RCPT TO:<bob>\nS: 550 no",
)


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("jane", "user1"),
        ("bob", "user2"),
        ("corp.test", "domain1.example"),
        ("mx.corp.test", "host1.domain1.example"),
        ("laptop", "host2"),  # the first is the host of the connection
        ("desktop", "desktop"),
    ],
)
def test_what_stands_in_the_place_of_a_name_has_an_alias(name: str, alias: str) -> None:
    assert names_of(play(*DIALOGUE), Switches()).text(name) == alias


def test_texts_that_go_along_are_met_too() -> None:
    names = names_of(play(*DIALOGUE), Switches(), "written to eve@other.test")
    assert names.text("eve@other.test") == "user2@domain2.example"


def test_no_alias_is_the_real_name_of_another() -> None:
    met = Met(queue_ids=False)
    met.meet(b"user1@corp.test jane@corp.test")
    assert met.settled(Switches()).text("user1 jane") == "user2 user3"


def test_queue_ids_are_met_on_demand() -> None:
    for asked, told in ((True, b"queued as id1"), (False, b"queued as 4XYZ12")):
        met = Met(queue_ids=asked)
        met.meet_ids(b"queued as 4XYZ12")
        assert met.settled(Switches(queue_ids=asked)).replace(b"queued as 4XYZ12") == told
