from __future__ import annotations

import pytest

from smtpwb.practice.mailboxes import Mailbox, find, mailboxes

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
    ],
)
def test_who_answers_for_an_address(address: str, row: str) -> None:
    assert find(address).address == row


def test_conditions_are_said() -> None:
    said = {mailbox.name: mailbox.condition for mailbox in mailboxes() if mailbox.condition}
    assert said == {"greylist": " for 60 seconds", "big": " above 10000 octets"}


@pytest.mark.parametrize(("speed", "seconds"), [(1.0, 60), (30.0, 2), (7.0, 9), (0.5, 120), (1e6, 1)])
def test_where_waits_are_shorter_the_shorter_ones_are_told(speed: float, seconds: int) -> None:
    rows = {mailbox.name: mailbox for mailbox in mailboxes(speed)}
    assert rows["greylist"].condition == f" for {seconds} seconds"
    assert "minute" not in rows["greylist"].teaches
    assert {name for name, row in rows.items() if row not in mailboxes()} <= {"greylist"}
