"""The parts of a message (RFC 2045, RFC 2046), as far as a bounce needs them.

Decides how a message is taken apart within bounds: nothing is unpacked twice, nesting ends at `DEEPEST`, and
time grows with the octets alone. The standard library's parser is not used: its time grows with the nesting
too. A message that is broken gives what can be read of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from smtpwb.smtp.encoded import UNWRAP, in_utf_8, without_encoded_words
from smtpwb.transcript.pasted.found import Numbered

DEEPEST = 5
"""Levels of multiparts that are entered: a bounce has two, a forwarded one three."""
MOST_PARTS = 100
"""Parts of one multipart that are read: a bounce has three."""
MOST_HEADERS = 500
"""Lines of a header section that are read."""
LONGEST = 16_384
"""Octets of a field that are kept."""


class Part(msgspec.Struct, frozen=True):
    """A leaf of a message."""

    kind: str
    """Media type and subtype, lower case; `text/plain` where none is named (RFC 2045 §5.2)."""
    lines: tuple[Numbered, ...]
    """Its content decoded to UTF-8, each line with its number in the pasted text."""

    @property
    def text(self) -> bytes:
        return b"\n".join(line.text for line in self.lines)


_FIELD = re.compile(rb"([!-9;-~]{1,77})[ \t]*:[ \t]*(.*)", re.DOTALL)
_MAIL = frozenset(
    b"return-path received from to subject date message-id mime-version content-type delivered-to".split()
)
"""Fields of which a message has some (RFC 5322 §3.6)."""
_PARAMETER = r'[;\s]{}="?([^";\r\n]{{1,200}})'
_BOUNDARY = re.compile(_PARAMETER.format("boundary").encode(), re.I)
_CHARSET = re.compile(_PARAMETER.format("charset").encode(), re.I)


def fields(lines: Sequence[Numbered]) -> dict[bytes, bytes]:
    """The fields at the head of the lines, unfolded (RFC 5322 §2.2.3), by lower-case name."""
    found: dict[bytes, bytes] = {}
    name = b""
    for _, text in lines[:MOST_HEADERS]:
        if not text.strip():
            break
        if text[:1] in (b" ", b"\t") and name:
            found[name] = (found[name] + b" " + text.strip())[:LONGEST]
        elif named := _FIELD.fullmatch(text):
            name = named[1].lower()
            if name in found:
                name = b""
            else:
                found[name] = named[2]
    return found


def unencoded(lines: Sequence[Numbered]) -> list[Numbered]:
    """The lines without encoded words."""
    return [Numbered(number, without_encoded_words(text)) for number, text in lines]


def is_message(lines: Sequence[Numbered]) -> bool:
    """Whether the lines begin with the header section of a mail."""
    return len(_MAIL & fields(without_mbox_line(lines)).keys()) > 1


def parts(lines: Sequence[Numbered], depth: int = 0) -> Iterator[Part]:
    """The leaves of a message, in order."""
    lines = lines if depth else without_mbox_line(lines)
    head = fields(lines)
    body = _body(lines)
    kind = head.get(b"content-type", b"text/plain")
    boundary = _BOUNDARY.search(kind)
    if kind.lower().startswith(b"multipart/") and boundary and depth < DEEPEST:
        for piece in _split(body, boundary[1].rstrip()):
            yield from parts(piece, depth + 1)
    else:
        name = kind.split(b";")[0].strip().lower()[:100]
        yield Part(name.decode("ascii", "replace"), _decoded(body, head, kind))


def without_mbox_line(lines: Sequence[Numbered]) -> Sequence[Numbered]:
    """Without the line that mbox files put before a message, and blank ones."""
    begin = next((at for at, line in enumerate(lines[:20]) if line.text.strip()), 0)
    if lines and lines[begin].text.startswith((b"From ", b">From ")):
        begin += 1
    return lines[begin:]


def _body(lines: Sequence[Numbered]) -> Sequence[Numbered]:
    """What follows the first blank line."""
    for at, line in enumerate(lines):
        if not line.text.strip():
            return lines[at + 1 :]
    return ()


def _split(body: Sequence[Numbered], boundary: bytes) -> Iterator[Sequence[Numbered]]:
    """The body parts between the delimiters (RFC 2046 §5.1.1); the last may lack its end."""
    begin, count = -1, 0
    delimiter = b"--" + boundary
    for at, line in enumerate(body):
        text = line.text.rstrip()
        if text not in (delimiter, delimiter + b"--"):
            continue
        if begin >= 0:
            yield [*body[begin:at]]
            count += 1
        begin = at + 1
        if text != delimiter or count == MOST_PARTS:
            return
    if begin >= 0:
        yield [*body[begin:]]


def _decoded(body: Sequence[Numbered], head: dict[bytes, bytes], kind: bytes) -> tuple[Numbered, ...]:
    """Transfer encoding undone (RFC 2045 §6), and the character set."""
    encoding = head.get(b"content-transfer-encoding", b"").strip().lower()
    charset = _CHARSET.search(kind)
    name = charset[1].strip().decode("ascii", "replace").lower() if charset else "utf-8"
    if encoding not in UNWRAP and name in ("utf-8", "us-ascii"):
        return tuple(body)
    raw = b"\n".join(text for _, text in body)
    text = in_utf_8(UNWRAP.get(encoding, bytes)(raw), name)
    first, encoded = (body[0].number if body else 1), encoding in UNWRAP
    lines = enumerate(text.split(b"\n"))
    return tuple(Numbered(first if encoded else first + at, line.rstrip(b"\r")) for at, line in lines)
