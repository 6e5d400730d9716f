"""The challenges of AUTH, decoded: what a 334 asks, sentence by sentence (RFC 4954 §4).

Decides how the octets of a challenge read, by the mechanism or, where nobody named one, by their form.
Nothing here computes or holds an answer, so nothing here is secret; a salt or a proof is only measured.
What a mechanism needs and risks as such is for the tables of the reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from smtpwb.smtp.visible import visible, visible_head

FEW_ITERATIONS = 4096
"""The least that SCRAM allows (RFC 5802 §5.1, RFC 7677 §4)."""
MANY_ITERATIONS = 1_000_000
"""More costs a client seconds: a hostile server can keep it busy so (RFC 5802 §9)."""
LONGEST = 200
"""Characters of the server's own words that are repeated."""

EMPTY = ("Nothing: the mechanism lets the client speak first; the answer is its first message in base64.",)

Sentences = tuple[str, ...]


def read(mechanism: str, challenge: bytes) -> Sentences:
    """What a challenge says, one sentence a finding, never none.

    `mechanism` is the one that was begun, in any case, or empty if unknown; `challenge` the octets after
    base64. What fits no known form is shown as visible text, or counted where it is binary.
    """
    if not challenge:
        return EMPTY
    family = _family(mechanism.upper())
    readers = (_FAMILIES[family],) if family else tuple(_FAMILIES.values())
    return next((told for reader in readers if (told := reader(challenge))), _as_it_is(challenge))


def _family(mechanism: str) -> str:
    name = _FAMILY_OF.get(mechanism, mechanism)
    return next((family for family in _FAMILIES if name.startswith(family)), "")


def _as_it_is(challenge: bytes) -> Sentences:
    if sum(octet < 0x20 or octet == 0x7F for octet in challenge) * 8 > len(challenge):
        return (f"{len(challenge):,} octets of binary data, for a program to answer.",)
    return (f"“{_cut(challenge)}”, the server's own words.",)


def _cut(octets: bytes) -> str:
    return visible_head(octets, LONGEST)


_PROMPTS = {
    # what servers write, without case, colon and NUL; LOGIN was never standardized
    "username": "user name",
    "user name": "user name",
    "user": "user name",
    "login": "user name",
    "password": "password",
    "passcode": "password",
    "pass": "password",
}
_NO_ANSWER = "Answer with an empty line; then comes the refusal itself."


def login_asks(challenge: bytes) -> str:
    """What a prompt of LOGIN asks for: `user name`, `password`, or nothing that is known."""
    prompt = challenge[:40].rstrip(b"\0 ").rstrip(b":").strip().lower().decode("utf-8", "replace")
    return _PROMPTS.get(prompt, "")


def _login(challenge: bytes) -> Sentences:
    asked = login_asks(challenge)
    if not asked:
        return ()
    return (
        f"“{_cut(challenge)}”: the {asked}, in base64.",
        *(("Base64 hides nothing: send it inside TLS only.",) if asked == "password" else ()),
    )


_MESSAGE_ID = re.compile(rb"<(?P<local>[^<>@\s]{1,200})@(?P<host>[^<>@\s]{1,255})>")


def _cram(challenge: bytes) -> Sentences:
    """RFC 2195 §2: random digits, a timestamp and the host, in the form of a message identifier."""
    found = _MESSAGE_ID.fullmatch(challenge.strip())
    if found is None:
        return ()
    return (
        f"“{visible(found[0])}”, made for this login alone by {visible(found['host'])}.",
        "The answer is the user name, a space, and in hexadecimal the HMAC-MD5 of exactly this text,"
        " with the password as the key.",
    )


_SCRAM = re.compile(rb"(?:[a-z]=[^,]*)(?:,[a-z]=[^,]*)*", re.IGNORECASE)


def _scram(challenge: bytes) -> Sentences:
    """RFC 5802 §5, §7: server-first (r, s, i) or server-final (v or e)."""
    if not _SCRAM.fullmatch(challenge):
        return ()
    found = {part[:1]: part[2:] for part in challenge.split(b",")}
    if b"e" in found:
        return (f"The login failed: {_cut(found[b'e'])}.", _NO_ANSWER)
    if b"v" in found:
        return (
            f"The server's proof ({_base64_octets(found[b'v'])} octets) that it knows the password too.",
            "Check it, then answer with an empty line.",
        )
    if not {b"r", b"s", b"i"} <= set(found):
        return ()
    return (
        f"r: both nonces, the client's first and the server's behind it ({len(found[b'r']):,} characters)"
        " — it must begin with the one that was sent.",
        f"s: a salt of {_base64_octets(found[b's'])} octets.",
        *_iterations(found[b"i"]),
    )


def _base64_octets(text: bytes) -> int:
    return len(text.rstrip(b"=")) * 3 // 4


def _iterations(text: bytes) -> Sentences:
    if not text.isdigit():
        return (f"i: “{_cut(text)}” is no number of iterations.",)
    count = int(text[:13])
    shown = f"{count:,}" if len(text) <= 12 else "more than a billion"
    said = f"i: the password is hashed {shown} times."
    if count < FEW_ITERATIONS:
        return (said, f"That is fewer than the {FEW_ITERATIONS:,} that RFC 7677 §4 asks for.")
    if count > MANY_ITERATIONS:
        return (said, "That is so many that it may be meant to keep the client busy (RFC 5802 §9).")
    return (said,)


_DIRECTIVE = re.compile(rb'\s*([A-Za-z\-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))\s*(?:,|$)')


def _digest(challenge: bytes) -> Sentences:
    """RFC 2831 §2.1.1, §2.1.3: a list of directives, or the server's rspauth."""
    found = {name.lower(): quoted or bare for name, quoted, bare in _DIRECTIVE.findall(challenge)}
    if b"rspauth" in found:
        return ("rspauth: the server's proof that it knows the password too; answer with an empty line.",)
    if b"nonce" not in found:
        return ()
    realm = _cut(found.get(b"realm", b"")) or "none, the client chooses"
    qop = _cut(found.get(b"qop", b"auth"))
    return (
        f"realm: {realm}.",
        f"qop: {qop}; nonce: {len(found[b'nonce']):,} characters, for this login alone.",
        "DIGEST-MD5 is historic (RFC 6331): take SCRAM where it is offered.",
    )


def _oauth(challenge: bytes) -> Sentences:
    """RFC 7628 §3.2.2: why the token was refused, as a JSON object; XOAUTH2 sends the same form."""
    try:
        told = msgspec.json.decode(challenge, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return ()
    status = str(told.get("status", "")).encode("utf-8", "replace")
    what = _STATUS.get(status, "")
    scopes = str(told.get("scope", told.get("scopes", ""))).encode("utf-8", "replace")
    return (
        f"The token was refused: status {_cut(status) or 'not told'}{what and f', {what}'}.",
        *((f"scope: the token needs {_cut(scopes)}.",) if scopes else ()),
        "Answer with an empty line (OAUTHBEARER: AQ==); then comes the refusal itself.",
    )


_STATUS = {
    # HTTP's codes in XOAUTH2, the words of RFC 7628 §3.2.2 and RFC 6750 §3.1 in OAUTHBEARER
    b"400": "the request or the token cannot be read",
    b"401": "the token is wrong or has expired: get a new one",
    b"403": "the token is good, but not for this",
    b"invalid_token": "the token is wrong or has expired: get a new one",
    b"insufficient_scope": "the token is good, but not for this",
    b"invalid_request": "the message is malformed",
}


def _ntlm(challenge: bytes) -> Sentences:
    """The messages of NTLMSSP: a signature, a type, and in type 2 the target's name."""
    if challenge.strip(b"\0").upper() == b"NTLM SUPPORTED":
        return ("“NTLM supported”: the server waits for the first NTLM message.",)
    if not challenge.startswith(b"NTLMSSP\0") or len(challenge) < 12:
        return ()
    if challenge[8:12] != b"\2\0\0\0":
        return (f"An NTLM message ({len(challenge):,} octets), for a program to answer.",)
    length, offset = (int.from_bytes(challenge[at : at + size], "little") for at, size in ((12, 2), (16, 4)))
    wide = bool(challenge[20:21]) and bool(challenge[20] & 1)
    target = challenge[offset : offset + length]
    name = target.decode("utf-16-le", "replace").encode() if wide else target
    of = f" of {_cut(name)}" if name else ""
    return (f"The NTLM challenge{of} (message 2, {len(challenge):,} octets), for a program to answer.",)


def _ticket(challenge: bytes) -> Sentences:
    """A token of GSS-API or SPNEGO (RFC 4752 §3.1, RFC 2743 §3.1): a DER tag begins it."""
    if challenge[:1] not in (b"\x60", b"\xa1"):
        return ()
    return (f"A token of GSS-API, Kerberos as a rule ({len(challenge):,} octets), for a program to answer.",)


_FAMILIES: Mapping[str, Callable[[bytes], Sentences]] = {
    # the beginning of a mechanism: how its challenge is read; tried in this order where none is named
    "LOGIN": _login,
    "CRAM-MD5": _cram,
    "SCRAM-": _scram,
    "DIGEST-MD5": _digest,
    "OAUTH": _oauth,
    "NTLM": _ntlm,
    "GSS": _ticket,
}
_FAMILY_OF = {"XOAUTH2": "OAUTH", "XOAUTH": "OAUTH", "MSN": "NTLM", "GS2-KRB5": "GSS", "GS2-KRB5-PLUS": "GSS"}
