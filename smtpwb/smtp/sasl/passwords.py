"""The mechanisms that hand a password over: PLAIN, LOGIN, and CRAM-MD5, which proves that it is known."""

from __future__ import annotations

import hmac

from smtpwb.smtp.challenge import login_asks
from smtpwb.smtp.sasl.pieces import Piece
from smtpwb.smtp.sasl.steps import AUTHZID, PASSWORD, USER, Exchange, Mechanism, Response, Step

_NUL = Piece("NUL", b"\0")


def _plain(said: Exchange) -> Response:
    """RFC 4616 §2: `[authzid] NUL authcid NUL passwd`."""
    return Response(
        (
            Piece(AUTHZID.label, said["authzid"]),
            _NUL,
            Piece(USER.label, said["user"]),
            _NUL,
            Piece(PASSWORD.label, said["password"], secret=True),
        )
    )


def _login_user(said: Exchange) -> Response:
    return Response((Piece(USER.label, said["user"]),))


def _login_password(said: Exchange) -> Response:
    return Response((Piece(PASSWORD.label, said["password"], secret=True),))


_LOGIN_STEPS = {"user name": 0, "password": 1}


def _login_number(said: Exchange) -> int:
    """What the server asks for, where its words say so; else the user name comes first."""
    return _LOGIN_STEPS.get(login_asks(said.challenge), len(said.responses))


def _cram(said: Exchange) -> Response:
    """RFC 2195 §2. The digest is kept from view: those of a password's beginnings, shown as it is typed,
    would give it away letter by letter, and the whole one can be tried against a dictionary."""
    digest = hmac.new(said["password"], said.challenge, "md5").hexdigest().encode()
    return Response(
        (Piece(USER.label, said["user"]), Piece("blank", b" "), Piece("digest", digest, secret=True))
    )


PLAIN = Mechanism(
    "PLAIN",
    (Step((AUTHZID, USER, PASSWORD), "act as (empty), NUL, user name, NUL, password, in base64", _plain),),
)
LOGIN = Mechanism(
    "LOGIN",
    (
        Step((USER,), "the user name in base64; the password is asked next", _login_user),
        Step((PASSWORD,), "the password in base64", _login_password),
    ),
    number=_login_number,
)
"""Never standardised; the initial response, the user name, is taken by many."""
CRAM_MD5 = Mechanism(
    "CRAM-MD5",
    (Step((USER, PASSWORD), "user name, blank, HMAC-MD5 of the challenge keyed with the password", _cram),),
    initial=False,
)
