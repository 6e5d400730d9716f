"""A response in pieces: what each is, and which are secret; from that the line, and its preview (law 4).

Decides how base64 is shown without giving a secret away: a group of four characters holds three octets, and
is a bullet as soon as one of them is secret.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field

from smtpwb.smtp.sasl.lines import EMPTY
from smtpwb.smtp.sasl.secret import HIDDEN

_OCTETS, _CHARACTERS = 3, 4
"""Of one group of base64 (RFC 4648 §4)."""


@dataclass(frozen=True)
class Piece:
    """Some octets of a response, before base64."""

    label: str
    octets: bytes = field(repr=False)
    secret: bool = False


Pieces = Sequence[Piece]


def joined(pieces: Pieces) -> bytes:
    """The response, before base64."""
    return b"".join(piece.octets for piece in pieces)


def line(pieces: Pieces, initial: bool = False) -> bytes:
    """The response as it is sent, without CRLF; an empty initial response has a sign of its own."""
    return in_base64(joined(pieces), initial)


def in_base64(octets: bytes, initial: bool = False) -> bytes:
    """RFC 4954 §4: an empty answer is an empty line, an empty initial response `=`."""
    if initial and not octets:
        return EMPTY
    return binascii.b2a_base64(octets, newline=False)


def preview(pieces: Pieces, initial: bool = False) -> str:
    """The line, with one bullet for each group that holds a secret octet."""
    sent = line(pieces, initial).decode()
    secret = [piece.secret for piece in pieces for _ in piece.octets]
    return "".join(
        HIDDEN if any(secret[at : at + _OCTETS]) else sent[group : group + _CHARACTERS]
        for at, group in zip(
            range(0, max(1, len(secret)), _OCTETS), range(0, max(1, len(sent)), _CHARACTERS), strict=True
        )
    )
