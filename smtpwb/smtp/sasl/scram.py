"""SCRAM, the client's side, without channel binding (RFC 5802; RFC 7677 for SHA-256).

Both sides prove that they know the password, and neither sends it. Decides what is too much to be computed;
the server's proof is checked here, and said loudly where it fails.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from functools import partial

from smtpwb.smtp.challenge import MANY_ITERATIONS
from smtpwb.smtp.sasl.pieces import Piece, Pieces, in_base64
from smtpwb.smtp.sasl.prepared import prepared
from smtpwb.smtp.sasl.steps import (
    AUTHZID,
    PASSWORD,
    USER,
    CannotRespond,
    Check,
    Exchange,
    Mechanism,
    Response,
    Step,
)

_HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
"""By the mechanism's name, the name of its hash function."""
_BY_HAND = "* gives up, or answer by hand"


def escaped(name: bytes) -> bytes:
    """A name inside a GS2 header or a SCRAM message (RFC 5802 §5.1)."""
    return name.replace(b"=", b"=3D").replace(b",", b"=2C")


@dataclass(frozen=True)
class ServerFirst:
    """What the first message of the server asks for."""

    nonce: bytes
    salt: bytes = field(repr=False)
    iterations: int


def server_first(challenge: bytes, own_nonce: bytes) -> ServerFirst:
    """Read `r=…,s=…,i=…` (RFC 5802 §7). Raises CannotRespond where it is none that one may answer."""
    parts = {part[:2]: part[2:] for part in challenge.split(b",")}
    try:
        nonce, count = parts[b"r="], _count(parts[b"i="])
        salt = binascii.a2b_base64(parts[b"s="], strict_mode=True)
    except (KeyError, ValueError):
        raise CannotRespond(
            "this challenge is none of SCRAM's: r=, s= and i= belong in it", _BY_HAND
        ) from None
    if not (own_nonce and nonce.startswith(own_nonce) and len(nonce) > len(own_nonce)):
        raise CannotRespond("the server's nonce does not go on from the one that was sent", _BY_HAND)
    if not 1 <= count <= MANY_ITERATIONS:
        most = f"{MANY_ITERATIONS:,}"
        raise CannotRespond(f"i={count:,} iterations: from 1 to {most} are computed here", _BY_HAND)
    return ServerFirst(nonce, salt, count)


def _count(digits: bytes) -> int:
    """Raises ValueError; of a number too long for anyone, its beginning is enough."""
    if not digits.isdigit():
        raise ValueError
    return int(digits[:20])


@dataclass(frozen=True)
class Keys:
    """What a password becomes (RFC 5802 §3)."""

    salted: bytes = field(repr=False)
    hash: str

    def _hmac(self, key: bytes, text: bytes) -> bytes:
        return hmac.digest(key, text, self.hash)

    def client_proof(self, message: bytes) -> bytes:
        key = self._hmac(self.salted, b"Client Key")
        signature = self._hmac(hashlib.new(self.hash, key).digest(), message)
        return bytes(a ^ b for a, b in zip(key, signature, strict=True))

    def server_signature(self, message: bytes) -> bytes:
        return self._hmac(self._hmac(self.salted, b"Server Key"), message)


