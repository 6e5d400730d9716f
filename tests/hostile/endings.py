"""What goes wrong around TLS, AUTH and a message."""

from __future__ import annotations

from typing import Any

from tests.hostile.misbehaviour import ENVELOPE, HELLO, Misbehaviour, greeted

_TLS = (HELLO, "STARTTLS")
_OFFER = "S: 250-mx.test\nS: 250 STARTTLS\nC: STARTTLS"
_AUTH = "S: 250-mx.test\nS: 250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 XOAUTH2"


def _starttls(name: str, script: str, told: str, certificate: str = "", **more: Any) -> Misbehaviour:
    return Misbehaviour(name, greeted(f"{_OFFER}\n{script}"), told, _TLS, certificate, **more)


def _auth(name: str, script: str, told: str, *typed: str, **more: Any) -> Misbehaviour:
    return Misbehaviour(name, greeted(f"{_AUTH}\n{script}"), told, (HELLO, *typed), **more)


def _message(name: str, script: str, told: str, *typed: str, **more: Any) -> Misbehaviour:
    before = "S: 250 ok\nC:\nS: 250 ok\nC:\nS: 250 ok\nC: DATA"
    return Misbehaviour(name, greeted(f"{before}\n{script}"), told, (HELLO, *ENVELOPE, *typed), **more)


HANDSHAKES = (
    _starttls("plain text in place of a handshake", "S: 220 go\nC:\nS: 454 4.7.0 not today", "454|plain"),
    _starttls("a stalled handshake", "S: 220 go\n<record>\n<wait 0.3>", "handshake"),
    _starttls("an end in place of a handshake", "S: 220 go\n<record>\n<close>", "handshake", ends=True),
    _starttls("a reset in place of a handshake", "S: 220 go\n<record>\n<reset>", "handshake", ends=True),
    _starttls(
        "an alert",
        "S: 220 go\n<record>\nS+ <15><03><03><00><02><02><28>",
        "handshake.failure|alert",
        of_tls=7,
    ),
    _starttls("garbage in place of a handshake", "S: 220 go\n<record>\n<times 300 <16>>", "handshake"),
    _starttls("octets planted behind the 220", "S: 220 go\nS: 250 planted\n<starttls>", "planted", "good"),
    _starttls("half a line planted behind the 220", "S: 220 go\nS+ 250 plan\n<starttls>", "plan", "good"),
    _starttls("STARTTLS refused", "S: 454 4.7.0 TLS not available", "454"),
    _starttls("STARTTLS answered by 250", "S: 250 ok", "250"),
    _starttls(
        "cut off within TLS",
        "S: 220 go\n<starttls>\nS+ 250-mx\n<cut>",
        "cut off|close_notify",
        "good",
        ends=True,
    ),
    _starttls(
        "plain text within TLS",
        "S: 220 go\n<starttls>\n<wait 0.2>\nS: 250 in TLS",
        "nobody asked|unsolicited",
        "good",
    ),
    *(
        _starttls(f"a certificate: {name}", "S: 220 go\n<starttls>", told, name)
        for name, told in (
            ("expired", "expired"),
            ("not yet valid", "not valid before"),
            ("another name", "name|mismatch"),
            ("self-signed", "self-signed|self signed"),
            ("no name at all", "name|mismatch"),
            ("hostile words", "self-signed|self signed"),
            ("a thousand names", "1,000|names"),
            ("unknown authority", "issuer|authority|unable"),
        )
    ),
    Misbehaviour("plain text on a TLS port", "S: 220 mx.test ESMTP", "plain|TLS", smtps=True),
)

LOGINS = (
    _auth("a challenge that is no base64", "C: AUTH LOGIN\nS: 334 !!!not base64!!!", "base64", "AUTH LOGIN"),
    _auth(
        "a challenge of a mebibyte", "C: AUTH LOGIN\nS+ 334 \n<times 1048576 QUFB>\nS:", "334", "AUTH LOGIN"
    ),
    _auth(
        "a challenge with control characters",
        "C: AUTH LOGIN\nS: 334 G1syShtdMDtIT1NUSUxFBw==",
        "binary data",
        "AUTH LOGIN",
    ),
    _auth(
        "challenges without end",
        "C: AUTH LOGIN\n<times 20 334 VXNlcm5hbWU6<0D><0A>>",
        "nobody asked|unsolicited|334",
        "AUTH LOGIN",
    ),
    _auth(
        "SCRAM with a billion rounds",
        "C: AUTH SCRAM-SHA-256\nS: 334\n<scram 1000000000>",
        "1,000,000,000|rounds",
        "AUTH SCRAM-SHA-256",
        "learner",
        "lantern7",
    ),
    _auth(
        "SCRAM with words in place of numbers",
        "C: AUTH SCRAM-SHA-256\nS: 334\nC:\nS: 334 cj0scz0saT1ub25l",
        "334",
        "AUTH SCRAM-SHA-256",
        "learner",
        "lantern7",
    ),
    _auth(
        "XOAUTH2 with a giant error",
        "C: AUTH XOAUTH2\nS+ 334 \n<times 50000 eyJh>\nS:",
        "334",
        "AUTH XOAUTH2",
    ),
    _auth("235 to a half-made AUTH", "C: AUTH CRAM-MD5\nS: 235 2.7.0 fine", "235", "AUTH CRAM-MD5"),
    _auth(
        "an end after the challenge",
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\n<close>",
        "clos|ended",
        "AUTH LOGIN",
        ends=True,
    ),
    _auth(
        "the password echoed",
        "C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC:\nS: 334 UGFzc3dvcmQ6\nC:\nS: 535 5.7.8 wrong: lantern7",
        "535",
        "AUTH LOGIN",
        "learner",
        "lantern7",
    ),
)

MESSAGES = (
    _message("354, then an end", "S: 354 go\n<close>", "clos|ended", ends=True),
    _message("354, then a reset", "S: 354 go\n<reset>", "reset", ends=True),
    _message(
        "a reply in mid-DATA",
        "S: 354 go\nC:\nS: 552 5.3.4 too much\n<wait 0.2>",
        "552",
        "one line",
        "another",
    ),
    _message(
        "421 in mid-DATA and an end", "S: 354 go\nC:\nS: 421 4.3.2 no\n<close>", "421", "one line", ends=True
    ),
    _message(
        "250 before the dot",
        "S: 354 go\nC:\nS: 250 2.0.0 queued already\n<wait 0.2>",
        "250 2\\.0\\.0",
        "one line",
    ),
    _message(
        "no reply to the dot", "S: 354 go\nC: x\nC: .\n<wait 0.3>", "not yet|waiting|no reply|none", "x", "."
    ),
    _message(
        "an end in place of a reply to the dot",
        "S: 354 go\nC: x\nC: .\n<close>",
        "clos|ended",
        "x",
        ".",
        ends=True,
    ),
    _message(
        "a reset in place of a reply to the dot",
        "S: 354 go\nC: x\nC: .\n<reset>",
        "reset",
        "x",
        ".",
        ends=True,
    ),
    _message("354 twice", "S: 354 go\nS: 354 go on", "nobody asked|unsolicited"),
    _message("250 to DATA", "S: 250 ok", "250"),
    _message(
        "three replies to the dot",
        "S: 354 go\nC: x\nC: .\nS: 250 a\nS: 550 b\nS: 250 c",
        "nobody asked|unsolicited",
        "x",
        ".",
    ),
)
