"""What a message is like: its header fields, its lines, its octets, read in pieces of any size.

Decides what is counted and where it stands first; what of it is wrong is for `lint.message`. A message of
any length takes little memory: only its header is kept. Lines end with CRLF alone (RFC 5321 §2.3.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

MAX_HEADER = 1 << 18
"""Octets of a header that are read; what goes on beyond that is taken for the body."""
MAX_LINE = 998
"""Octets of a line, without its CRLF (RFC 5322 §2.1.1)."""

_BLANK = re.compile(rb"\A\r?\n|\r?\n\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_BARE_CR = re.compile(rb"\r(?!\n)")
_BARE_LF = re.compile(rb"(?<!\r)\n")
_EIGHT_BIT = re.compile(rb"[\x80-\xff]")
_NUL = re.compile(rb"\0")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)


class Field(msgspec.Struct, frozen=True):
    """One header field (RFC 5322 §2.2), unfolded (§2.2.3)."""

    name: str
    """As it is written; compare in lower case."""
    value: bytes
    """Without the blanks around it."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to know of a message. Line numbers begin at 1; 0 where there is no such line."""

    octets: int = 0
    lines: int = 0
    fields: tuple[Field, ...] = ()
    ascii_header: bool = True
    utf8_header: bool = True
    malformed: int = 0
    """The first line of the header that is neither a field nor goes on with one."""
    blank_line: int = 0
    """The line that ends the header."""
    longest: int = 0
    """Octets of the longest line, without CRLF."""
    longest_at: int = 0
    too_long: int = 0
    """How many lines are longer than MAX_LINE."""
    bare_cr: int = 0
    bare_cr_at: int = 0
    bare_lf: int = 0
    bare_lf_at: int = 0
    nul: int = 0
    nul_at: int = 0
    eight_bit_at: int = 0
    """The first line with an octet above 127."""
    ended: bool = True
    """The last line has its CRLF."""

    def all(self, name: str) -> tuple[bytes, ...]:
        """The values of every field of that name, in order."""
        return tuple(field.value for field in self.fields if field.name.lower() == name.lower())

    def get(self, name: str) -> bytes | None:
        """The value of the first field of that name."""
        return next(iter(self.all(name)), None)


class Scan:
    """Feed pieces, then ask for the facts."""

    def __init__(self) -> None:
        self._octets = self._lines = 0
        self._header = b""
        self._in_header = True
        self._held = b""
        self._running = 0
        """Octets of the line at hand."""
        self._longest = self._longest_at = self._too_long = 0
        self._count: dict[str, int] = {}
        self._first: dict[str, int] = {}

    def feed(self, piece: bytes) -> None:
        """Take the next octets."""
        self._octets += len(piece)
        piece = self._held + piece
        self._held = b"\r" if piece.endswith(b"\r") else b""  # its LF may come with the next piece
        self._take(piece[: len(piece) - len(self._held)])

    def _take(self, piece: bytes) -> None:
        if not piece:
            return
        if self._in_header:
            self._read_header(piece)
        ends = piece.count(b"\r\n")
        self._note("bare_cr", piece.count(b"\r") - ends, _BARE_CR, piece)
        self._note("bare_lf", piece.count(b"\n") - ends, _BARE_LF, piece)
        self._note("nul", piece.count(b"\0"), _NUL, piece)
        if "eight_bit" not in self._first:
            self._note("eight_bit", int(not piece.isascii()), _EIGHT_BIT, piece)
        self._measure(piece, ends)
        self._lines += ends

    def _note(self, what: str, count: int, pattern: re.Pattern[bytes], piece: bytes) -> None:
        """Count; of the first, find the line."""
        if not count:
            return
        self._count[what] = self._count.get(what, 0) + count
        if what not in self._first and (found := pattern.search(piece)):
            self._first[what] = self._lines + 1 + piece.count(b"\r\n", 0, found.start())

    def _measure(self, piece: bytes, ends: int) -> None:
        """How long the lines are; that at hand goes on with the next piece."""
        if not ends:
            self._running += len(piece)
            return
        lengths = [len(line) for line in piece.split(b"\r\n")]
        lengths[0] += self._running
        self._running = lengths.pop()
        self._measured(lengths)

    def _measured(self, lengths: list[int]) -> None:
        longest = max(lengths)
        if longest > self._longest:
            self._longest, self._longest_at = longest, self._lines + 1 + lengths.index(longest)
        if longest > MAX_LINE:
            self._too_long += sum(length > MAX_LINE for length in lengths)

    def _read_header(self, piece: bytes) -> None:
        self._header += piece
        found = _BLANK.search(self._header, max(0, len(self._header) - len(piece) - 4))
        if found is not None:
            self._header = self._header[: found.end()]
        self._in_header = found is None and len(self._header) < MAX_HEADER

    def facts(self) -> Facts:
        """What was found in all that was fed; nothing may be fed behind it."""
        held, self._held = self._held, b""
        self._take(held)
        if self._running:
            self._measured([self._running])
        blank = _BLANK.search(self._header)
        header = self._header[: blank.start()] if blank else self._header
        fields, malformed = _fields(header)
        return Facts(
            octets=self._octets,
            lines=self._lines + bool(self._running),
            fields=fields,
            ascii_header=header.isascii(),
            utf8_header=_is_utf8(header),
            malformed=malformed,
            blank_line=len(_LINE_END.findall(self._header)) if blank else 0,
            longest=self._longest,
            longest_at=self._longest_at,
            too_long=self._too_long,
            bare_cr=self._count.get("bare_cr", 0),
            bare_cr_at=self._first.get("bare_cr", 0),
            bare_lf=self._count.get("bare_lf", 0),
            bare_lf_at=self._first.get("bare_lf", 0),
            nul=self._count.get("nul", 0),
            nul_at=self._first.get("nul", 0),
            eight_bit_at=self._first.get("eight_bit", 0),
            ended=not self._running,
        )


def scanned(pieces: Iterable[bytes], scan: Scan) -> Iterator[bytes]:
    """The same pieces, each looked at on its way."""
    for piece in pieces:
        scan.feed(piece)
        yield piece


def scan(pieces: Iterable[bytes]) -> Facts:
    """The facts of a whole message."""
    reader = Scan()
    for piece in pieces:
        reader.feed(piece)
    return reader.facts()


def _fields(header: bytes) -> tuple[tuple[Field, ...], int]:
    """The fields up to the first line that is none, and the number of that line (0: there is none)."""
    found: list[tuple[str, bytes]] = []
    for number, line in enumerate(_LINE_END.split(header), 1):
        if line[:1] in (b" ", b"\t") and found:
            found[-1] = (found[-1][0], found[-1][1] + line)
        elif (field := _FIELD.fullmatch(line)) is not None:
            found.append((field[1].decode("ascii"), field[2]))
        elif line:
            return _made(found), number
    return _made(found), 0


def _made(found: list[tuple[str, bytes]]) -> tuple[Field, ...]:
    return tuple(Field(name, value.strip(b" \t")) for name, value in found)


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