def salted(password: bytes, salt: bytes, iterations: int, hash: str) -> bytes:
    """SaltedPassword of RFC 5802 §3: as long to compute as the server wants it to be."""
    text = prepared(password.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return hashlib.pbkdf2_hmac(hash, text, salt, iterations)


def _gs2_and_bare(client_first: bytes) -> tuple[bytes, bytes]:
    """The header `n,[a=…],` and the rest, which is signed (RFC 5802 §7)."""
    parts = client_first.split(b",", 2)
    return (b"%b,%b," % (parts[0], parts[1]), parts[2]) if len(parts) == 3 else (b"", b"")


def _nonce_of(bare: bytes) -> bytes:
    return next((part[2:] for part in bare.split(b",") if part.startswith(b"r=")), b"")


def _unproven(client_first: bytes, nonce: bytes) -> bytes:
    """The last message of the client, up to its proof."""
    return b"c=%b,r=%b" % (in_base64(_gs2_and_bare(client_first)[0]), nonce)


def _signed(client_first: bytes, challenge: bytes, nonce: bytes) -> bytes:
    """AuthMessage of RFC 5802 §3."""
    return b",".join((_gs2_and_bare(client_first)[1], challenge, _unproven(client_first, nonce)))


def _first(said: Exchange) -> Response:
    authzid = said["authzid"]
    name = prepared(said["user"].decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return Response(
        (
            Piece("no channel binding", b"n,"),
            Piece(AUTHZID.label, b"a=" + escaped(authzid) if authzid else b""),
            Piece("key", b",n="),
            Piece(USER.label, escaped(name)),
            Piece("key", b",r="),
            Piece("nonce", said.nonce.encode()),
        )
    )


def _read(said: Exchange) -> tuple[bytes, ServerFirst]:
    """The client's first message and the server's. Raises CannotRespond."""
    sent = said.responses[0] if said.responses else b""
    return sent, server_first(said.challenge, _nonce_of(_gs2_and_bare(sent)[1]))


def _last(unproven: bytes, proof: bytes) -> Pieces:
    return (
        Piece("what was agreed", unproven),
        Piece("key", b",p="),
        Piece("proof", in_base64(proof), secret=True),
    )


def _prove(said: Exchange, hash: str) -> Response:
    sent, asked = _read(said)
    keys = Keys(salted(said["password"], asked.salt, asked.iterations, hash), hash)
    proof = keys.client_proof(_signed(sent, said.challenge, asked.nonce))
    return Response(_last(_unproven(sent, asked.nonce), proof), keys.salted)


def _prove_later(said: Exchange, hash: str) -> Pieces:
    sent, asked = _read(said)
    return _last(_unproven(sent, asked.nonce), bytes(hashlib.new(hash).digest_size))


def _how(said: Exchange, shown: str) -> str:
    try:
        times = f"{_read(said)[1].iterations:,}"
    except CannotRespond:
        times = "i"
    return f"c, r, p={shown} proof with the password, salted and hashed {times} times"


def _can_be_proven(said: Exchange) -> Check | None:
    try:
        _read(said)
    except CannotRespond as error:
        return Check(False, error.sentence)
    return None


def _check(said: Exchange, hash: str) -> Check:
    """Whether the server knows the password too (RFC 5802 §3, ServerSignature)."""
    if said.challenge.startswith(b"e="):
        return Check(False, "the server refuses: an empty line asks for its verdict")
    if not said.challenge.startswith(b"v="):
        return Check(False, "this is no proof of the server (v=…): it may not know the password")
    if not said.kept or len(said.challenges) < 2 or not said.responses:
        return Check(False, "the proof cannot be checked: yours was typed by hand")
    first, challenge = said.responses[0], said.challenges[-2]
    nonce = server_first(challenge, _nonce_of(_gs2_and_bare(first)[1])).nonce
    wanted = in_base64(Keys(said.kept, hash).server_signature(_signed(first, challenge, nonce)))
    told = said.challenge.split(b",")[0][2:]
    if hmac.compare_digest(wanted, told):
        return Check(True, "the server's proof is right: it knows the password too")
    return Check(False, "THE SERVER'S PROOF IS WRONG: it does not know the password, and may be an impostor")


def _nothing(said: Exchange) -> Response:
    return Response(())


def _scram(name: str, hash: str) -> Mechanism:
    prove, later = partial(_prove, hash=hash), partial(_prove_later, hash=hash)
    shown = f"HMAC-{name.removeprefix('SCRAM-')}"
    first = Step((AUTHZID, USER), "n,, (no channel binding) n=user name, r=a nonce made here", _first)
    second = Step(
        (PASSWORD,),
        partial(_how, shown=shown),
        prove,
        later,
        _can_be_proven,
    )
    third = Step((), "an empty line says that you have seen it", _nothing, check=partial(_check, hash=hash))
    return Mechanism(name, (first, second, third))


SCRAM = tuple(_scram(name, hash) for name, hash in _HASHES.items())
