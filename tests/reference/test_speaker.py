"""Who is speaking: real greetings, EHLO replies and wordings, what they come to, and how sure that is.

The recordings are of Postfix (postscreen in front in some), OpenSMTPD and aiosmtpd; the other examples are
written after what the sources of the signs show.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference.signs import software
from smtpwb.reference.speaker import Speaker, identify
from smtpwb.smtp.visible import unvisible, visible
from tests.transcript.test_recorded import Chunk, recordings


class Said(NamedTuple):
    """What a server said, and who it is."""

    name: str
    certainty: str
    greeting: str = ""
    ehlo: str = ""
    """The lines of the EHLO reply, between bars."""
    replies: Sequence[str] = ()
    version: str = ""


def identified(said: Said) -> Speaker:
    ehlo = [line.encode() for line in said.ehlo.split("|") if line]
    return identify(said.greeting.encode(), ehlo, [reply.encode() for reply in said.replies])


POSTFIX = (
    "mx.example.net|PIPELINING|SIZE 10240000|VRFY|ETRN|STARTTLS|ENHANCEDSTATUSCODES|8BITMIME|DSN|CHUNKING"
)
EXCHANGE = (
    "SIZE 37748736|PIPELINING|DSN|ENHANCEDSTATUSCODES|STARTTLS|X-ANONYMOUSTLS|AUTH NTLM|X-EXPS GSSAPI NTLM"
    "|8BITMIME|BINARYMIME|CHUNKING|SMTPUTF8|XRDST"
)
GOOGLE = (
    "mx.google.com at your service, [192.0.2.1]|SIZE 157286400|8BITMIME|STARTTLS|ENHANCEDSTATUSCODES"
    "|PIPELINING|CHUNKING|SMTPUTF8"
)
SENDMAIL = (
    "mx.example.net Hello ws.example.net [192.0.2.1], pleased to meet you|ENHANCEDSTATUSCODES|PIPELINING"
    "|EXPN|VERB|8BITMIME|SIZE|DSN|ETRN|DELIVERBY|HELP"
)
EXIM = (
    "mx.example.net Hello ws.example.net [192.0.2.1]|SIZE 52428800|8BITMIME|PIPELINING|PIPECONNECT"
    "|CHUNKING|STARTTLS|PRDR|HELP"
)

EXAMPLES = [
    Said("Postfix", "likely", "220 mx.example.net ESMTP Postfix (Debian/GNU)"),
    Said("Postfix", "certain", "220 mx.example.net ESMTP Postfix (3.7.11)", POSTFIX, version="3.7.11"),
    Said("Postfix", "perhaps", "220 mx.example.net ESMTP", POSTFIX),
    Said("Postfix", "likely", "220 mx.example.net ESMTP", POSTFIX, ["250 2.0.0 Ok: queued as 7E50B186B61"]),
    Said(
        "Exim",
        "likely",
        "220 mx.example.net ESMTP Exim 4.94.2 Tue, 02 Mar 2021 09:44:33 +0000",
        version="4.94.2",
    ),
    Said("Exim", "certain", "220 mx.example.net ESMTP", EXIM, ["250 OK id=1rABcd-0001Ab-2X"]),
    Said(
        "Exim", "likely", replies=['354 Enter message, ending with "." on a line by itself', "250 Accepted"]
    ),
    Said(
        "Sendmail",
        "certain",
        "220 mx.example.net ESMTP Sendmail 8.15.2/8.15.2; Tue, 2 Mar 2021 09:44:33 GMT",
        SENDMAIL,
        version="8.15.2",
    ),
    Said("Sendmail", "certain", "220 mx ESMTP", SENDMAIL, ["250 2.1.0 <a@example.net>... Sender ok"]),
    Said("Sendmail", "likely", replies=["250 2.0.0 122Ahk9T019223 Message accepted for delivery"]),
    Said("OpenSMTPD", "likely", "220 mx.example.net ESMTP OpenSMTPD"),
    Said("qmail", "likely", "220 mx.example.net ESMTP", "", ["250 ok 1056550716 qp 7338"]),
    Said("qmail", "certain", "", "mx|PIPELINING|8BITMIME", ["354 go ahead", "250 ok 1056550716 qp 7338"]),
    Said("netqmail", "likely", replies=["214 netqmail home page: http://qmail.org/netqmail", "354 go ahead"]),
    Said(
        "notqmail",
        "likely",
        replies=["214 notqmail home page: https://notqmail.org", "250 ok 1056550716 qp 7"],
    ),
    Said("s/qmail", "likely", replies=["214 s/qmail home page: https://fehcom.de/sqmail/sqmail.html"]),
    Said(
        "Courier",
        "likely",
        "220 mx.example.net ESMTP",
        "mx Ok.|XVERP=Courier|XEXDATA|XSECURITY=NONE,STARTTLS|DSN",
    ),
    Said("Haraka", "likely", "220 mx.example.net ESMTP Haraka 2.8.8 ready", version="2.8.8"),
    Said(
        "Haraka",
        "certain",
        "220 mx.example.net ESMTP Haraka/3.0.3 ready",
        "mx.example.net Hello ws [192.0.2.1], Haraka is at your service.|PIPELINING|8BITMIME|SIZE 0",
        ["221 mx.example.net closing connection. Have a jolly good day."],
        version="3.0.3",
    ),
    Said("Dovecot", "likely", "220 mx.example.net Dovecot ready."),
    Said(
        "Dovecot", "certain", "220 mx Dovecot ready.", "", ["250 2.0.0 <a@example.net> 4B2dN2c SAVED Saved"]
    ),
    Said(
        "ZMailer",
        "likely",
        "220 mx.example.net ZMailer Server 2.99.57 #1 ESMTP ready at Thu",
        version="2.99.57",
    ),
    Said("Apache James", "likely", "220 mx SMTP Server (JAMES SMTP Server 2.3.2) ready Tue", version="2.3.2"),
    Said(
        "Stalwart",
        "certain",
        "220 mx.example.net Stalwart ESMTP at your service",
        "mx you had me at EHLO|SMTPUTF8",
    ),
    Said(
        "Postal",
        "certain",
        "220 mx.example.net ESMTP Postal/SH0W0JYA",
        "My capabilities are|AUTH CRAM-MD5 PLAIN",
    ),
    Said("maddy", "likely", "220 mx.example.net maddy ESMTP Service Ready"),
    Said("Zimbra", "likely", "220 mx.example.net ESMTP Zimbra 8.8.15 ready", POSTFIX, version="8.8.15"),
    Said(
        "Microsoft Exchange",
        "likely",
        "220 ex.example.net Microsoft ESMTP MAIL Service ready at Wed, 11 Jan 2023",
    ),
    Said(
        "Microsoft Exchange",
        "certain",
        "220 ex.example.net Microsoft ESMTP MAIL Service ready at Wed, 11 Jan 2023 16:59:51 +0100",
        "ex.example.net Hello [192.0.2.1]|" + EXCHANGE,
    ),
    Said(
        "Microsoft 365",
        "certain",
        "220 DB5PEPF01.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Tue, 2 Mar",
        "DB5PEPF01.mail.protection.outlook.com Hello [192.0.2.1]|SIZE 157286400|PIPELINING|DSN",
        ["250 2.6.0 <x@y> [InternalId=1, Hostname=AM0.eur.PROD.OUTLOOK.COM] Queued mail for delivery"],
    ),
    Said(
        "Windows SMTP service",
        "likely",
        "220 ws Microsoft ESMTP MAIL Service, Version: 10.0.17763.1 ready at  Sun, 19 May",
        version="10.0.17763.1",
    ),
    Said("Google", "likely", "220 mx.google.com ESMTP 586e51a60fabf-2b28f1504ccsi401649fac.13 - gsmtp"),
    Said("Google", "certain", "220 mx.google.com ESMTP abc.13 - gsmtp", GOOGLE),
    Said("Google", "likely", replies=["250 2.0.0 OK  1376056636 i3si9508927obz.16 - gsmtp"]),
    Said("Yahoo", "certain", "220 mta.free.mail.ne1.yahoo.com ESMTP ready", replies=["250 ok dirdel"]),
    Said("Apple iCloud", "likely", "220 iCloud SMTP - outbound.qs.icloud.com"),
    Said("GMX, WEB.DE, IONOS", "likely", "220 gmx.com (mrgmx103) Nemesis ESMTP Service ready"),
    Said("T-Online", "likely", "220 mailin42.mgt.mul.t-online.de T-Online ESMTP receiver fssmtpd ready."),
    Said("Yandex", "likely", "220 smtp1.mail.yandex.net (Want to use Yandex.Mail for your domain? Visit …)"),
    Said("Mail.ru", "likely", "220 smtp43.i.mail.ru ESMTP ready"),
    Said("Zoho", "likely", "220 mx.zohomail.com SMTP Server ready March 21, 2018 6:50:04 PM PDT"),
    Said("Fastmail", "likely", "220 mx1.messagingengine.com ESMTP . No UCE permitted."),
    Said("Coremail", "likely", "220 163.com Anti-spam GT for Coremail System (163com[20141201])"),
    Said("Cloudflare Email Routing", "likely", "220 mx.cloudflare.net Cloudflare Email ESMTP Service ready"),
    Said("Amazon SES", "likely", "220 email-smtp.amazonaws.com ESMTP SimpleEmailService-d-VCSHDP1YZ A1b2"),
    Said(
        "SendGrid",
        "likely",
        "220 SG ESMTP service ready at ismtpd0013p1las1.sendgrid.net",
        "smtp.sendgrid.net|8BITMIME",
    ),
    Said("Mailgun", "likely", "220 Mailgun Influx ready"),
    Said(
        "SparkPost",
        "likely",
        "220 2.0.0 smtp.sparkpostmail.com ESMTP ecelerity 4.1.5.48834 r(Core:4.1.5.3) Thu",
    ),
    Said("Momentum", "likely", "220 2.0.0 mx.example.net ESMTP ecelerity 4.3.0 r(:) Thu", version="4.3.0"),
    Said(
        "PowerMTA",
        "likely",
        "220 mx.example.net (PowerMTA(TM) v3.2r24) ESMTP service ready",
        version="3.2r24",
    ),
    Said("GreenArrow", "likely", "220 mx.example.net ESMTP GreenArrow"),
    Said("Halon", "likely", "220 mx.example.net ESMTP Halon Mail Gateway (H/OS)"),
    Said("Cisco PIX/ASA", "likely", "220 *************************************0*2******0**"),
    Said(
        "Cisco PIX/ASA", "certain", "220 ***************************", "mx.example.net|SIZE 1000|XXXXXXXA|DSN"
    ),
    Said("Proofpoint", "likely", "220 mx0b-00000d03.pphosted.com ESMTP mfa-m0214089"),
    Said("Mimecast", "likely", "220 eu-smtp-1.mimecast.com ESMTP; Sat, 27 Jul 2024 09:26:38 +0100"),
    Said("Mimecast", "likely", replies=["550 Invalid Recipient [FbbFUcEeNJeFtMZ8JSf8TQ.uk91]"]),
    Said("Barracuda", "perhaps", "220 mx.example.net ESMTP (0123456789abcdef0123456789abcdef)"),
    Said(
        "Symantec Email Security.cloud (MessageLabs)",
        "likely",
        "220 server-5.tower-555.messagelabs.com ESMTP",
    ),
    Said("Symantec Messaging Gateway", "likely", "220 mx.example.net ESMTP Symantec Messaging Gateway"),
    Said(
        "Cisco Secure Email (IronPort)",
        "certain",
        "220 esa1.c3s2.iphmx.com ESMTP",
        "",
        ["250 ok:  Message 6 accepted"],
    ),
    Said("SonicWall Email Security", "likely", "220 mx ESMTP SonicWALL (9.0.5.2077)", version="9.0.5.2077"),
    Said("Check Point FireWall-1", "likely", "220 CheckPoint FireWall-1 secure ESMTP server"),
    Said(
        "HCL Domino (Lotus, IBM)",
        "likely",
        "220 mx.example.net ESMTP Service (IBM Domino Release 9.0.1FP8 HF475) ready at Thu",
        version="9.0.1FP8 HF475",
    ),
    Said(
        "GroupWise", "likely", "220 mx GroupWise Internet Agent 14.2.1  Copyright 1993-2016", version="14.2.1"
    ),
    Said(
        "Kerio Connect",
        "likely",
        "220 mx.example.net Kerio Connect 9.2.5 patch 3 ESMTP ready",
        version="9.2.5",
    ),
    Said(
        "CommuniGate Pro",
        "certain",
        "220 mx.example.net ESMTP CommuniGate Pro 6.3.20 is glad to see you!",
        "mx.example.net your name is not ws.example.net|DSN",
        version="6.3.20",
    ),
    Said(
        "MDaemon", "certain", "220 mx ESMTP MDaemon 23.5.2; Thu", "", ["221 See ya in cyberspace"], "23.5.2"
    ),
    Said(
        "MailEnable",
        "certain",
        "220 mx.example.net ESMTP MailEnable Service, Version: 8.04-- ready at 03/01/16 09:28:32",
        "mx.example.net [192.0.2.1], this server offers 4 extensions|AUTH LOGIN|SIZE 5120000|HELP|AUTH=LOGIN",
        version="8.04",
    ),
    Said(
        "hMailServer",
        "likely",
        "220 WIN ESMTP",
        "WIN|SIZE 1000|HELP",
        ["354 OK, send.", "250 Queued (10.594 seconds)"],
    ),
    Said("IceWarp (Merak)", "likely", "220 mx.example.net ESMTP Merak 8.0.3; Thu", version="8.0.3"),
    Said(
        "IMail",
        "likely",
        "220 mx.example.net (IMail 12.4.2.27 21349-1) NT-ESMTP Server X1",
        version="12.4.2.27",
    ),
    Said("Mercury", "likely", "220 mx.example.net Mercury/32 v3.30 ESMTP server ready.", version="3.30"),
    Said("SAP", "likely", "220 sap.example.net SAP 8.04(53) ESMTP service ready", version="8.04(53)"),
    Said("aiosmtpd", "likely", "220 mx.example.net Python SMTP 1.4.6", version="1.4.6"),
    Said(
        "smtpwb practice server",
        "certain",
        "220 practice.test ESMTP smtpwb practice server, forwards nothing",
        "practice.test|SIZE 1000000|8BITMIME|SMTPUTF8|STARTTLS|AUTH PLAIN LOGIN|ENHANCEDSTATUSCODES|HELP",
        ["500 5.5.2 Error: command not recognized", "250 2.0.0 Ok: kept as message 1, forwarded nowhere"],
    ),
    Said(
        "MailHog",
        "certain",
        "220 mailhog.example ESMTP MailHog",
        "Hello ws|PIPELINING|AUTH PLAIN",
        ["354 End data with <CR><LF>.<CR><LF>", "250 Ok: queued as x=@mailhog.example"],
    ),
    Said("Mailpit", "likely", "220 441ff155b363 Mailpit ESMTP Service ready"),
    Said(
        "smtp4dev",
        "certain",
        "220 localhost smtp4dev ready",
        "Nice to meet you.|8BITMIME",
        ["250 New message started"],
    ),
    Said("GreenMail", "likely", "220 /127.0.0.1 GreenMail SMTP Service v1.6.5 ready", version="1.6.5"),
    Said("SubEthaSMTP", "likely", "220 host ESMTP SubEthaSMTP 3.1.7", version="3.1.7"),
    Said("Twisted", "likely", "220 host.example.net NO UCE NO UBE NO RELAY PROBES ESMTP"),
]


@pytest.mark.parametrize("said", EXAMPLES, ids=lambda said: f"{said.name}, {said.certainty}")
def test_a_server_is_named_as_surely_as_it_gives_itself_away(said: Said) -> None:
    speaker = identified(said)
    assert (speaker.name, speaker.certainty, speaker.version) == (said.name, said.certainty, said.version)
    assert said.name in speaker.sentence
    assert speaker.sentence.endswith(".")
    assert {clue.source for clue in speaker.clues} <= set(speaker.sources)


def test_there_are_examples_of_many_kinds() -> None:
    assert len({said.name for said in EXAMPLES}) >= 60


@pytest.mark.parametrize(
    "said",
    [
        Said("", "", "220 mx.example.net ESMTP"),
        Said("", "", "220 mx.example.net ESMTP ready"),
        Said("", "", "220 postfix.example.net ESMTP"),
        Said("", "", "220 exim.example.net ESMTP ready", "exim.example.net|SIZE 1|STARTTLS"),
        Said("", "", "", "mx.example.net|SIZE 10|8BITMIME|STARTTLS", ["250 OK", "221 Bye"]),
        Said(
            "", "", "220 mx", "mx", ["550 5.1.1 no such user", "354 Start mail input; end with <CRLF>.<CRLF>"]
        ),
        Said("", "", "554 5.7.1 go away"),
        Said("", "", ""),
    ],
    ids=lambda said: said.greeting,
)
def test_what_anybody_might_say_names_nobody(said: Said) -> None:
    speaker = identified(said)
    assert (speaker.name, speaker.version, speaker.certainty) == ("", "", "unknown")
    assert "which software" in speaker.sentence
    assert speaker.sources


def test_a_greeting_alone_is_told_as_a_claim() -> None:
    speaker = identify(b"220 mx.example.net ESMTP Postfix (3.7.11)\r\n")
    assert speaker.certainty == "likely"
    assert speaker.sentence.startswith("It says it is Postfix 3.7.11")
    assert "RFC 5321 §7.5" in speaker.sources


def test_names_alone_are_never_certain_however_often_they_are_said() -> None:
    host = "AM1.mail.protection.outlook.com"
    said = Said("", "", f"220 {host} Microsoft ESMTP MAIL Service ready at Tue", f"{host} Hello [192.0.2.1]")
    assert identified(said).certainty == "likely"
    assert identified(said).sentence.startswith("It says it is Microsoft 365")


def test_a_greeting_that_lies_is_found_out_by_the_wording() -> None:
    speaker = identify(b"220 mx.example.net ESMTP Postfix", (), [b"250 OK id=1rABcd-0001Ab-2X"])
    assert (speaker.name, speaker.certainty) == ("Exim", "perhaps")
    assert (
        speaker.sentence == "This may be Exim, by the wording of its replies, though it calls itself Postfix."
    )


def test_a_lie_that_nothing_outweighs_is_still_contradicted() -> None:
    speaker = identify(b"220 mx.example.net ESMTP Postfix", (), [b"250 Accepted"])
    assert (speaker.name, speaker.certainty) == ("Postfix", "perhaps")
    assert speaker.sentence == "It says it is Postfix; but the wording of its replies points to Exim."


def test_what_is_behind_a_firewall_is_told_beside_it() -> None:
    speaker = identify(
        b"220 ****************", [b"mx", b"XXXXXXXA"], [b"250 2.0.0 Ok: queued as 7E50B186B61"]
    )
    assert speaker.name == "Cisco PIX/ASA"
    assert "behind it may be Postfix" in speaker.sentence


def test_the_same_reply_twice_is_one_clue() -> None:
    once = identify(replies=[b"250 2.0.0 Ok: queued as 7E50B186B61"])
    assert identify(replies=[b"250 2.0.0 Ok: queued as 7E50B186B61"] * 9) == once


def test_codes_may_be_there_or_not() -> None:
    bare = identify(b"mx.google.com ESMTP x - gsmtp", [line.encode() for line in GOOGLE.split("|")])
    coded = identify(
        b"220 mx.google.com ESMTP x - gsmtp\r\n", [f"250-{s}".encode() for s in GOOGLE.split("|")]
    )
    assert bare == coded


def test_clues_tell_what_was_said_where_and_whom_it_points_to() -> None:
    speaker = identify(
        b"220 mx.example.net ESMTP Postfix\r\n", replies=[b"354 End data with <CR><LF>.<CR><LF>\r\n"]
    )
    assert [(clue.where, clue.said, clue.points_to.split(", ")[0]) for clue in speaker.clues] == [
        ("greeting", "mx.example.net ESMTP Postfix", "Postfix"),
        ("wording", "354 End data with <CR><LF>.<CR><LF>", "Postfix"),
    ]
    assert speaker.clues[0].weight > speaker.clues[1].weight


# Recordings


def lines(chunks: Iterable[Chunk]) -> list[bytes]:
    return b"".join(chunk.octets for chunk in chunks).splitlines()


def heard(chunks: Sequence[Chunk]) -> Speaker:
    """The first reply as greeting, the first EHLO (LHLO) reply after it, the rest as wording."""
    said = [chunk for chunk in chunks if chunk.dir == "S"]
    hello = next((i for i, c in enumerate(chunks) if c.dir == "C" and c.data[:4] in ("EHLO", "LHLO")), None)
    ehlo = next((c for c in chunks[hello:] if c.dir == "S"), None) if hello is not None else None
    rest = [chunk for chunk in said[1:] if chunk is not ehlo]
    return identify(said[0].octets, lines([ehlo] if ehlo else []), lines(rest))


RECORDED = {
    number: chunks
    for number, chunks in recordings().items()
    if any(chunk.dir == "S" and not chunk.tls for chunk in chunks)
}
NAMES = {"postfix": "Postfix", "opensmtpd": "OpenSMTPD", "aiosmtpd": "aiosmtpd"}


def recorded_name(chunks: Sequence[Chunk]) -> str:
    text = "".join(chunk.data for chunk in chunks if chunk.dir == "S")
    return next(name for host, name in NAMES.items() if f"{host}.test" in text)


@pytest.mark.parametrize("number", RECORDED)
def test_the_recorded_servers_are_named(number: int) -> None:
    chunks = RECORDED[number]
    if not any(name in "".join(c.data for c in chunks if c.dir == "S") for name in NAMES):
        pytest.skip("the server said nothing of itself")
    speaker = heard(chunks)
    assert speaker.name == recorded_name(chunks)
    assert speaker.certainty != "unknown"


def test_most_recorded_dialogues_end_in_certainty() -> None:
    sure = [number for number, chunks in RECORDED.items() if heard(chunks).certainty == "certain"]
    assert len(sure) > len(RECORDED) / 2


# Any octets


LINES = st.lists(st.binary(max_size=120), max_size=8)


@given(st.binary(max_size=300), LINES, LINES)
def test_any_octets_get_an_answer_that_is_safe_to_show(
    greeting: bytes, ehlo: list[bytes], replies: list[bytes]
) -> None:
    speaker = identify(greeting, ehlo, replies)
    for text in (speaker.name, speaker.version, speaker.sentence, *(clue.said for clue in speaker.clues)):
        assert text == "" or visible(unvisible(text.replace("…", ""))).isprintable()
    assert (speaker.name == "") == (speaker.certainty == "unknown")


@given(st.binary(max_size=60), st.sampled_from(EXAMPLES))
def test_what_is_shown_of_a_hostile_server_is_visible_text(junk: bytes, said: Said) -> None:
    speaker = identify(
        said.greeting.encode() + b" \x1b[31m" + junk, (), [b"250 ok 1 qp 7 \xe2\x80\xae" + junk]
    )
    for clue in speaker.clues:
        assert clue.said.isprintable()
        assert "\x1b" not in clue.said
        assert len(clue.said) <= 80
    assert speaker.sentence.isprintable()


def test_megabytes_are_answered_at_once() -> None:
    flood = b"220 " + b"Postfix " * 200_000
    speaker = identify(flood, [flood] * 3, [flood] * 300)
    assert len(speaker.clues) < 20


def test_importing_reads_no_rules_and_compiles_nothing() -> None:
    code = (
        "import re, sys; from smtpwb.smtp import visible; from smtpwb import errors; n = len(re._cache);"
        "import smtpwb.reference.speaker as s; from smtpwb.reference import signs, stranger;"
        "print(signs._rules.cache_info().currsize, stranger.kinds.cache_info().currsize,"
        " signs._compiled.cache_info().currsize, 'textual' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0", "0", "False"]


def test_bases_and_shared_signs_name_software_that_there_is() -> None:
    known = software()
    assert {one.base for one in known.values()} - {""} <= set(known)
