"""Text that is encoded to pass as ASCII: base64 and quoted-printable, character sets, encoded words.

Decides what such text says in UTF-8 (RFC 2045 §6, RFC 2047), leniently: what is broken gives what can be read
of it. Which parts of a message are so encoded is not decided here.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping

_ENCODED = re.compile(rb"=\?([\w.-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^? ]{0,500})\?=(?:\s+(?==\?))?", re.I)
_TEXT_CODECS = re.compile(
    r"(?:iso-?8859-\d{1,2}|iso-?2022-(?:jp|kr)|windows-125\d|cp125\d|koi8-[ru]|euc-(?:jp|kr)|shift_jis|big5|gb2312|gbk"
    r"|gb18030)"
)
"""Character sets of mail that Python knows; of its other codecs some are no character sets."""


def without_encoded_words(text: bytes) -> bytes:
    """Encoded words (RFC 2047) as UTF-8, blanks between two of them dropped (RFC 2047 §6.2)."""
    return _ENCODED.sub(_encoded_word, text) if b"=?" in text else text


def _encoded_word(word: re.Match[bytes]) -> bytes:
    charset, way, text = word.groups()
    octets = from_base64(text) if way in b"bB" else binascii.a2b_qp(text.replace(b"_", b" "))
    return in_utf_8(octets, charset.decode("ascii", "replace").lower()).replace(b"\n", b" ")


def from_base64(raw: bytes) -> bytes:
    """What can be read: octets that are no base64 are passed over (RFC 2045 §6.8)."""
    sound = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.partition(b"=")[0])
    return binascii.a2b_base64(sound[: len(sound) // 4 * 4] + _rest(sound))


def _rest(sound: bytes) -> bytes:
    """The last group of base64, filled up; a lone character says nothing (RFC 4648 §4)."""
    left = sound[len(sound) // 4 * 4 :]
    return left + b"=" * (4 - len(left)) if len(left) > 1 else b""


UNWRAP: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"base64": from_base64,
    b"quoted-printable": binascii.a2b_qp,
}
"""What undoes a transfer encoding, by its name in lower case (RFC 2045 §6.1)."""


def in_utf_8(octets: bytes, charset: str) -> bytes:
    """The octets in UTF-8; as they are, where the character set (in lower case) is not known."""
    try:
        return octets.decode(charset, "replace").encode() if _TEXT_CODECS.fullmatch(charset) else octets
    except LookupError:  # windows-1259
        return octets
