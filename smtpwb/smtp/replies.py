"""Replies as values: lines exactly as they arrived, the code that counts, and what is wrong with their form.

Nothing is dropped or altered: what breaks the rules is a `Defect` beside the text. How octets become replies
is for `reply_reader`; which command a reply answers, and what it means, is decided elsewhere.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from smtpwb.smtp.limits import MAX_REPLY_LINE


class Defect(enum.Enum):
    """What is wrong with the form of a line; the value is a sentence part for people."""

    BARE_LF = "ends with LF alone, not CRLF"
    BARE_CR = "has a CR that is not part of CRLF"
    NUL = "has a NUL octet"
    TOO_LONG = f"is longer than the {MAX_REPLY_LINE} octets a reply line may have"
    FRAGMENT = "is longer than a mebibyte and was taken apart"
    NO_CODE = "has no three-digit reply code"
    CODE_RANGE = "has a code with a digit that SMTP does not use there"
    SEPARATOR = "has neither a space nor a hyphen after the code"
    CODE_CHANGED = "changes the code within one reply"
    CUT_OFF = "was cut off"


class EnhancedStatusCode(NamedTuple):
    """An enhanced status code, class.subject.detail (RFC 3463 §2; RFC 2034 §3)."""

    status: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return ".".join(self)


_ENHANCED = re.compile(rb"([245])\.(\d{1,3})\.(\d{1,3})(?=[ \t]|$)")


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of a reply, exactly as it arrived."""

    raw: bytes
    """All octets, line end included."""
    first_at: int
    """When its first octet arrived, in nanoseconds since the session began."""
    last_at: int
    """When its last octet arrived, same clock."""
    code: str
    """The three digits, or empty."""
    separator: bytes
    """The octet after the code, a space or a hyphen; empty where neither stands."""
    end: int = 0
    """How many octets of the line end there are."""
    defects: tuple[Defect, ...] = ()

    @property
    def text(self) -> bytes:
        """What stands behind code and separator, without the line end."""
        return self.raw[len(self.code) + len(self.separator) : len(self.raw) - self.end]


class Reply(msgspec.Struct, frozen=True, gc=False):
    """One reply: one or more lines of which the last carries the code that counts."""

    lines: tuple[Line, ...]
    """The lines. Of more than `ReplyReader.KEEP_LINES` the first and the last; the rest are counted only."""
    line_count: int
    octets: int
    complete: bool
    """False when the connection ended inside it, or while it is still arriving."""

    @property
    def code(self) -> str:
        """The reply code, three digits, of the last line that has one; empty if none has."""
        for line in reversed(self.lines):
            if line.code:
                return line.code
        return ""

    @property
    def accepts(self) -> bool:
        """Positive completion, 2yz (RFC 5321 §4.2.1)."""
        return self.code[:1] == "2"

    @property
    def refuses(self) -> bool:
        """Negative completion, 4yz or 5yz (RFC 5321 §4.2.1)."""
        return self.code[:1] in ("4", "5")

    @property
    def enhanced(self) -> EnhancedStatusCode | None:
        """The enhanced status code that begins the text of the last line, else of the first."""
        coded = [line for line in self.lines if line.code]
        for line in (coded[-1:] + coded[:1]) if coded else ():
            if found := _ENHANCED.match(line.text):
                return EnhancedStatusCode(*(part.decode("ascii") for part in found.groups()))
        return None

    @property
    def codes(self) -> str:
        """Both codes as they are quoted: `550 5.1.1`; one, or empty, where there is no more."""
        return f"{self.code} {self.enhanced or ''}".strip()

    @property
    def texts(self) -> tuple[bytes, ...]:
        """What each line says behind its code, in order."""
        return tuple(line.text for line in self.lines)

    @property
    def raw(self) -> bytes:
        return b"".join(line.raw for line in self.lines)

    @property
    def first_at(self) -> int:
        return self.lines[0].first_at

    @property
    def last_at(self) -> int:
        return self.lines[-1].last_at

    @property
    def defects(self) -> tuple[Defect, ...]:
        """Every kind of defect in it, once each, in order of appearance."""
        return tuple(dict.fromkeys(defect for line in self.lines for defect in line.defects))


def parted(reply: Reply, lines: int) -> tuple[Reply, Reply]:
    """A reply that is two: its first `lines`, which nothing ended, and what follows with another code."""
    head, rest = reply.lines[:lines], tuple(map(_by_itself, reply.lines[lines:]))
    octets = sum(len(line.raw) for line in head)
    begun = Reply(head, lines, octets, complete=False)
    return begun, Reply(rest, reply.line_count - lines, reply.octets - octets, reply.complete)


def _by_itself(line: Line) -> Line:
    """A line that changed the code of another reply only."""
    return replace(line, defects=tuple(one for one in line.defects if one is not Defect.CODE_CHANGED))
