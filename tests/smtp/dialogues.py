"""Dialogues at the places where a typed line is judged, as values for the tests beside."""

from __future__ import annotations

from smtpwb.smtp.dialogue import Dialogue, State
from smtpwb.smtp.extensions import Extensions, Offer


def offers(*lines: str) -> Extensions:
    """Extensions as the lines of an EHLO reply name them."""
    words = (line.split() for line in lines)
    return Extensions(tuple(Offer(keyword, tuple(parameters)) for keyword, *parameters in words))


MANY = offers(
    "SIZE 10000", "8BITMIME", "SMTPUTF8", "DSN", "STARTTLS", "AUTH PLAIN LOGIN CRAM-MD5", "CHUNKING", "XVERP"
)

OFFLINE = Dialogue()
CONNECTED = Dialogue(State.CONNECTED)
REFUSED = Dialogue(State.REFUSED)
GREETED = Dialogue(State.GREETED)
HELO = Dialogue(State.HELLO, "HELO")
EHLO = Dialogue(State.HELLO, "EHLO", MANY)
BARE = Dialogue(State.HELLO, "EHLO")
"""EHLO was accepted, and nothing is offered."""
LMTP = Dialogue(State.HELLO, "LHLO", MANY)
TLS_GREETED = Dialogue(State.GREETED, secured=True)
TLS = Dialogue(State.HELLO, "EHLO", offers("AUTH PLAIN LOGIN", "REQUIRETLS", "SIZE"), secured=True)
KNOWN = Dialogue(State.HELLO, "EHLO", MANY, authenticated=True)
MAIL = Dialogue(State.MAIL, "EHLO", MANY, b"ann@example.net")
RCPT = Dialogue(State.RCPT, "EHLO", MANY, b"ann@example.net", accepted=(b"bob@practice.test",))
CONTENT = Dialogue(State.CONTENT, "EHLO", MANY, b"ann@example.net", accepted=(b"bob@practice.test",))
BARE_CONTENT = Dialogue(State.CONTENT, "EHLO", reverse_path=b"", accepted=(b"bob@practice.test",))
AUTH = Dialogue(State.AUTH, "EHLO", MANY, before_auth=State.HELLO)
QUIT = Dialogue(State.QUIT, "EHLO", MANY)
CLOSED = Dialogue(State.CLOSED, "EHLO", MANY)

ALL = (
    *(OFFLINE, CONNECTED, REFUSED, GREETED, HELO, EHLO, BARE, LMTP, TLS_GREETED, TLS, KNOWN),
    *(MAIL, RCPT, CONTENT, BARE_CONTENT, AUTH, QUIT, CLOSED),
)
