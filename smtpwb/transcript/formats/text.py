"""The annotated transcript as plain text: the dialogue as in the RFCs' examples, each reply explained.

    C: RCPT TO:<nobody@practice.test>
    S: 550 5.1.1 <nobody@practice.test>: no such mailbox        0.4 ms
       mailbox unavailable. This recipient only: …
       Who can fix it: the person who gave you the address
       RFC 5321 §4.2.3 · RFC 3463 §3.2

Every octet of the server has passed `visible`; secrets are bullets. Lines of the dialogue begin at the
margin with `C:` or `S:`, what is said of them is indented, so that the two cannot be mistaken.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from smtpwb.reference.explain import Explanation
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript import wording
from smtpwb.transcript.events import Secured
from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Entry, Kind, Transcript

WIDTH = 78
_INDENT = "   "


def transcript_text(transcript: Transcript) -> str:
    """The whole dialogue, headed and annotated; ends with a line end."""
    blocks = ["\n".join(_heading(transcript)), ""]
    for index in range(len(transcript.entries)):
        blocks += _entry(transcript, index)
    return "\n".join(blocks) + "\n"


def entry_text(transcript: Transcript, index: int) -> str:
    """One entry, annotated; ends with a line end."""
    return "\n".join(_entry(transcript, index)) + "\n"


def _heading(transcript: Transcript) -> Iterator[str]:
    opened = transcript.opened
    yield f"SMTP dialogue with {visible_text(f'{opened.host}:{opened.port}' if opened else 'nobody')}"
    if opened:
        yield f"Address: {visible_text(opened.peer)}"
    if transcript.events:
        yield f"Begun:   {transcript.events[0].wall:%Y-%m-%d %H:%M:%S} UTC"
    yield f"TLS:     {_tls(transcript)}"


def _tls(transcript: Transcript) -> str:
    secured = [event for event in transcript.events if isinstance(event, Secured)]
    return wording.secured(secured[-1]) if secured else "none, everything went in clear"


def _entry(transcript: Transcript, index: int) -> list[str]:
    entry = transcript.entries[index]
    rows = _said(entry)
    if entry.kind is Kind.REPLY or not entry.sent:
        rows += [f"{_INDENT}{row}" for row in _annotation(note(transcript, index), entry)]
    return rows


def _said(entry: Entry) -> list[str]:
    """What went over the wire, or happened, with its time at the end of the last line."""
    mark = wording.mark(entry)
    lead = f"{mark}: " if mark.strip() else "# "
    rows = [f"{lead}{line}".rstrip() if mark == " " else f"{lead}{line}" for line in wording.lines(entry)]
    timing = wording.timing(entry)
    if timing:
        rows[-1] = f"{rows[-1]:<{WIDTH - 10}}  {timing:>8}"
    return rows


def _annotation(said: EntryNote, entry: Entry) -> Iterator[str]:
    if said.explanation is not None:
        yield from _explained(said.explanation)
    elif entry.kind is not Kind.OPENED:
        for text in said.texts[len(wording.lines(entry)) :]:
            yield from _wrapped(text)
    if said.sources and entry.kind is not Kind.OPENED:
        yield from _wrapped(f"[{' · '.join(said.sources)}]")


def _explained(explanation: Explanation) -> Iterator[str]:
    for remark in explanation.remarks:
        yield from _wrapped(remark)
    yield from _wrapped(f"{explanation.name}: {explanation.meaning}")
    if explanation.detail:
        yield from _wrapped(f"{explanation.enhanced}: {explanation.detail}")
    if explanation.challenge:
        yield from _wrapped(f"It asks: {explanation.challenge}")
    if explanation.fixer:
        yield from _wrapped(f"Who can fix it: {explanation.fixer}")
    if explanation.advice:
        yield from _wrapped(f"Try: {explanation.advice}")
    for one in explanation.keywords:
        yield from _wrapped(f"{one.keyword}: {one.meaning}", hanging="  ")
    if explanation.sources:
        yield from _wrapped(f"[{' · '.join(explanation.sources)}]")


def _wrapped(text: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH - len(_INDENT), subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )
