"""Dialogues with real servers, as scripts: `smtpwb run` runs them, `hands` types the very same by hand."""

from __future__ import annotations

import base64

from tests.real.listening import PASSWORD, USER

SECRETS = {
    "PLAIN": base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode(),
    "USER64": base64.b64encode(USER.encode()).decode(),
    "PASSWORD64": base64.b64encode(PASSWORD.encode()).decode(),
    "PASSWORD": PASSWORD,
}
"""The environment of the scripts that log in."""
GREETED = "S: 220\n"
HELLO = "C: EHLO ws.example.net\nS: 250\n"
SECURED = f"{HELLO}C: STARTTLS\nS: 220\n{HELLO}"
_MADE = f"C: {{login:{USER}:env:PASSWORD}}\n"
LOGINS = {
    "PLAIN": "C: AUTH PLAIN {env:PLAIN}\nS: 235\n",
    "LOGIN": "C: AUTH LOGIN\nS: 334\nC: {env:USER64}\nS: 334\nC: {env:PASSWORD64}\nS: 235\n",
}
"""Every server knows these. The lines stand in the environment as they go."""
PROOFS = {
    "CRAM-MD5": f"C: AUTH CRAM-MD5\nS: 334\n{_MADE}S: 235\n",
    "SCRAM-SHA-256": f"C: AUTH SCRAM-SHA-256\nS: 334\n{_MADE}S: 334\n{_MADE}S: 334\n{_MADE}S: 235\n",
}
"""Made of each challenge, the user name and the password."""
ACCEPTED = "C: MAIL FROM:<jrace@example.net>\nS: 250\nC: RCPT TO:<alice@lab.test>\nS: 250\nC: DATA\nS: 354\n"
BYE = "C: QUIT\nS: 221\nS: <closed>\n"
ENVELOPE = """\
C: MAIL FROM:<jrace@example.net>
S: 250
C: RCPT TO:<nobody@lab.test>
S: 550
C: RCPT TO:<alice@lab.test>
S: 250
C: DATA
S: 354
"""
"""One recipient refused, one accepted."""
MESSAGE = """\
C: From: <jrace@example.net>
C: Subject: test
C:
C: ..
C: test
C: .
S: 250
"""
WALKTHROUGH = f"{GREETED}C: HELO ws.example.net\nS: 250\n{ENVELOPE}{MESSAGE}{BYE}"
"""The dialogue of 2003, with a recipient who does not exist."""
LMTP = f"""\
{GREETED}C: LHLO ws.example.net
S: 250
C: MAIL FROM:<jrace@example.net>
S: 250
C: RCPT TO:<alice@lab.test>
S: 250
C: RCPT TO:<bob@lab.test>
S: 250
C: DATA
S: 354
{MESSAGE}S: 552
{BYE}"""
"""Two recipients; the second is refused after the message, which is his alone (RFC 2033 §4.2)."""
LMTP_ACCEPTED = LMTP.replace("S: 552", "S: 250")


def submission(mechanism: str) -> str:
    """STARTTLS, a login, a message to one recipient who exists and one who does not."""
    return f"{GREETED}{SECURED}{(LOGINS | PROOFS)[mechanism]}{ENVELOPE}{MESSAGE}{BYE}"


def smtps(mechanism: str) -> str:
    """The same where TLS is there from the start."""
    return f"{GREETED}{HELLO}{(LOGINS | PROOFS)[mechanism]}{ENVELOPE}{MESSAGE}{BYE}"


def ordered(script: str) -> bytes:
    """Every octet that a script without secrets orders."""
    lines = [line.removeprefix("C:")[1:] for line in script.splitlines() if line.startswith("C:")]
    return "".join(f"{line}\r\n" for line in lines).encode()
