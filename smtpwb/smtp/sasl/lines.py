"""The lines of AUTH: which octets are secret, and what a challenge holds (RFC 4954 §4).

Decides what is masked before anything is kept or shown. The mechanisms themselves are not here.
"""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

from smtpwb.smtp.grammar import base64_text

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of octets, in order, not overlapping."""

CANCEL = b"*"
"""An answer that gives up the exchange."""
EMPTY = b"="
"""An initial response of no octets."""
MASK = b"*"

_INITIAL_RESPONSE = re.compile(rb"[ \t]*AUTH[ \t]+[^ \t]+[ \t]+(.+)", re.IGNORECASE | re.DOTALL)
_BEGINS = re.compile(rb"[ \t]*AUTH[ \t]+([^ \t]+)(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)


class Begun(NamedTuple):
    """What an AUTH begins with."""

    mechanism: str
    """In capitals, as mechanisms are named."""
    response: bytes
    """The initial response as it was written; empty: there is none."""


def begun(line: bytes) -> Begun | None:
    """The parts of a line that begins an exchange; None: it is no whole AUTH (RFC 4954 §4)."""
    found = _BEGINS.fullmatch(line)
    if found is None:
        return None
    return Begun(found[1].decode("ascii", "replace").upper(), (found[2] or b"").strip())


def secret_in_command(line: bytes) -> Ranges:
    """The initial response of a typed AUTH, so far as it is typed; nothing in any other command."""
    found = _INITIAL_RESPONSE.fullmatch(line)
    if found is None or found[1].strip() == EMPTY:
        return ()
    return (found.span(1),)


def secret_in_answer(line: bytes) -> Ranges:
    """An answer to a 334 challenge, all of it, unless it cancels or is empty."""
    return () if line.strip() in (CANCEL, b"") else ((0, len(line)),)


def mask(data: bytes, ranges: Ranges) -> bytes:
    """The same octets with every one inside the ranges replaced, lengths kept."""
    if not ranges:
        return data
    masked = bytearray(data)
    for begin, end in ranges:
        masked[begin:end] = MASK * (end - begin)
    return bytes(masked)


def challenge(text: bytes) -> bytes | None:
    """The octets of a 334 challenge, decoded; None if it is not base64 (RFC 4954 §4)."""
    stripped = text.strip()
    if base64_text.fullmatch(stripped) is None:
        return None
    return binascii.a2b_base64(stripped)
