"""Where the dialogue will stand if the server accepts lines that are not sent yet, to read the next there.

A guess, and never a state of the dialogue: that changes on replies alone. What is read as an answer or as
content is guessed as `reads` will take it when the lines go out in one write.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from smtpwb.smtp.commands import HELLOS, parse
from smtpwb.smtp.dialogue import DOT, Dialogue
from smtpwb.smtp.message import DOT as DOT_LINE
from smtpwb.smtp.reads import Reads, reads_as
from smtpwb.smtp.replies import Line, Reply

_CODES = {"STARTTLS": "220", "XCLIENT": "220", "AUTH": "334", "QUIT": "221"}
"""What accepts a verb, where it is not 250."""


def foreseen(dialogue: Dialogue, lines: Iterable[bytes]) -> Dialogue:
    """The dialogue behind these lines, without their CRLF, should each be accepted."""
    for line in lines:
        dialogue = _behind(dialogue, line)
    return dialogue


def _behind(dialogue: Dialogue, line: bytes) -> Dialogue:
    if dialogue.chunk_left:
        return dialogue.took(len(line) + 2)
    match reads_as(dialogue):
        case Reads.CONTENT:
            return dialogue.replied(DOT, None, _reply("250")) if line == DOT_LINE else dialogue
        case Reads.ANSWER:
            return dialogue
    command = parse(line)
    if command.verb == "DATA":  # no text is read before its 354
        return dialogue
    accepted = _reply(_CODES.get(command.verb, "250"))
    behind = dialogue.announced(command).replied(command.verb, command, accepted)
    return replace(behind, extensions=dialogue.extensions) if command.verb in HELLOS else behind


def _reply(code: str) -> Reply:
    line = Line(code.encode() + b" ", 0, 0, code, b" ")
    return Reply((line,), 1, 0, True)
