"""SCRAM on the server's side (RFC 5802), written apart from the client's, so that each checks the other."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

ITERATIONS = 4096
"""The least that RFC 7677 §4 allows; enough for a password that everybody knows."""
_SALT = b"practice.test/16"

_FIRST = re.compile(
    rb"(?P<gs2>[ny],(?:a=[^,]+)?,)(?P<bare>n=(?P<user>[^,]*),r=(?P<nonce>[!-+\--~]+)(?:,[^,]+)*)"
)
_FINAL = re.compile(rb"(?P<unproven>c=(?P<binding>[^,]+),r=(?P<nonce>[^,]+)),p=(?P<proof>[A-Za-z0-9+/=]+)")


@dataclass(frozen=True)
class ClientFirst:
    """The first message of the client."""

    gs2: bytes
    bare: bytes
    user: bytes
    nonce: bytes


@dataclass(frozen=True)
class Asked:
    """What was asked in answer to it, and what is to be proven with."""

    first: ClientFirst
    challenge: bytes
    nonce: bytes
    salted: bytes
    hash: str


def client_first(message: bytes) -> ClientFirst | None:
    """None if the message is malformed, or demands channel binding, which is not offered."""
    found = _FIRST.fullmatch(message)
    if found is None:
        return None
    user = found["user"].replace(b"=2C", b",").replace(b"=3D", b"=")
    return ClientFirst(found["gs2"], found["bare"], user, found["nonce"])


def asks(first: ClientFirst, hash: str, password: str) -> Asked:
    nonce = first.nonce + secrets.token_urlsafe(18).encode()
    challenge = b"r=%b,s=%b,i=%d" % (nonce, base64.b64encode(_SALT), ITERATIONS)
    return Asked(
        first, challenge, nonce, hashlib.pbkdf2_hmac(hash, password.encode(), _SALT, ITERATIONS), hash
    )


def judge(asked: Asked, message: bytes, known: bool) -> bytes | None:
    """The server's own proof, in base64, if the client's is right and its user `known`; None otherwise."""
    found = _FINAL.fullmatch(message)
    if found is None or not known or found["nonce"] != asked.nonce:
        return None
    if found["binding"] != base64.b64encode(asked.first.gs2):
        return None
    signed = b",".join((asked.first.bare, asked.challenge, found["unproven"]))
    stored = hashlib.new(asked.hash, hmac.digest(asked.salted, b"Client Key", asked.hash)).digest()
    signature = hmac.digest(stored, signed, asked.hash)
    try:
        proof = base64.b64decode(found["proof"], validate=True)
    except binascii.Error:
        return None
    key = bytes(a ^ b for a, b in zip(signature, proof, strict=False))
    if hashlib.new(asked.hash, key).digest() != stored:
        return None
    server_key = hmac.digest(asked.salted, b"Server Key", asked.hash)
    return base64.b64encode(hmac.digest(server_key, signed, asked.hash))
