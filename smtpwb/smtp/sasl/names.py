"""The mechanisms that say who one is and hand nothing over: EXTERNAL (RFC 4422, appendix A), ANONYMOUS."""

from __future__ import annotations

from smtpwb.smtp.sasl.pieces import Piece
from smtpwb.smtp.sasl.steps import Exchange, Field, Mechanism, Response, Step

_AUTHZID = Field("authzid", "act as")
_TRACE = Field("trace", "trace")


def _external(said: Exchange) -> Response:
    return Response((Piece(_AUTHZID.label, said["authzid"]),))


def _anonymous(said: Exchange) -> Response:
    return Response((Piece(_TRACE.label, said["trace"]),))


EXTERNAL = Mechanism(
    "EXTERNAL",
    (Step((_AUTHZID,), "whom to act as; empty: whom the client's certificate names", _external),),
)
ANONYMOUS = Mechanism(
    "ANONYMOUS",
    (Step((_TRACE,), "an address or a word that leads back to you, or nothing", _anonymous),),
)
"""RFC 4505 §2."""
