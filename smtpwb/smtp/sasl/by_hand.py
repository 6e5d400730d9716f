"""Base64 that was typed by hand: what it holds, and how to tell it from a name or a password."""

from __future__ import annotations

import binascii
import re

from smtpwb.smtp.grammar import base64_text
from smtpwb.smtp.sasl.lines import EMPTY

_LEAST = 8
"""Characters that are more than the beginning of a word."""
_WHOLE_RESPONSE = re.compile(rb"[^\0]*\0[^\0]*\0.*|.*\x01auth=.*", re.DOTALL)
"""What PLAIN and the bearer mechanisms send, up to where the secret begins."""


def decoded(word: bytes) -> bytes:
    """What was meant: `=` is nothing, and what is no base64 stays as it is."""
    try:
        return binascii.a2b_base64(word) if word != EMPTY else b""
    except binascii.Error:
        return word


def is_base64(text: str) -> bool:
    """Whether it is base64, and long enough to be meant so."""
    octets = text.encode("utf-8", "surrogateescape")
    return len(octets) >= _LEAST and base64_text.fullmatch(octets) is not None


def is_encoded(text: str) -> bool:
    """Whether it is the base64 of something readable: a name that was encoded already, no doubt,
    with the line end that `echo` adds or without."""
    if not is_base64(text):
        return False
    octets = binascii.a2b_base64(text)
    return octets.isascii() and octets.decode().removesuffix("\n").removesuffix("\r").isprintable()


def is_response(text: str) -> bool:
    """Whether it is the base64 of a whole response, as far as it is typed, rather than a name."""
    octets = text.encode("utf-8", "surrogateescape").rstrip(b"=")
    if len(octets) < _LEAST // 2 or not octets.isascii():
        return False
    try:
        whole = binascii.a2b_base64(octets + b"A" * (-len(octets) % 4), strict_mode=True)
    except binascii.Error:
        return False
    return _WHOLE_RESPONSE.fullmatch(whole[: len(octets) * 6 // 8]) is not None
