from __future__ import annotations

import base64

import pytest

from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.found import Found

POSTFIX = b"""\
Return-Path: <>
Received: by mail.example.org (Postfix) id 4AbC; Fri,  2 Jan 2026 03:04:05 +0000 (UTC)
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: sender@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4AbC.1767/mail.example.org"

This is a MIME-encapsulated message.

--4AbC.1767/mail.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.org.

                   The mail system

<one@example.net>: host mx.example.net[192.0.2.1] said: 550-5.1.1 The account
    that you tried to reach does not exist. 550 5.1.1 Check the address
    (in reply to RCPT TO command)

<two@example.com>: connect to mx.example.com[192.0.2.7]:25: Connection timed
    out

--4AbC.1767/mail.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
X-Postfix-Queue-ID: 4AbC
X-Postfix-Sender: rfc822; sender@example.org
Arrival-Date: Fri,  2 Jan 2026 03:04:05 +0000 (UTC)

Final-Recipient: rfc822; one@example.net
Original-Recipient: rfc822;one@example.net
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550-5.1.1 The account that you tried to reach does not
    exist. 550 5.1.1 Check the address

Final-Recipient: rfc822; two@example.com
Action: failed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.example.com[192.0.2.7]:25: Connection
    timed out

--4AbC.1767/mail.example.org
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: sender@example.org
Subject: they told me 550 5.7.1 no

550 5.7.1 nothing to see here
--4AbC.1767/mail.example.org--
"""


def told(found: Found) -> tuple[str, ...]:
    return (found.recipient, found.reply.code, found.after, found.host)


def test_a_delivery_status_tells_each_recipient_and_the_words_what_was_refused() -> None:
    one, two = find(POSTFIX)
    assert told(one) == ("one@example.net", "550", "RCPT", "mx.example.net")
    assert one.reply.texts == (
        b"5.1.1 The account that you tried to reach does not exist.",
        b"5.1.1 Check the address",
    )
    assert (one.sender, one.said_in, one.enhanced) == ("sender@example.org", "bounce", "5.1.1")
    assert told(two) == ("two@example.com", "", "", "mail.example.org")
    assert (two.enhanced, two.reply.texts[0][-9:]) == ("4.4.1", b"timed out")
    lines = POSTFIX.split(b"\n")
    assert [lines[found.line - 1][:23] for found in (one, two)] == [b"Final-Recipient: rfc822"] * 2


def test_an_mbox_file_of_two_bounces() -> None:
    mbox = b"From MAILER-DAEMON Fri Jan  2 03:04:05 2026\n" + POSTFIX + b"\n"
    assert list(map(told, find(mbox * 2))) == list(map(told, find(POSTFIX))) * 2


def test_line_ends_are_no_matter() -> None:
    assert list(map(told, find(POSTFIX.replace(b"\n", b"\r\n")))) == list(map(told, find(POSTFIX)))


@pytest.mark.parametrize("cut", [1400, 1700, 2100])
def test_a_message_that_is_cut_off_tells_what_is_there(cut: int) -> None:
    assert told(find(POSTFIX[:cut])[0])[:2] == ("one@example.net", "550")


def test_the_status_alone_may_be_pasted() -> None:
    status = POSTFIX[
        POSTFIX.index(b"Reporting-MTA") : POSTFIX.index(
            b"--4AbC.1767/mail.example.org\nContent-Description: Undel"
        )
    ]
    assert [told(found)[:2] for found in find(status)] == [
        ("one@example.net", "550"),
        ("two@example.com", ""),
    ]


def test_a_status_without_a_diagnostic_code_is_what_it_says() -> None:
    (found,) = find(
        b"Reporting-MTA: dns; a.example\n\nFinal-Recipient: rfc822; b@example.net\nStatus: 5.2.2\n"
    )
    assert (found.reply.raw, found.enhanced, found.host) == (b"5.2.2\r\n", "5.2.2", "a.example")


def mail(body: bytes, *more: bytes) -> bytes:
    head = (b"From: postmaster@example.org", b"To: sender@example.org", b"Subject: failure", *more)
    return b"\n".join(head) + b"\n\n" + body


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


@pytest.mark.parametrize("name", sorted(WORDS.keys() - {"Sendmail"}))
def test_the_words_for_people_alone(name: str) -> None:
    body, expected = WORDS[name]
    assert list(map(told, find(body))) == expected


def test_what_google_says_without_a_reply() -> None:
    found = find(mail(GOOGLE))
    assert told(found[-1]) == (*ONE, "", "")
    assert found[-1].reply.enhanced == ("5", "1", "1")


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


# How it is wrapped


def test_base64_and_quoted_printable_and_character_sets() -> None:
    words = "<one@example.net>:\nRemote host said: 550 5.1.1 usuário desconhecido\n"
    plain = b"Content-Type: text/plain; charset=iso-8859-1"
    coded = base64.encodebytes(words.encode("latin-1"))
    (one,) = find(mail(coded, plain, b"Content-Transfer-Encoding: base64"))
    quoted = words.replace("á", "=E1").replace("said: ", "said: =\n").encode()
    (two,) = find(mail(quoted, plain, b"Content-Transfer-Encoding: quoted-printable"))
    assert one.reply.texts == two.reply.texts == ("5.1.1 usuário desconhecido".encode(),)


def test_html_without_plain_words() -> None:
    page = b"<p>one@example.net</p><div>Remote Server returned '550 5.1.1 &lt;one@example.net&gt; no'</div>"
    (found,) = find(mail(page, b"Content-Type: text/html"))
    assert found.reply.texts == (b"5.1.1 <one@example.net> no",)


def test_the_recipient_of_the_header_where_the_words_have_none() -> None:
    body = b"The response was:\n\n550 5.1.1 no such user\n"
    (found,) = find(mail(body, b"X-Failed-Recipients: one@example.net"))
    assert found.recipient == "one@example.net"


def test_a_mail_that_is_no_bounce_may_still_quote_a_reply() -> None:
    (found,) = find(mail(b"Hello, since Monday I get 550 5.7.1 relaying denied when I write to you.\n"))
    assert (found.said_in, found.reply.code) == ("text", "550")


@pytest.mark.parametrize("body", [b"", b"Hello\n", b"--\n--\n", b"\xff\0" * 100])
def test_a_mail_without_a_reply(body: bytes) -> None:
    assert find(mail(body)) == ()
