"""xtext: printable ASCII, with everything else, `+` and `=` written as `+` and two digits (RFC 3461 §4).

Decides how a value goes into a parameter and comes out again. Octets beyond ASCII stay as they are, since
SMTPUTF8 lets them.
"""

from __future__ import annotations

import re

XCHAR = rb"(?:[!-*,-<>-~\x80-\xff]|\+[0-9A-F]{2})"
"""One character of xtext, as a pattern."""

_UNSAFE = re.compile(rb"[^!-*,-<>-~\x80-\xff]")
_HEX = re.compile(rb"\+([0-9A-F]{2})")


def encode(value: bytes) -> bytes:
    """The value as xtext."""
    return _UNSAFE.sub(lambda found: b"+%02X" % found[0][0], value)


def decode(text: bytes) -> bytes:
    """What xtext stands for; a `+` without two digits behind it stays."""
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), text)
