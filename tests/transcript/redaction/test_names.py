"""Aliases."""

from __future__ import annotations

import base64

import pytest

from smtpwb.transcript.redaction.meeting import Met
from smtpwb.transcript.redaction.names import REMOVED, Names, Switches


def settled(*texts: bytes, switches: Switches = Switches()) -> Names:  # noqa: B008
    met = Met(queue_ids=switches.queue_ids)
    for text in texts:
        met.meet_ids(text)
    for text in texts:
        met.meet(text)
    return met.settled(switches)


def alone(text: bytes, switches: Switches = Switches()) -> bytes:  # noqa: B008
    return settled(text, switches=switches).replace(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"jane@corp.test, Jane, JANE@CORP.TEST", b"user1@domain1.example, user1, user1@domain1.example"),
        (b"mx1.corp.test of jane@corp.test", b"host1.domain1.example of user1@domain1.example"),
        (b"mx.a.test mx.b.test", b"host1.example host2.example"),
        (b"10.1.1.1 10.1.1.2 [10.1.1.1] 10-1-1-1", b"192.0.2.1 192.0.2.2 [192.0.2.1] 192-0-2-1"),
        (b"[IPv6:fd00::1]", b"[IPv6:2001:db8::1]"),
        (
            b"127.0.0.1 ::1 localhost postmaster@corp.test",
            b"127.0.0.1 ::1 localhost postmaster@domain1.example",
        ),
        (b"Postfix 3.7.11 said 5.1.1 at 12:00:00", b"Postfix 3.7.11 said 5.1.1 at 12:00:00"),
        (b"nobody here has a name", b"nobody here has a name"),
    ],
)
def test_an_alias_for_each_name(text: bytes, expected: bytes) -> None:
    assert alone(text) == expected


def test_base64_is_told_again_where_it_is_text() -> None:
    hidden = base64.b64encode(b"jane@corp.test")
    names = settled(b"jane@corp.test")
    assert base64.b64decode(names.replace(hidden)) == b"user1@domain1.example"


@pytest.mark.parametrize("lead", [b"\0", b"\0\1", b"\0\1\2"])
def test_base64_of_other_things_with_a_name_in_it_is_removed(lead: bytes) -> None:
    names = settled(b"jane@corp.test")
    assert names.replace(base64.b64encode(lead + b"x jane\xff")) == REMOVED
    assert names.replace(b"Q" * len(lead) + base64.b64encode(b"jane.@corp")) == REMOVED
    assert names.replace(base64.b64encode(lead + "corp.test".encode("utf-16-le"))) == REMOVED


def test_what_ntlm_says_is_removed_unread() -> None:
    assert alone(base64.b64encode(b"NTLMSSP\0\2\0\0\0whatever")) == REMOVED


def test_words_that_are_no_names_stay_base64_or_not() -> None:
    text = b"Recipient rejected authentication AUTH=PLAIN queued12345678"
    assert settled(text, b"jane@corp.test").replace(text) == text


def test_queue_ids_and_message_ids() -> None:
    text = b"Message-ID: <x.1@corp.test>\r\nqueued as 4XYZ12 <x.1@corp.test>"
    assert alone(text) == b"Message-ID: <id1@domain1.example>\r\nqueued as 4XYZ12 <id1@domain1.example>"
    assert alone(text, Switches(queue_ids=True)).endswith(b"queued as id2 <id1@domain1.example>")
