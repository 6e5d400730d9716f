from __future__ import annotations

import pytest

from smtpwb.transcript.pasted.bounce_words import FORMS
from smtpwb.transcript.pasted.find import find
from tests.transcript.pasted.messages import mail, told

QMAIL = b"""\
Hi. This is the qmail-send program at mail.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.

<one@example.net>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user
Giving up on 192.0.2.1.

<two@example.net>:
192.0.2.1 failed after I sent the message.
Remote host said: 554 5.7.1 spam

<three@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Subject: 550 5.5.5 no
"""

EXIM = b"""\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  one@example.net
    host mx.example.net [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<one@example.net>:
    550-5.1.1 no
    550 5.1.1 such user
  two@example.net
    SMTP error from remote mail server after end of data:
    host mx.example.net [192.0.2.1]: 554 5.7.1 spam
  three@example.com
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

550 5.5.5 no
"""

EXCHANGE = b"""\
Delivery has failed to these recipients or groups:

one@example.net
The email address you entered couldn't be found.

Diagnostic information for administrators:

Generating server: mail.example.org

one@example.net
mx.example.net
Remote Server returned '550 5.1.1 <one@example.net>: it's unknown here'

two@example.net
Remote Server at mx.example.net (192.0.2.1) returned '450 4.7.1 greylisted'

Original message headers:

Received: from 550 5.5.5 no
"""

GOOGLE = b"""\
** Address not found **

Your message wasn't delivered to one@example.net because the address couldn't be
found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 <one@example.net>: no such user
"""

GOOGLE_OLD = b"""\
Delivery to the following recipient failed permanently:

     one@example.net

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the
recipient domain example.net by mx.example.net. [192.0.2.1].

The error that the other server returned was:
550 550 5.1.1 no such user (state 14).

----- Original message -----

550 5.5.5 no
"""

YAHOO = b"""\
Sorry, we were unable to deliver your message to the following address.

<one@example.net>:
550: 5.1.1 no such user
"""

YAHOO_OLD = b"""\
Message from mail.example.org.
Unable to deliver message to the following address(es).

<one@example.net>:
Remote host said:
552 5.2.2 mailbox full
 [RCPT_TO]
"""

UNITED = b"""\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. The following address failed:

    one@example.net:
    SMTP error from remote server for RCPT TO command, host: mx.example.net (192.0.2.1)
    reason: 550 5.1.1 no such user
"""

SENDMAIL = b"""\
The original message was received at Fri, 2 Jan 2026 03:04:05 GMT

   ----- The following addresses had permanent fatal errors -----
<one@example.net>
    (reason: 550 5.1.1 <one@example.net>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> MAIL From:<sender@example.org>
<<< 250 2.1.0 ok
>>> RCPT To:<one@example.net>
<<< 550 5.1.1 <one@example.net>... User unknown
550 5.1.1 <one@example.net>... User unknown
"""

