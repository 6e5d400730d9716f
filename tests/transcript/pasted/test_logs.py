from __future__ import annotations

from itertools import groupby

import pytest

from smtpwb.transcript.pasted.find import find

POSTFIX = """\
Jan  2 03:04:05 mail postfix/qmgr[10]: 4AbC: from=<sender@example.org>, size=512, nrcpt=1 (queue active)
Jan  2 03:04:06 mail postfix/smtp[11]: 4AbC: to=<one@example.net>, \
relay=mx.example.net[192.0.2.1]:25, delay=1, \
delays=0.1/0/0.5/0.4, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.1] said: 550-5.1.1 The account \
550-5.1.1 does not exist 550 5.1.1 (see the page) (in reply to RCPT TO command))
Jan  2 03:04:07 mail postfix/smtp[11]: 4AbD: to=<one@example.net>, relay=none, delay=30, delays=0/0/30/0, \
dsn=4.4.1, status=deferred (connect to mx.example.net[192.0.2.1]:25: Connection timed out)
Jan  2 03:04:08 mail postfix/smtp[11]: 4AbC: to=<one@example.net>, \
relay=mx.example.net[192.0.2.1]:25, delay=1, \
delays=0.1/0/0.5/0.4, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 5XyZ)
Jan  2 03:04:09 mail postfix/submission/smtpd[12]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 \
<one@example.net>: Relay access denied; from=<sender@example.org> to=<one@example.net> proto=ESMTP helo=<pc>
Jan  2 03:04:10 mail postfix/postscreen[13]: NOQUEUE: reject: RCPT from [192.0.2.9]:1234: 550 5.7.1 Service \
unavailable; client [192.0.2.9] blocked using list.example; from=<sender@example.org>, to=<one@example.net>, \
proto=ESMTP, helo=<pc>
Jan  2 03:04:11 mail postfix/cleanup[14]: 4AbC: milter-reject: END-OF-MESSAGE from \
pc.example.org[192.0.2.9]: \
5.7.1 Spam; from=<sender@example.org> to=<one@example.net> proto=ESMTP helo=<pc>
Jan  2 03:04:12 mail postfix/smtp[11]: 4AbE: host mx.example.net[192.0.2.1] refused to talk to me: 421 busy
Jan  2 03:04:13 mail postfix/smtp[11]: 4AbD: to=<one@example.net>, \
relay=mx.example.net[192.0.2.1]:25, delay=9, \
delays=0/0/9/0, dsn=4.3.2, status=deferred (host mx.example.net[192.0.2.1] refused to talk to me: \
421 4.3.2 busy)
"""

EXIM = r"""
2026-01-02 03:04:05 1abcde-000001-AB <= sender@example.org H=pc [192.0.2.9] P=esmtp S=512
2026-01-02 03:04:06 1abcde-000001-AB ** one@example.net R=dnslookup T=remote_smtp H=mx.example.net \
[192.0.2.1] \
X=TLS1.3:X:256 CV=yes: SMTP error from remote mail server after RCPT TO:<one@example.net>: \
550-5.1.1 no\n550 5.1.1 such
2026-01-02 03:04:07 1abcde-000001-AB == one@example.net R=dnslookup T=remote_smtp defer (-44) \
H=mx.example.net \
[192.0.2.1]: SMTP error from remote mail server after pipelined MAIL FROM:<sender@example.org> \
SIZE=9: 450 4.2.0 later
2026-01-02 03:04:08 1abcde-000001-AB ** one@example.net R=dnslookup T=remote_smtp: SMTP error from \
remote mailer \
after initial connection: host mx.example.net [192.0.2.1]: 554 5.7.1 no
2026-01-02 03:04:09 1abcde-000001-AB => one@example.net R=dnslookup T=remote_smtp H=mx.example.net \
[192.0.2.1] \
C="250 2.0.0 Ok"
2026-01-02 03:04:10 1abcde-000001-AB == one@example.net R=dnslookup T=remote_smtp defer (110) \
H=mx.example.net \
[192.0.2.1]: Connection timed out
2026-01-02 03:04:11 1abcde-000001-AB ** one@example.net: Unrouteable address
2026-01-02 03:04:12 H=(pc) [192.0.2.9] F=<sender@example.org> rejected RCPT <one@example.net>: \
relay not permitted
2026-01-02 03:04:13 1abcde-000001-AB Completed
""".replace("\\\n", "")

