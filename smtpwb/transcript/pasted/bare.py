"""Words that tell a failure without any reply: `mailbox full`, the prose of a report.

Decides which lines of a text are put to the diagnosis, and when its answer is worth handing out. Asked only
where nobody found a reply: a few words by themselves, or a text that says that a message was not delivered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from smtpwb.transcript.pasted.bounce_words import ADDRESS
from smtpwb.transcript.pasted.found import Found, Numbered, enhanced_of, reply_of, text_of

FEW_WORDS, FEW_LINES = 12, 5
"""What a person pastes of an error by itself."""
MOST_LINES, MOST_WORDS = 60, 60
"""The lines of a report, and the words of one, that are put to the diagnosis."""

_REPORT = re.compile(
    rb"un(?:deliver(?:able|ed)|zustellbar)|not (?:be )?delivered|(?:couldn't|wasn't|could not) be delivered"
    rb"|wasn't delivered|deliver(?:y|ed)? (?:has )?(?:failed|failure)|mailer-daemon|failed recipient"
    rb"|recipients? failed|message rejected|returned mail|nicht zugestellt|n'a pas pu|no se pudo entregar"
    rb"|n\xc3\xa3o foi entregue",
    re.I,
)
"""Phrases of which a report that a message was not delivered has one."""
_ADDRESS = re.compile(ADDRESS)
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]|^\s*#?[45]\.\d{1,3}\.\d{1,3}\s*$")
"""Letters, or an enhanced status code by itself."""


def in_bare_words(lines: Sequence[Numbered]) -> list[Found]:
    """Each line that tells a cause or is an enhanced status code; of neighbours that tell the same, one."""
    said = [line for line in lines if _WORDS.search(line.text)][:MOST_LINES]
    report = any(_REPORT.search(line.text) for line in said)
    few = len(said) <= FEW_LINES and all(len(line.text.split()) <= FEW_WORDS for line in said)
    if not (report or few):
        return []
    told = [(cause, found) for found, cause in _told(said)]
    return [next(found for _, found in same) for _, same in groupby(told, lambda one: _subject(*one))]


def _subject(cause: str, found: Found) -> tuple[str, str]:
    return cause, found.recipient


def _told(lines: Sequence[Numbered]) -> Iterator[tuple[Found, str]]:
    """The lines that the diagnosis understands, each with its cause, and who was named last."""
    from smtpwb.reference.diagnosis import diagnose

    recipient = ""
    for number, text in lines:
        if address := _ADDRESS.search(text):
            recipient = text_of(address[0])
        if len(text.split()) > MOST_WORDS:
            continue
        reply = reply_of(text.strip())
        enhanced = enhanced_of(reply)
        told = diagnose("", enhanced, reply.texts[0].decode("utf-8", "replace"))
        if text.strip(b" #\t") == enhanced.encode() or (
            told.cause != "unknown" and told.certainty in ("certain", "likely")
        ):
            found = Found(reply, recipient=recipient, said_in="words", line=number, enhanced=enhanced)
            yield found, told.cause
