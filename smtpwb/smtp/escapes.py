r"""Escapes: how a line holds octets that no key types, `\x00` to `\xFF`, `\r`, `\n`, `\t`, `\0` and `\\`.

Decides what such a line stands for, and which of its characters stand for which octet. Everything else stands
for itself, as UTF-8.
"""

from __future__ import annotations

import re

import msgspec

from smtpwb.errors import UsageError
from smtpwb.smtp.visible import visible_text

NAMED = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}
_PIECE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\([rnt0\\])|\\|[^\\]", re.DOTALL)


class Escaped(msgspec.Struct, frozen=True):
    """A line and what it stands for."""

    octets: bytes
    places: tuple[tuple[int, int], ...]
    """For each octet the half-open range of the characters that stand for it."""
    fault: str = ""
    """What is wrong with it; the backslash then stands for itself, and nothing should be sent."""

    def characters(self, begin: int, end: int) -> tuple[int, int]:
        """The characters that stand for the octets of a range that is not empty."""
        return self.places[begin][0], self.places[end - 1][1]


def read(text: str) -> Escaped:
    """What a line with escapes stands for. Never fails: what is wrong is told beside."""
    octets, places, fault = bytearray(), [], ""
    for found in _PIECE.finditer(text):
        meant = _meant(found)
        if not meant:
            meant, fault = b"\\", fault or _fault(text[found.start() : found.start() + 2])
        octets += meant
        places += [found.span()] * len(meant)
    return Escaped(bytes(octets), tuple(places), fault)


def unescaped(text: str) -> bytes:
    """The octets that a line with escapes stands for. Raises UsageError where one is none."""
    found = read(text)
    if found.fault:
        raise UsageError(found.fault, r"write \x00 to \xFF, \r, \n, \t, \0 or \\")
    return found.octets


def _meant(found: re.Match[str]) -> bytes:
    if found[1]:
        return bytes.fromhex(found[1])
    if found[2]:
        return NAMED[found[2]]
    return b"" if found[0] == "\\" else found[0].encode("utf-8", "surrogateescape")


def _fault(begun: str) -> str:
    behind = begun[1:]
    what = f"\\{behind} is no escape" if behind and behind != "x" else "an escape is not complete"
    return visible_text(what)