ONE = ("one@example.net", "550")
MX = "mx.example.net"
WORDS: dict[str, tuple[bytes, list[tuple[str, ...]]]] = {
    "qmail": (
        QMAIL,
        [
            (*ONE, "RCPT", "192.0.2.1"),
            ("two@example.net", "554", "CONTENT", "192.0.2.1"),
            ("three@example.org", "", "", ""),
        ],
    ),
    "Exim": (
        EXIM,
        [(*ONE, "RCPT", MX), ("two@example.net", "554", "CONTENT", MX), ("three@example.com", "", "", "")],
    ),
    "Exchange": (EXCHANGE, [(*ONE, "", ""), ("two@example.net", "450", "", MX)]),
    "Google, formerly": (GOOGLE_OLD, [(*ONE, "", "")]),
    "Yahoo": (YAHOO, [(*ONE, "", "")]),
    "Yahoo, formerly": (YAHOO_OLD, [("one@example.net", "552", "RCPT", "")]),
    "United Internet": (UNITED, [(*ONE, "RCPT", MX)]),
    "Sendmail": (SENDMAIL, [(*ONE, "RCPT", MX)]),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_words_for_people_in_a_message(name: str) -> None:
    body, expected = WORDS[name]
    found = find(mail(body))
    assert list(map(told, found)) == expected
    assert {one.said_in for one in found} == {"bounce"}
    assert {one.sender for one in found} == {"sender@example.org"}


@pytest.mark.parametrize("name", WORDS)
def test_the_words_for_people_alone(name: str) -> None:
    body, expected = WORDS[name]
    assert list(map(told, find(body))) == expected


def test_what_google_says_of_a_reply_is_no_second_answer() -> None:
    (found,) = find(mail(GOOGLE))
    assert told(found) == (*ONE, "", "")
    assert found.reply.enhanced == ("5", "1", "1")


def test_what_google_says_of_it_is_told_where_no_reply_follows() -> None:
    alone, _, response = GOOGLE.partition(b"\nThe response")
    (found,) = find(mail(alone))
    assert found.recipient == "one@example.net"
    assert b"couldn't be" in found.reply.raw
    of_two = find(mail(alone + alone.replace(b"one@", b"two@") + b"\nThe response" + response))
    assert [one.recipient for one in of_two] == ["one@example.net", "two@example.net"]


def test_the_full_stop_of_a_sentence_is_of_no_address() -> None:
    text = b"There was a problem delivering your message to one@example.net.\n\nThe response was:\n\n550 no\n"
    (found,) = find(mail(text))
    assert found.recipient == "one@example.net"


@pytest.mark.parametrize(
    "words",
    [
        b"mx.example.net #<mx.example.net #5.1.1 smtp;550 5.1.1 no such user> #SMTP#",
        b"one@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##",
        b"Reported error:\t550 5.1.1 RESOLVER.ADR.RecipientNotFound; not found",
        b"Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 no such user",
        b"[Status: Error, Address: <one@example.net>, ResponseCode 550, 5.1.1 no such user]",
        b"Your message\nwas not delivered to:\n  one@example.net\nbecause:\n  550 5.1.1 no such user",
        b"SMTP module(domain example.net) reports:\n host mx.example.net says:\n 550 5.1.1 no such user",
        b"SMTP Server <mx.example.net> rejected recipient <one@example.net> (Error following RCPT command). "
        b"It responded as follows: [550 5.1.1 no such user]",
    ],
)
def test_other_wordings(words: bytes) -> None:
    (found,) = find(mail(words))
    assert (found.reply.code, str(found.reply.enhanced), found.said_in) == ("550", "5.1.1", "bounce")


def test_sendmail_shows_what_was_sent_together_as_the_last_command() -> None:
    session = b"""\
   ----- The following addresses had permanent fatal errors -----
<one@example.net>
    (reason: 550 5.1.1 <one@example.net>... User unknown)

   ----- Transcript of session follows -----
... while talking to mx.example.net.:
>>> DATA
<<< 550 5.1.1 <one@example.net>... User unknown
550 5.1.1 <one@example.net>... User unknown
<<< 503 5.0.0 Need RCPT (recipient)
"""
    refused, needless = find(mail(session))
    assert told(refused) == (*ONE, "RCPT", MX)
    assert (needless.reply.code, needless.after) == ("503", "DATA")


def test_a_reply_that_quotes_another_is_no_bounce() -> None:
    texts = (
        b"250 ok\n550 5.7.1 host mx.example.net[192.0.2.1] said: 450 4.7.1 later\n",
        b"S: 250 ok\nS: 550 5.1.1 Remote Server returned '550 5.1.1 no'\n",
    )
    for text in texts:
        assert [found.reply.code for found in find(text)] == ["250", "550"]


def test_replies_beside_a_bounce_are_found_as_well() -> None:
    text = b"220 mx.example.net\n\n<one@example.net>:\nRemote host said: 550 5.1.1 no\n\n421 4.3.2 bye\n"
    assert [(found.reply.code, found.said_in) for found in find(text)] == [
        ("220", "reply"),
        ("550", "bounce"),
        ("421", "reply"),
    ]


def test_every_wording_has_the_words() -> None:
    assert all(b"(?P<said>" in form.pattern for form in FORMS)
