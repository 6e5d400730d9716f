"""Which blocklist a reply names."""

from __future__ import annotations

import pytest

from smtpwb.reference.blocklists import blocklist


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blocked using zen.spamhaus.org", "Spamhaus ZEN"),
        ("see https://www.spamhaus.org/query/ip/192.0.2.1", "Spamhaus"),
        ("listed at pbl.spamhaus.org", "Spamhaus PBL"),
        ("blocked - see https://www.spamcop.net/bl.shtml?192.0.2.1", "SpamCop"),
        ("blocked using b.barracudacentral.org", "Barracuda Reputation Block List"),
        ("blocked using dnsbl.sorbs.net", "SORBS (closed in 2024)"),
        ("blocked using dnsbl-1.uceprotect.net", "UCEPROTECT"),
        ("please visit https://sender.office.com and follow the directions", "Microsoft's own list"),
    ],
)
def test_blocklist(text: str, name: str) -> None:
    found = blocklist(text)
    assert found is not None
    assert found.name == name
    assert found.lookup


@pytest.mark.parametrize(
    "text", ["", "user unknown", "this looks like spam", "blocked using rbl.example.org"]
)
def test_no_blocklist_that_is_known(text: str) -> None:
    assert blocklist(text) is None
