"""Visible text: octets from anywhere, written so that they can be shown, copied and read back.

Decides what is safe to show and how the rest is written; `unvisible(visible(b)) == b` for all bytes.
Does not decide how it looks: a tag is plain text, a view may style what `TAG` finds. Terminals, logs,
files and clipboards get only what passed through here.

    <1B>       an octet: a C0 control, DEL, or an octet that is no part of well-formed UTF-8 (RFC 3629)
    <U+202E>   a well-formed code point that is invisible, reorders text, is a blank other than the
               space, is unassigned or private, or is one combining mark too many
    <3C>       a literal "<" that would otherwise begin what reads as a tag

Text in right-to-left scripts is shown as it is: only the controls that override its order are tags.
Which code points are assigned follows the Unicode version of the running Python; reading back does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache

__all__ = ["TAG", "clipped", "unvisible", "visible", "visible_head", "visible_text"]

_TAG = (
    r"<(?:(?P<octet>[0-9A-F]{2})"
    r"|U\+(?P<point>10[0-9A-F]{4}|[1-9A-F][0-9A-F]{4}|(?!D[89A-F])[0-9A-F]{4}))>"  # no surrogates
)
TAG = re.compile(_TAG)
"""Finds each tag in visible text. Groups: `octet` (two digits) or `point` (four to six), hexadecimal."""

_TAG_OCTETS = re.compile(_TAG.encode())

_MARKS_A_BASE = 2  # Vietnamese and polytonic Greek need two; more is how text climbs over its neighbours

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})

_HIDDEN_RANGES = (  # blank or without effect of their own, but in categories that are otherwise shown
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x2800, 0x2800),  # Braille blank
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFFC, 0xFFFC),  # object replacement
    (0x16FE4, 0x16FE4),  # Khitan filler
    (0x1D159, 0x1D159),  # musical null notehead
    (0xE0100, 0xE01EF),  # variation selectors
)

_JOINING_RANGES = (  # no marks by category, but drawn on what stands before them
    (0x1161, 0x11FF),  # Hangul vowels and finals
    (0xD7B0, 0xD7FB),
    (0x1F3FB, 0x1F3FF),  # emoji skin tones
)


class _Kind(Enum):
    BASE = auto()
    BLANK = auto()
    MARK = auto()
    HIDDEN = auto()


def visible(data: bytes) -> str:
    """Return `data` as text without anything that could move, hide or command.

    Everything that is shown as itself keeps its code points: nothing is normalised.
    """
    text = data.decode("utf-8", "surrogateescape")
    if "<" in text:
        text = TAG.sub(lambda found: "<3C>" + found[0][1:], text)
    if text.isascii() and text.isprintable():  # nearly all of SMTP
        return text
    return "".join(_shown(text))


def visible_text(text: str) -> str:
    """Return text that came from elsewhere (a file name, a setting, an error) as visible text.

    Surrogates that stand for octets (PEP 383) show as those octets, any others as theirs.
    """
    return visible(_octets(text))


def visible_head(data: bytes, most: int) -> str:
    """Return the beginning of `data` as visible text of at most `most` characters, clipped."""
    return clipped(visible(data[: 4 * most + 1]), most)  # a character has four octets at most


def unvisible(text: str) -> bytes:
    """Return the octets that visible `text` stands for: tags as their octets, the rest as UTF-8."""
    return _TAG_OCTETS.sub(_untagged, _octets(text))


def clipped(text: str, most: int) -> str:
    """Text that is safe already, in at most `most` characters; the last is `…` where some are left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _shown(text: str) -> Iterator[str]:
    room = 0  # for marks; none at the start, or they would climb onto what is drawn before it
    for char in text:
        kind = _kind(char)
        if kind is _Kind.MARK and room:
            room -= 1
            yield char
        else:
            room = _MARKS_A_BASE if kind is _Kind.BASE else 0
            yield char if kind in (_Kind.BASE, _Kind.BLANK) else _tag(char)


@lru_cache(maxsize=4096)
def _kind(char: str) -> _Kind:
    if char == " ":
        return _Kind.BLANK
    point = ord(char)
    category = unicodedata.category(char)
    if category in _HIDDEN_CATEGORIES or _within(point, _HIDDEN_RANGES):
        return _Kind.HIDDEN
    if category.startswith("M") or _within(point, _JOINING_RANGES):
        return _Kind.MARK
    return _Kind.BASE


def _within(point: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= point <= last for first, last in ranges)


def _tag(char: str) -> str:
    point = ord(char)
    if point < 0x80:
        return f"<{point:02X}>"
    if 0xDC80 <= point <= 0xDCFF:  # how surrogateescape carries one octet
        return f"<{point - 0xDC00:02X}>"
    return f"<U+{point:04X}>"


def _untagged(found: re.Match[bytes]) -> bytes:
    if found["octet"]:
        return bytes([int(found["octet"], 16)])
    return chr(int(found["point"], 16)).encode()


def _octets(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b"".join(map(_char_octets, text))


def _char_octets(char: str) -> bytes:
    return char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass")