SENDMAIL = """\
Jan  2 03:04:05 mail sendmail[10]: u01AB: from=<sender@example.org>, size=512, class=0, nrcpts=1
Jan  2 03:04:06 mail sendmail[10]: u01AB: to=<one@example.net>, ctladdr=<sender@example.org> (1/1), \
delay=00:00:01, \
xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.net. [192.0.2.1], dsn=5.1.1, reply=550 5.1.1 \
<one@example.net>... User unknown, stat=User unknown
Jan  2 03:04:07 mail sm-mta[11]: u01AB: to=<one@example.net>, delay=00:00:01, mailer=esmtp, pri=1, \
relay=mx.example.net. [192.0.2.1], dsn=4.2.0, stat=Deferred: 450 4.2.0 greylisted
Jan  2 03:04:08 mail sm-mta[11]: u01AB: to=<one@example.net>, delay=00:00:01, mailer=esmtp, pri=1, \
relay=mx.example.net. [192.0.2.1], dsn=2.0.0, stat=Sent (250 2.0.0 Ok)
Jan  2 03:04:09 mail sm-mta[11]: u01AB: to=<one@example.net>, delay=00:00:01, mailer=esmtp, pri=1, \
relay=mx.example.net., dsn=4.0.0, stat=Deferred: Connection timed out with mx.example.net.
Jan  2 03:04:10 mail sm-mta[12]: u01AC: ruleset=check_rcpt, arg1=<one@example.net>, relay=pc [192.0.2.9], \
reject=550 5.7.1 <one@example.net>... Relaying denied
"""

OPENSMTPD = """\
Jan  2 03:04:05 mail smtpd[10]: 0a1b mta delivery evpid=12 from=<sender@example.org> \
to=<one@example.net> rcpt=<-> \
source="192.0.2.9" relay="192.0.2.1 (mx.example.net)" delay=1s result="PermFail" stat="550 5.1.1 no such user"
Jan  2 03:04:06 mail smtpd[10]: 0a1b mta delivery evpid=12 from=<sender@example.org> \
to=<one@example.net> rcpt=<-> \
source="192.0.2.9" relay="192.0.2.1 (mx.example.net)" delay=1s result="Ok" stat="250 2.0.0 Ok"
Jan  2 03:04:07 mail smtpd[10]: 0a1c smtp failed-command address=192.0.2.9 host=pc \
command="RCPT TO:<one@example.net>" result="550 Invalid recipient: <one@example.net>"
"""

QMAIL = """\
@40000000 starting delivery 12: msg 345 to remote one@example.net
@40000000 delivery 12: failure: \
192.0.2.1_does_not_like_recipient./Remote_host_said:_550-5.1.1_no/550_5.1.1_such_user\
/Giving_up_on_192.0.2.1./
@40000000 delivery 12: success: 192.0.2.1_accepted_message./Remote_host_said:_250_ok_see_https://example.net/
@40000000 delivery 12: deferral: Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/
"""

COURIER = """\
Jan  2 03:04:05 mail courieresmtp: id=12.3,from=<sender@example.org>,addr=<one@example.net>: 550 User unknown.
"""

EXCHANGE = """\
2026-01-02T03:04:05Z,one@example.net,Fail,"Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound; \
Recipient not \
found by SMTP address lookup};{MSG=};{FQDN=mx.example.net};{IP=192.0.2.1};{LRT=1/2/2026 3:04:05 AM}]"
"""

EXCHANGE_TRACKING = """\
2026-01-02T03:04:05.678Z,,,,EX01,,,SMTP,FAIL,12345,<abc@ex01.example.org>,1111-2222,one@example.net,\
'[{LED=550 5.1.1 <one@example.net>: no};{MSG=};{FQDN=mx.example.net};{IP=192.0.2.1}]',1,1,,,x,a@b.example,,
2026-01-02T03:04:05.678Z,,,,EX01,,,ROUTING,FAIL,12346,<abd@ex01.example.org>,1111-2222,one@example.net,\
550 5.1.1 RESOLVER.ADR.RecipNotFound; not found,1,1,,,x,a@b.example,,
Recipients              : {one@example.net}
RecipientStatus         : {[{LED=550 5.1.1 no such user};{MSG=};{FQDN=mx.example.net};{IP=192.0.2.1}]}
"""

MSMTP = """\
Jan 02 03:04:05 host=mx.example.net tls=on auth=off from=sender@example.org recipients=one@example.net \
smtpstatus=550 smtpmsg='550 5.1.1 no such user' errormsg='recipient address one@example.net not accepted by \
the server' exitcode=EX_DATAERR
"""

