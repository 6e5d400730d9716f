"""What is said of a line that goes out raw: its very octets, how many they are, and what is wrong with it.

Decides what the composer shows in raw mode, and which characters are secret there (law 4).
"""

from __future__ import annotations

from collections.abc import Collection

from textual.content import Content

from smtpwb.smtp import amounts, escapes
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.message import CRLF
from smtpwb.smtp.reads import Reads, raw_lines, reads_as, shifted
from smtpwb.smtp.sasl import Ranges, mask
from smtpwb.transcript.wording import masked
from smtpwb.tui.typed import Told

PROMPT = "raw"
TITLE = "Raw: goes out as it is, with no CRLF added · {key} back · ^d closes our side"
EMPTY = r"\r \n \t \0 \x00 to \xFF and \\ stand for octets; Enter sends them"


def secrets(line: str, dialogue: Dialogue, awaiting: Collection[str], unended: bytes) -> Ranges:
    """Which characters of a raw line are secret; `unended`: what was sent raw before it on the same line."""
    found = escapes.read(line)
    if line and reads_as(dialogue, awaiting) is Reads.ANSWER:
        return ((0, len(line)),)
    ranges = _secret(found.octets, dialogue, awaiting, unended)
    return tuple(found.characters(begin, end) for begin, end in ranges)


def _secret(octets: bytes, dialogue: Dialogue, awaiting: Collection[str], unended: bytes) -> Ranges:
    """Of each line in the octets."""
    lines = raw_lines(unended + octets, reads_as(dialogue, awaiting))
    return tuple(one for line in lines for one in shifted(line.secret, line.begins - len(unended)))


def told(
    line: str, key: str, dialogue: Dialogue, awaiting: Collection[str] = (), unended: bytes = b""
) -> Told:
    """What the composer shows; `key` leaves raw mode."""
    title = TITLE.format(key=key)
    if not line:
        return Told(PROMPT, Content(EMPTY), Content(""), (), title)
    found = escapes.read(line)
    if found.fault:
        return Told(PROMPT, Content(EMPTY), Content.styled(f"{found.fault}.", "$reply-5yz"), (), title)
    whole = reads_as(dialogue, awaiting) is Reads.ANSWER
    ranges = ((0, len(found.octets)),) if whole else _secret(found.octets, dialogue, awaiting, unended)
    shown = Content.assemble((masked(mask(found.octets, ranges), ranges), "$client"))
    doubt = f"{amounts.octets(len(found.octets))}{'' if found.octets.endswith(CRLF) else ', and no CRLF'}"
    return Told(PROMPT, shown, Content(doubt), (), title)
