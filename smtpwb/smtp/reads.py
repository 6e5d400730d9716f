"""What the next line is to the server that receives it, and which of its octets are secret.

One place for both: what is masked while it is typed is masked when it is sent (law 4).
"""

from __future__ import annotations

import enum
from collections.abc import Collection

from smtpwb.smtp import sasl
from smtpwb.smtp.dialogue import ANSWER, DOT, Dialogue, State


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
    if dialogue.state is State.AUTH or "AUTH" in awaiting or ANSWER in awaiting:
        return Reads.ANSWER
    return Reads.COMMAND


def secret_in(line: bytes, reads: Reads) -> sasl.Ranges:
    """The octets of the line that are secret."""
    if reads is Reads.ANSWER:
        return sasl.secret_in_answer(line)
    return sasl.secret_in_command(line) if reads is Reads.COMMAND else ()
