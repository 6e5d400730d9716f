from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.pasted import queues
from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.found import numbered

POSTQUEUE = """\
-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
4AbCdEf123*    1234 Fri Jan  2 03:04:05  sender@example.org
(host mx.example.net[192.0.2.1] said: 451 4.7.1 come back later (in reply to RCPT TO command))
                                         one@example.net
                                         two@example.net

4AbCdEf124     1234 Fri Jan  2 03:04:05  MAILER-DAEMON
   (connect to mx.example.com[192.0.2.2]:25: Connection timed out)
                                         three@example.com
(delivery temporarily suspended: host mx.example.net[192.0.2.1] refused to talk to me: 421 4.7.0 too many)
                                         four@example.net

4AbCdEf125     1234 Fri Jan  2 03:04:05  sender@example.org
                                         five@example.net

-- 3 Kbytes in 3 Requests.
"""
MAILQ = """\
                /var/spool/mqueue (1 request)
-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------
u021a2b3c4d5e6     1234 Fri Jan  2 03:04 <sender@example.org>
                 (Deferred: 451 4.7.1 come back later)
                                         <one@example.net>
                Total requests: 1
"""
JSON = """\
{"queue_name": "deferred", "queue_id": "4AbC", "sender": "sender@example.org", "recipients": [\
{"address": "one@example.net", "delay_reason": "host mx.example.net[192.0.2.1] said: 451 4.7.1 come back \
later (in reply to RCPT TO command)"}, {"address": "two@example.net"}]}
"""

LATER = ("451", "RCPT", "one@example.net", "sender@example.org", "mx.example.net")


def told(text: str) -> list[tuple[str, ...]]:
    return [(one.reply.code, one.after, one.recipient, one.sender, one.host) for one in find(text.encode())]


def test_postqueue() -> None:
    assert told(POSTQUEUE) == [
        LATER,
        ("451", "RCPT", "two@example.net", "sender@example.org", "mx.example.net"),
        ("", "", "three@example.com", "", ""),
        ("421", "CONNECT", "four@example.net", "", "mx.example.net"),
    ]
    assert {one.said_in for one in find(POSTQUEUE.encode())} == {"mail queue"}


def test_mailq_of_sendmail() -> None:
    assert told(MAILQ) == [("451", "", "one@example.net", "sender@example.org", "")]


def test_postqueue_as_json() -> None:
    assert told(JSON) == [LATER]


@pytest.mark.parametrize(
    "text", ["Mail queue is empty", '{"queue_id": 1}', '{"queue_id": "a", "recipients": [1]}']
)
def test_what_waits_for_nothing(text: str) -> None:
    assert told(text) == []


@given(st.lists(st.sampled_from([*POSTQUEUE.splitlines(), *MAILQ.splitlines(), "", "(", " (x)", "{"])))
def test_lines_in_any_order(text: list[str]) -> None:
    lines = list(numbered("\n".join(text).encode(), 1000, 1000))
    read = queues.read(lines)
    assert {one.line for one in read.found} <= read.understood <= {line.number for line in lines}
    assert all(one.recipient for one in read.found)
