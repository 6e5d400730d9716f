from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.comparing.volatile import alike

SAME = [
    ("2.0.0 Ok: queued as 4B7C1A2F3D", "2.0.0 Ok: queued as 9A8B7C6D5E"),
    ("2.0.0 Ok: queued as 4T0Xyz1Jz8z3L1", "2.0.0 Ok: queued as 4T0Y0b2Kq9z1M7"),
    ("2.0.0 Ok: queued as ABCDEFGHJK", "2.0.0 Ok: queued as BCDFGHJKLM"),
    ("OK id=1rKaBc-000Abc-1D", "OK id=1rLbCd-000Xyz-2E"),
    (
        "2.0.0 40INxVpQ012345 Message accepted for delivery",
        "2.0.0 40JOyWqR054321 Message accepted for delivery",
    ),
    ("ok 1704110400 qp 12345", "ok 1704196800 qp 6789"),
    (
        "2.0.0 OK  1704110400 a1-20020a05600c12345si1234567wmq.12 - gsmtp",
        "2.0.0 OK  1704196800 d9-443c01a73367890ab1c2d3e4si7654321wmb.3 - gsmtp",
    ),
    (
        "2.6.0 <a1b2c3d4e5f6@ws.example.net> [InternalId=1234567, Hostname=AM0PR01MB12.eurprd01.example.com]"
        " Queued mail for delivery",
        "2.6.0 <f6e5d4c3b2a1@ws.example.net> [InternalId=7654321, Hostname=DB5PR02MB43.eurprd02.example.com]"
        " Queued mail for delivery",
    ),
    ("mx1.example.net ESMTP Postfix", "mx2.example.net ESMTP Postfix"),
    (
        "mx.example.net ESMTP Exim 4.96 Mon, 01 Jan 2024 12:00:00 +0000",
        "mx.example.net ESMTP Exim 4.96 Tue, 02 Jan 2024 9:13:45 +0100",
    ),
    (
        "mx ESMTP Sendmail 8.18.1/8.18.1; Mon, 1 Jan 2024 12:00:00 GMT",
        "mx ESMTP Sendmail 8.18.1/8.18.1; Wed, 3 Jan 2024 12:30:00 GMT",
    ),
    ("ready at 2024-01-01T12:00:00Z", "ready at 2024-02-03T01:02:03.456Z"),
    ("mx Hello ws.example.net [192.0.2.1]", "mx Hello ws.example.net [198.51.100.77]"),
    ("Client host [2001:db8::1] blocked", "Client host [2001:db8:0:1::22] blocked"),
    ("Greylisted, try again in 300 seconds", "Greylisted, try again in 42 seconds"),
    ("Greylisted, try again in 00:04:59", "Greylisted, try again in 00:00:03"),
    ("<1704110400.12345@mx.test> challenge", "<1704196800.54321@mx.test> challenge"),
]
DIFFERENT = [
    ("2.1.5 Ok", "2.1.5 Recipient ok"),
    ("mx.example.net ESMTP Postfix", "mx.example.net ESMTP Exim"),
    ("mx.example.net ESMTP Exim 4.96", "mx.example.net ESMTP Exim 4.97"),
    ("mx1.example.net ESMTP", "mx1.example.org ESMTP"),
    ("mail.example.net ESMTP", "smtp.example.net ESMTP"),
    ("message exceeds 10240000 bytes", "message exceeds 20480000 bytes"),
    ("no more than 100 recipients", "no more than 50 recipients"),
    ("Postfix (Debian12)", "Postfix (Debian13)"),
    ("blocked using zen.example.org", "blocked using bl.example.org"),
    ("mailbox full", "mailbox unavailable"),
    ("rejected as spam", "rejected as virus"),
    ("<alice@example.net>: no such user", "<bob@example.net>: no such user"),
    ("queued", "queued as 4B7C1A2F3D"),
    ("", "Ok"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_changes_each_time_says_nothing(before: str, after: str) -> None:
    assert alike(before, after)
    assert alike(after, before)


@pytest.mark.parametrize(("before", "after"), DIFFERENT)
def test_what_says_something_else(before: str, after: str) -> None:
    assert not alike(before, after)
    assert not alike(after, before)


def test_what_we_said_ourselves_says_nothing_of_the_server() -> None:
    before, after = "<alice@example.net>: no such user", "<bob@example.net>: no such user"
    assert alike(before, after, {"alice@example.net"}, {"bob@example.net"})
    assert not alike(before, after, {"alice@example.net"}, {"carol@example.net"})


def test_a_name_of_ours_is_no_part_of_a_longer_one() -> None:
    assert not alike("a.example.net", "b.other.test", {"example.net"}, {"other.test"})


@given(st.text(), st.text())
def test_whatever_is_compared_it_works_both_ways_and_ends(before: str, after: str) -> None:
    assert alike(before, before)
    assert alike(before, after) is alike(after, before) or any(map(str.isdecimal, before + after))
