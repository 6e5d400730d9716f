"""What the next line is to the server that receives it, and which of its octets are secret.

One place for both: what is masked while it is typed is masked when it is sent (law 4).
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from typing import NamedTuple

from smtpwb.smtp import sasl
from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import DOT, IN_AUTH, Dialogue, State
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.message import DOT as DOT_LINE


class Reads(enum.Enum):
    """What a line is taken for."""

    COMMAND = "command"
    CONTENT = "content line"
    ANSWER = "answer to a challenge"


def reads_as(dialogue: Dialogue, awaiting: Collection[str] = ()) -> Reads:
    """What the next line will be taken for (RFC 5321 §4.1.1.4, RFC 4954 §4).

    `awaiting` is what is owed a reply. Behind an AUTH that has no reply yet comes an answer, for all
    that anyone knows; behind the lone dot come commands again. What a BDAT announced comes before all.
    """
    if dialogue.chunk_left:
        return Reads.CONTENT
    if dialogue.state is State.CONTENT:
        return Reads.COMMAND if DOT in awaiting else Reads.CONTENT
    if dialogue.state is State.AUTH or not IN_AUTH.isdisjoint(awaiting):
        return Reads.ANSWER
    return Reads.COMMAND


def secret_in(line: bytes, reads: Reads) -> sasl.Ranges:
    """The octets of the line that are secret."""
    if reads is Reads.ANSWER:
        return sasl.secret_in_answer(line)
    return sasl.secret_in_command(line) if reads is Reads.COMMAND else ()


class Line(NamedTuple):
    """One line in octets that go out as they are; the last may have no end."""

    octets: bytes
    """Without its end."""
    secret: sasl.Ranges
    """Which octets of it are."""
    begins: int
    """Where in all the octets."""


def raw_lines(octets: bytes, reads: Reads) -> Iterator[Line]:
    """The lines in octets that go out in one write, of which the first is taken for what `reads` says.

    What stands behind a whole AUTH is its answer; behind the lone dot come commands again.
    """
    begins = 0
    for line in octets.split(CRLF):
        bare = line.rstrip(b"\r\n")
        yield Line(bare, secret_in(bare, reads), begins)
        begins += len(line) + len(CRLF)
        reads = _behind(line, reads)


def _behind(line: bytes, reads: Reads) -> Reads:
    """What the line behind this one is taken for."""
    if reads is Reads.CONTENT:
        return Reads.COMMAND if line == DOT_LINE else reads
    return Reads.ANSWER if parse(line).verb == "AUTH" else reads


def shifted(ranges: sasl.Ranges, by: int) -> sasl.Ranges:
    """Ranges of a line as ranges of the octets it stands in; what is before those is left out."""
    return tuple((max(0, begin + by), end + by) for begin, end in ranges if end + by > 0)
