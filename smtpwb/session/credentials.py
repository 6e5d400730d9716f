"""What of a SASL exchange would give its secret away, by mechanism.

Decides which octets, beside a secret line as it was sent, are the secret itself: of PLAIN the password and
no name, of LOGIN the second response, of the bearer mechanisms the token too, of CRAM-MD5 and SCRAM what
proves that the password is known. A user name is hidden where it is sent, with the line that holds it, but it
is no secret where a server says it. Finds and masks nothing.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from functools import partial

from smtpwb.smtp import sasl

Parts = Callable[[bytes, int], Sequence[bytes]]
"""From a decoded response, and how many came before it in its exchange, to what is secret of it."""

_TOKEN = re.compile(rb"auth=Bearer +([^\x01 ]+)", re.IGNORECASE)
_PROOF = re.compile(rb",p=([^,]+)")
_AUTH = re.compile(rb"[ \t]*AUTH[ \t]+([^ \t]+)", re.IGNORECASE)


def _plain(response: bytes, before: int) -> Sequence[bytes]:
    """RFC 4616 §2: `[authzid] NUL authcid NUL passwd`."""
    return (response.rpartition(b"\0")[2],)


def _login(response: bytes, before: int) -> Sequence[bytes]:
    """The old LOGIN (never standardised): the user name, then the password."""
    return (response,) if before else ()


def _bearer(response: bytes, before: int) -> Sequence[bytes]:
    """RFC 7628 §3.1, and XOAUTH2, which it was made from: the token stands behind `auth=Bearer `."""
    return (response, *_TOKEN.findall(response))


def _cram(response: bytes, before: int) -> Sequence[bytes]:
    """RFC 2195 §2: the user name, a blank, the digest."""
    return (response.rpartition(b" ")[2],)


def _scram(response: bytes, before: int) -> Sequence[bytes]:
    """RFC 5802 §7: the last message ends in the client's proof; nothing of the first is secret."""
    return _PROOF.findall(response)


def _names(response: bytes, before: int) -> Sequence[bytes]:
    """EXTERNAL and ANONYMOUS hand nothing over but a name."""
    return ()


def _unknown(response: bytes, before: int) -> Sequence[bytes]:
    """Of a mechanism that is not known all may be secret."""
    return (response,)


MECHANISMS: dict[bytes, Parts] = {
    b"PLAIN": _plain,
    b"LOGIN": _login,
    b"XOAUTH2": _bearer,
    b"OAUTHBEARER": _bearer,
    b"CRAM-MD5": _cram,
    b"SCRAM-SHA-1": _scram,
    b"SCRAM-SHA-256": _scram,
    b"SCRAM-SHA-512": _scram,
    b"EXTERNAL": _names,
    b"ANONYMOUS": _names,
}

_LEAST_GROUP = 4
"""Characters of base64 that say enough to be looked for."""


def forms(secret: bytes) -> frozenset[bytes]:
    """How a secret may be said: as it is, in base64 alone, and in base64 behind one or two other octets."""
    return frozenset(
        {secret, base64.b64encode(secret), *filter(None, map(partial(_within, secret), range(3)))}
    )


def _within(secret: bytes, before: int) -> bytes:
    """The characters that `secret` alone makes where `before` octets stand before it in their group."""
    text = base64.b64encode(bytes(before) + secret)
    alone = text[-(-before * 8 // 6) : (before + len(secret)) * 8 // 6]
    return alone if len(alone) >= _LEAST_GROUP else b""


class Exchange:
    """The newest AUTH of a connection, as its lines are sent."""

    def __init__(self) -> None:
        self._parts: Parts = _unknown
        self._responses = 0
        """How many lines of it were sent so far."""

    def sent(self, line: bytes, secret: sasl.Ranges) -> frozenset[bytes]:
        """What gives the secret of this line (without CRLF) away; `secret` is what is masked of it.

        A line that reads as AUTH begins a new exchange, wherever it is said.
        """
        begins = _AUTH.match(line)
        if begins is not None:
            self._parts, self._responses = MECHANISMS.get(begins[1].upper(), _unknown), 0
            if line[begins.end() :].strip() == b"":
                return frozenset()
            line = line[begins.end() :]
        before, self._responses = self._responses, self._responses + 1
        return self._forms(line.strip(b" \t"), before) if secret else frozenset()

    def _forms(self, response: bytes, before: int) -> frozenset[bytes]:
        """The response as it was sent, if it holds a secret, and its secret parts, plain and in base64."""
        try:
            decoded = base64.b64decode(response, validate=True)
        except binascii.Error:
            return frozenset({response})  # typed by mistake: nobody knows what it is
        secret = [part for part in self._parts(decoded, before) if part]
        return frozenset(response for _ in secret[:1]).union(*map(forms, secret))
