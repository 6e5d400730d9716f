"""AUTH on the server's side: each mechanism as a generator, and the users there are.

A mechanism yields the octets of a challenge, is sent the octets of the answer, and returns the name of
its verdict among the replies. Base64, lines and the `*` that cancels are the protocol's. SCRAM, the longest,
has a file of its own.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from smtpwb.practice import scram
from smtpwb.practice.mailboxes import DOMAIN

USER, PASSWORD, TOKEN = "learner", "lantern7", "lantern-token"
"""No secret: all are published in HELP, so that AUTH can be practised. They stand nowhere else in
what the server says: a client that masks a password where it is echoed has nothing else to hide."""
STRICT = "strict"
"""Has the same password, and may log in only where it does not cross the network: 534 to the rest."""
TRACE_LIMIT = 255
"""Characters of ANONYMOUS' trace (RFC 4505 §2)."""

Exchange = Generator[bytes, bytes, str]
"""Its challenges, the answers, and the name of a reply."""


@dataclass(frozen=True)
class Opening:
    """How an AUTH begins."""

    initial: bytes | None = None
    """What came with the command."""
    secured: bool = False
    """Inside TLS."""


def plain(opening: Opening) -> Exchange:
    """RFC 4616: one message of `[authzid] NUL authcid NUL password`, after an empty challenge at most."""
    message = yield from _first(opening)
    parts = message.split(b"\0")
    if len(parts) != 3:
        return "credentials form"
    authzid, user, password = parts
    return _handed_over(user, password) if authzid in (b"", user) else "credentials"


def login(opening: Opening) -> Exchange:
    """The old LOGIN (never standardised): two challenges; the user name may come with the command."""
    user = (yield b"Username:") if opening.initial is None else opening.initial
    password = yield b"Password:"
    return _handed_over(user, password)


def cram_md5(opening: Opening) -> Exchange:
    """RFC 2195: the keyed digest of a challenge that was never made before."""
    if opening.initial is not None:
        return "no initial response"
    challenge = f"<{secrets.randbelow(10**12)}.{secrets.randbelow(10**9)}@{DOMAIN}>".encode()
    user, _, digest = (yield challenge).rpartition(b" ")
    wanted = hmac.new(PASSWORD.encode(), challenge, "md5").hexdigest().encode()
    return _verdict(_known(user) and hmac.compare_digest(wanted, digest.lower()))


def scram_with(hash: str) -> Callable[[Opening], Exchange]:
    """RFC 5802: both sides prove that they know the password, the server last, in a 334 of its own."""

    def exchange(opening: Opening) -> Exchange:
        message = yield from _first(opening)
        first = scram.client_first(message)
        if first is None:
            return "SCRAM form"
        asked = scram.asks(first, hash, PASSWORD)
        proof = yield asked.challenge
        signature = scram.judge(asked, proof, known=_known(first.user))
        if signature is None:
            return "credentials"
        yield b"v=" + signature
        return "authenticated"

    return exchange


_XOAUTH2 = re.compile(rb"user=([^\x01]*)\x01auth=Bearer ([^\x01]+)\x01\x01", re.IGNORECASE)
_OAUTHBEARER = re.compile(
    rb"n,(?:a=([^,\x01]*))?,\x01(?:(?:host|port)=[^\x01]*\x01)*auth=Bearer ([^\x01]+)\x01"
    rb"(?:(?:host|port)=[^\x01]*\x01)*\x01",
    re.IGNORECASE,
)


def bearer(form: re.Pattern[bytes], reason: Mapping[str, str]) -> Callable[[Opening], Exchange]:
    """OAUTHBEARER (RFC 7628), and XOAUTH2 before it: a token, and where it is refused, the reason in JSON."""

    def exchange(opening: Opening) -> Exchange:
        if not opening.secured:
            return "encryption required"
        found = form.fullmatch((yield from _first(opening)))
        if found is not None and found[1] in (None, b"", *_NAMES) and found[2] == TOKEN.encode():
            return "authenticated"
        yield json.dumps(reason).encode()
        return "credentials"

    return exchange


def external(opening: Opening) -> Exchange:
    """RFC 4422, appendix A: the TLS connection speaks for the learner, who may act as nobody else."""
    if not opening.secured:
        return "encryption required"
    return _verdict((yield from _first(opening)) in (b"", USER.encode()))


def anonymous(opening: Opening) -> Exchange:
    """RFC 4505: anyone, who may leave a trace."""
    trace = yield from _first(opening)
    return "authenticated" if len(trace.decode("utf-8", "replace")) <= TRACE_LIMIT else "trace too long"


MECHANISMS: dict[str, Callable[[Opening], Exchange]] = {
    "PLAIN": plain,
    "LOGIN": login,
    "CRAM-MD5": cram_md5,
    "SCRAM-SHA-1": scram_with("sha1"),
    "SCRAM-SHA-256": scram_with("sha256"),
    "XOAUTH2": bearer(_XOAUTH2, {"status": "401", "schemes": "bearer", "scope": f"https://{DOMAIN}/"}),
    "OAUTHBEARER": bearer(_OAUTHBEARER, {"status": "invalid_token", "scope": f"smtp.{DOMAIN}"}),
    "EXTERNAL": external,
    "ANONYMOUS": anonymous,
}

_NAMES = (USER.encode(), f"{USER}@{DOMAIN}".encode())


def _first(opening: Opening) -> Generator[bytes, bytes, bytes]:
    """The client's first message: with the command, or after an empty challenge."""
    return (yield b"") if opening.initial is None else opening.initial


def _known(user: bytes) -> bool:
    return user in (*_NAMES, STRICT.encode())


def _handed_over(user: bytes, password: bytes) -> str:
    if not _known(user) or password != PASSWORD.encode():
        return "credentials"
    return "mechanism too weak" if user == STRICT.encode() else "authenticated"


def _verdict(good: bool) -> str:
    return "authenticated" if good else "credentials"
