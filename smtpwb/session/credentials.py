"""What of a SASL exchange would give its secret away, by mechanism.

Decides which octets, beside a secret line as it was sent, are the secret itself: of PLAIN the password and
no name, of LOGIN the second response, of the bearer mechanisms the token too. A user name is hidden where it
is sent, with the line that holds it, but it is no secret where a server says it. Finds and masks nothing.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence

from smtpwb.smtp import sasl

Parts = Callable[[bytes, int], Sequence[bytes]]
"""From a decoded response, and how many came before it in its exchange, to what is secret of it."""

_TOKEN = re.compile(rb"auth=Bearer +([^\x01 ]+)", re.IGNORECASE)
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


def _unknown(response: bytes, before: int) -> Sequence[bytes]:
    """Of a mechanism that is not known all may be secret."""
    return (response,)


MECHANISMS: dict[bytes, Parts] = {
    b"PLAIN": _plain,
    b"LOGIN": _login,
    b"XOAUTH2": _bearer,
    b"OAUTHBEARER": _bearer,
}


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
        return frozenset([*secret, *map(base64.b64encode, secret), *([response] if secret else ())])
