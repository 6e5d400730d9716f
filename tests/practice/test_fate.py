from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from smtpwb.practice.fate import Fate, fates
from smtpwb.practice.received import Received

BOUNCES_ALL = "bounce.practice.test"
TO = ("b@practice.test", "Bounces@Practice.Test", "loop@practice.test", "nobody@practice.test")
MESSAGE = Received(1, "a@example.net", TO, b"", datetime(2024, 1, 1, tzinfo=UTC), "192.0.2.1", "x")


def test_each_recipient_has_a_fate_of_its_own_whatever_the_case() -> None:
    assert [(fate.address, fate.failed, fate.status) for fate in fates(MESSAGE)] == [
        ("b@practice.test", False, "2.0.0"),
        ("Bounces@Practice.Test", True, "5.1.1"),
        ("loop@practice.test", True, "5.4.6"),
        ("nobody@practice.test", False, "2.0.0"),
    ]
    assert [fate.index for fate in fates(MESSAGE)] == [0, 1, 2, 3]


def test_the_reply_names_the_address_as_the_sender_wrote_it() -> None:
    fate = fates(MESSAGE)[1]
    assert fate.remote == "store.practice.test"
    assert fate.reply == "550 5.1.1 <Bounces@Practice.Test>: Recipient address rejected: User unknown"


def test_the_server_that_bounces_all_has_each_refused_as_its_mailbox_would_be() -> None:
    names = ("b", "disabled", "loop", "greylist", "full")
    for domain in ("practice.test", BOUNCES_ALL):
        to = tuple(f"{name}@{domain}" for name in names)
        there = fates(replace(MESSAGE, host=BOUNCES_ALL, recipients=to))
        assert [fate.status for fate in there if fate.address[:4] != "loop"] == [
            "5.1.1",
            "5.2.1",
            "5.1.1",
            "4.2.2",
        ]
        assert [fate.in_the_end for fate in there] == [False, False, False, False, True]


@pytest.mark.parametrize("index", range(len(TO)))
def test_a_status_agrees_with_the_reply(index: int) -> None:
    fate: Fate = fates(MESSAGE)[index]
    assert not fate.failed or fate.status == fate.reply.split()[1]
    assert fate.failed == (not fate.status.startswith("2"))
