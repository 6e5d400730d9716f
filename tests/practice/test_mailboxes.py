from __future__ import annotations

import pytest

from smtpwb.practice.mailboxes import Mailbox, find, is_here, mailboxes

DOCUMENTED = {
    "anyone@practice.test": "250 2.1.5",
    "postmaster@practice.test": "250 2.1.5",
    "nobody@practice.test": "550 5.1.1",
    "full@practice.test": "452 4.2.2",
    "disabled@practice.test": "550 5.2.1",
    "greylist@practice.test": "451 4.7.1",
    "moved@practice.test": "550 5.1.6",
    "big@practice.test": "552 5.2.3",
    "policy@practice.test": "550 5.7.1",
    "slow@practice.test": "250 2.1.5",
    "drop@practice.test": "no reply",
    "reset@practice.test": "no reply",
    "busy@practice.test": "421 4.3.2",
    "toomany@practice.test": "452 4.5.3",
    "spam@practice.test": "554 5.7.1",
    "virus@practice.test": "554 5.7.1",
    "deferred@practice.test": "451 4.3.0",
    "full-later@practice.test": "452 4.2.2",
    "8bit@practice.test": "554 5.6.1",
    "bounces@practice.test": "250 2.1.5",
    "loop@practice.test": "250 2.1.5",
    "anyone@nullmx.test": "556 5.1.10",
    "elsewhere@other.test": "550 5.7.1",
}


def test_the_table_is_the_documented_one() -> None:
    assert {mailbox.address: mailbox.code for mailbox in mailboxes()} == DOCUMENTED


@pytest.mark.parametrize("mailbox", mailboxes(), ids=lambda mailbox: mailbox.name)
def test_each_row_teaches_something_and_says_where_that_is_written(mailbox: Mailbox) -> None:
    assert mailbox.teaches.endswith(".")
    assert mailbox.sources
    assert all(source.startswith("RFC ") for source in mailbox.sources)
    assert mailbox.reply.format(path="<a@b>", seconds=1).isascii()


@pytest.mark.parametrize(
    ("address", "row"),
    [
        ("nobody@practice.test", "nobody@practice.test"),
        ("NoBody@PRACTICE.test.", "nobody@practice.test"),
        ('"nobody"@practice.test', "nobody@practice.test"),
        (r'"no\body"@practice.test', "nobody@practice.test"),
        ("postmaster", "postmaster@practice.test"),
        ("PostMaster", "postmaster@practice.test"),
        ("jrace@practice.test", "anyone@practice.test"),
        ("nobody@other.test", "elsewhere@other.test"),
        ("nobody@sub.practice.test", "elsewhere@other.test"),
        ("nobody@[127.0.0.1]", "elsewhere@other.test"),
        ("elsewhere@practice.test", "anyone@practice.test"),
        ("a@NullMX.test.", "anyone@nullmx.test"),
        ("a%other.test@practice.test", "elsewhere@other.test"),
        ("other.test!a@practice.test", "elsewhere@other.test"),
        ('"a@other.test"@practice.test', "elsewhere@other.test"),
    ],
)
def test_who_answers_for_an_address(address: str, row: str) -> None:
    assert find(address).address == row


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("a@practice.test", True),
        ("postmaster", True),
        ("a@other.test", False),
        ("a%other.test@practice.test", False),
        ("a@pix.practice.test", False),
    ],
)
def test_what_is_of_this_domain(address: str, here: bool) -> None:
    assert is_here(address) is here


def test_conditions_are_said() -> None:
    said = {mailbox.name: mailbox.condition for mailbox in mailboxes() if mailbox.condition}
    assert said == {
        "greylist": " for 60 seconds",
        "big": " above 10000 octets",
        "slow": " after 5 seconds",
        "drop": ", the connection is closed",
        "reset": ", the connection is reset",
        "spam": " after the dot",
        "virus": " after the dot",
        "deferred": " after the dot",
        "full-later": " after the dot",
        "8bit": " to 8-bit data sent as 7-bit",
        "bounces": ", then a bounce 5.1.1",
        "loop": ", then a bounce 5.4.6",
    }


@pytest.mark.parametrize(("speed", "seconds"), [(1.0, 60), (30.0, 2), (7.0, 9), (0.5, 120), (1e6, 1)])
def test_where_waits_are_shorter_the_shorter_ones_are_told(speed: float, seconds: int) -> None:
    rows = {mailbox.name: mailbox for mailbox in mailboxes(speed)}
    assert rows["greylist"].condition == f" for {seconds} seconds"
    assert "minute" not in rows["greylist"].teaches
    assert {name for name, row in rows.items() if row not in mailboxes()} <= {"greylist", "slow"}
