"""The mechanisms that hand a bearer token over: OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2."""

from __future__ import annotations

from smtpwb.smtp.sasl.pieces import Piece
from smtpwb.smtp.sasl.scram import escaped
from smtpwb.smtp.sasl.steps import TOKEN, USER, Exchange, Field, Mechanism, Response, Step

_HOST, _PORT = Field("host", "host", optional=True), Field("port", "port", optional=True)
_END = b"\x01"
"""Ends each pair of key and value, and the message (RFC 7628 §3.1)."""


def _token(said: Exchange) -> tuple[Piece, ...]:
    return (
        Piece("key", b"auth=Bearer "),
        Piece(TOKEN.label, said["token"], secret=True),
        Piece("end", _END + _END),
    )


def _xoauth2(said: Exchange) -> Response:
    return Response(
        (Piece("key", b"user="), Piece(USER.label, said["user"]), Piece("end", _END), *_token(said))
    )


def _oauthbearer(said: Exchange) -> Response:
    """RFC 7628 §3.1: a GS2 header that names the user, then the pairs."""
    pairs = [
        Piece(field.label, b"%b=%b%b" % (field.id.encode(), said[field.id], _END))
        for field in (_HOST, _PORT)
        if said[field.id]
    ]
    head = (Piece("key", b"n,a="), Piece(USER.label, escaped(said["user"])), Piece("end", b"," + _END))
    return Response((*head, *pairs, *_token(said)))


def _nothing(said: Exchange) -> Response:
    return Response(())


def _dummy(said: Exchange) -> Response:
    """RFC 7628 §3.2.3: the client's answer to the reason is a lone ^A."""
    return Response((Piece("end", _END),))


_REFUSED = "the token was refused: "
XOAUTH2 = Mechanism(
    "XOAUTH2",
    (
        Step((USER, TOKEN), "user=user name ^A auth=Bearer token ^A ^A, in base64", _xoauth2),
        Step((), f"{_REFUSED}an empty line asks for the verdict", _nothing),
    ),
)
OAUTHBEARER = Mechanism(
    "OAUTHBEARER",
    (
        Step(
            (_HOST, _PORT, USER, TOKEN),
            "n,a=user name, ^A auth=Bearer token ^A ^A, in base64",
            _oauthbearer,
        ),
        Step((), f"{_REFUSED}a lone ^A (AQ==) asks for the verdict", _dummy),
    ),
)
