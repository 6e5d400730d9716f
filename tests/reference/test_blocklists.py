"""Which blocklist a reply names."""

from __future__ import annotations

import pytest

from smtpwb.reference.blocklists import blocklist, blocklists


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blocked using zen.spamhaus.org", "Spamhaus ZEN"),
        ("see https://www.spamhaus.org/query/ip/192.0.2.1", "Spamhaus"),
        ("listed at pbl.spamhaus.org", "Spamhaus PBL"),
        ("blocked - see https://www.spamcop.net/bl.shtml?192.0.2.1", "SpamCop"),
        ("blocked using b.barracudacentral.org", "Barracuda Reputation Block List"),
        ("blocked using dnsbl.sorbs.net", "SORBS (closed on 5 June 2024)"),
        ("blocked using dnsbl-1.uceprotect.net", "UCEPROTECT"),
        ("please visit https://sender.office.com and follow the directions", "Microsoft 365's own list"),
        ("part of their network is on our block list (s3140)", "Outlook.com's own list"),
    ],
)
def test_blocklist(text: str, name: str) -> None:
    found = blocklist(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["", "user unknown", "this looks like spam", "blocked using rbl.example.org"]
)
def test_no_blocklist_that_is_known(text: str) -> None:
    assert blocklist(text) is None


def test_each_has_a_page_to_ask_or_was_closed() -> None:
    for one in blocklists():
        assert bool(one.lookup) != bool(one.source)
        assert ("closed" in one.name) == bool(one.source)
        assert all(mark == mark.casefold() for mark in one.marks)


def test_no_list_stands_twice_or_behind_a_mark_that_hides_it() -> None:
    assert len({one.name for one in blocklists()}) == len(blocklists())
    for one in blocklists():
        for mark in one.marks:
            assert blocklist(mark.rstrip("~")) == one