ONE, SENDER, MX = "one@example.net", "sender@example.org", "mx.example.net"
LOGS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "Postfix": (
        POSTFIX,
        [
            ("550", "RCPT", ONE, SENDER, MX),
            ("4.4.1", "", ONE, "", ""),
            ("250", "CONTENT", ONE, SENDER, MX),
            ("554", "RCPT", ONE, SENDER, ""),
            ("550", "RCPT", ONE, SENDER, ""),
            ("5.7.1", "CONTENT", ONE, SENDER, ""),
            ("421", "CONNECT", ONE, "", MX),
        ],
    ),
    "Exim": (
        EXIM,
        [
            ("550", "RCPT", ONE, SENDER, MX),
            ("450", "MAIL", ONE, SENDER, MX),
            ("554", "CONNECT", ONE, SENDER, MX),
            ("250", "CONTENT", ONE, SENDER, MX),
            ("", "", ONE, SENDER, ""),
            ("", "", ONE, SENDER, ""),
            ("", "RCPT", ONE, SENDER, ""),
        ],
    ),
    "Sendmail": (
        SENDMAIL,
        [
            ("550", "", ONE, SENDER, MX),
            ("450", "", ONE, SENDER, MX),
            ("250", "CONTENT", ONE, SENDER, MX),
            ("4.0.0", "", ONE, SENDER, MX),
            ("550", "RCPT", ONE, "", ""),
        ],
    ),
    "OpenSMTPD": (
        OPENSMTPD,
        [
            ("550", "", ONE, SENDER, MX),
            ("250", "CONTENT", ONE, SENDER, MX),
            ("550", "RCPT", ONE, "", ""),
        ],
    ),
    "qmail": (
        QMAIL,
        [
            ("550", "RCPT", ONE, "", "192.0.2.1"),
            ("250", "CONTENT", ONE, "", "192.0.2.1"),
            ("4.4.1", "", ONE, "", ""),
        ],
    ),
    "Courier": (COURIER, [("550", "", ONE, SENDER, "")]),
    "Exchange": (
        EXCHANGE + EXCHANGE_TRACKING,
        [
            ("550", "", ONE, "", MX),
            ("550", "", ONE, "", MX),
            ("550", "", ONE, "", ""),
            ("550", "", ONE, "", MX),
        ],
    ),
    "msmtp": (MSMTP, [("550", "RCPT", ONE, SENDER, MX)]),
}


@pytest.mark.parametrize("name", LOGS)
def test_what_the_lines_of_a_log_tell(name: str) -> None:
    log, expected = LOGS[name]
    found = find(log.encode())
    told = [(one.reply.code or one.enhanced, one.after, one.recipient, one.sender, one.host) for one in found]
    assert told == expected
    assert {one.said_in for one in found} == {f"log line of {name}"}


def test_logs_of_several_programs_in_one_text() -> None:
    text = "\n".join(log for log, _ in LOGS.values())
    found = find(text.encode())
    assert [name for name, _ in groupby(found, lambda one: one.said_in.removeprefix("log line of "))] == [
        *LOGS
    ]
    assert len(found) == sum(len(expected) for _, expected in LOGS.values())


def test_the_line_is_told() -> None:
    lines = POSTFIX.splitlines()
    assert ["status=sent" in lines[one.line - 1] for one in find(POSTFIX.encode())].index(True) == 2


def test_folded_lines_of_a_reply_are_lines_again() -> None:
    replies = [find(log.encode())[0].reply for log in (POSTFIX, EXIM, QMAIL)]
    assert [len(reply.lines) for reply in replies] == [3, 2, 2]
    assert all(reply.complete and not reply.defects for reply in replies)


def test_the_words_without_what_the_log_adds() -> None:
    texts = [one.reply.raw for one in find(POSTFIX.encode())]
    assert texts[0].endswith(b"550 5.1.1 (see the page)\r\n")
    assert texts[1] == b"connect to mx.example.net[192.0.2.1]:25: Connection timed out\r\n"
    assert texts[4] == b"550 5.7.1 Service unavailable; client [192.0.2.9] blocked using list.example\r\n"
    assert find(QMAIL.encode())[1].reply.raw == b"250 ok see https://example.net\r\n"


@pytest.mark.parametrize(
    "line",
    [
        "postfix/smtpd[1]: connect from pc.example.org[192.0.2.9]",
        "postfix/smtp[1]: 4AbC: to=<",
        "2026-01-02 03:04:05 1abcde-000001-AB Completed",
        "2026-01-02 03:04:05 1abcde-000001-AB ** ",
        "sendmail[1]: u01AB: to=",
        "smtpd[1]: 0a1b mta delivery ",
        "delivery 1: success: did_0+0+1/",
        "{LED=",
    ],
)
def test_lines_that_quote_nothing(line: str) -> None:
    assert find(line.encode()) == ()


def test_postfix_without_what_syslog_puts_before_it() -> None:
    bare = "\n".join(line.partition("]: ")[2] for line in POSTFIX.splitlines())
    assert [one.reply.raw for one in find(bare.encode())][:5] == [
        one.reply.raw for one in find(POSTFIX.encode())
    ][:5]


def test_a_login_that_postfix_refuses() -> None:
    line = "postfix/smtpd[1]: warning: pc[192.0.2.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6"
    (found,) = find(line.encode())
    assert (found.after, found.reply.code) == ("AUTH", "")
