"""The annotated transcript as plain text: the dialogue as in the RFCs' examples, each reply explained.

    C: RCPT TO:<nobody@practice.test>
    S: 550 5.1.1 <nobody@practice.test>: no such mailbox        0.4 ms
       mailbox unavailable. This recipient only: …
       Who can fix it: the person who gave you the address
       RFC 5321 §4.2.3 · RFC 3463 §3.2
    > the address stands so on the order form

Every octet of the server has passed `visible`; secrets are bullets. Lines of the dialogue begin at the
margin with `C:` or `S:`, the user's notes with `>`; what is said of them is indented, so that none can be
mistaken for another.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from smtpwb.transcript.formats.heading import Row, heading
from smtpwb.transcript.formats.options import DEFAULT, Level, Options
from smtpwb.transcript.formats.told import Block, block, blocks, with_sources
from smtpwb.transcript.notes import note
from smtpwb.transcript.recipients import Ledger, ledgers
from smtpwb.transcript.transcript import Transcript

WIDTH = 78
_INDENT = "   "
_WIDEST = 40
"""Columns up to which addresses of a ledger are aligned."""


def transcript_text(transcript: Transcript, options: Options = DEFAULT) -> str:
    """The whole dialogue, headed and annotated; ends with a line end."""
    return "".join(f"{row}\n" for row in rows(transcript, options))


def rows(transcript: Transcript, options: Options) -> Iterator[str]:
    """The lines of the text, without line ends."""
    head = heading(transcript, options)
    yield head.title
    yield from _table(head.rows)
    yield ""
    if head.summary:
        yield from _table(head.summary)
        yield ""
    yield from dialogue(transcript, options)


def dialogue(transcript: Transcript, options: Options) -> Iterator[str]:
    """The same without the heading."""
    for one in blocks(transcript, options):
        yield from _block(one)
    if options.level is not Level.BARE and options.selection is None:
        yield from recipients(transcript)


def entry_text(transcript: Transcript, index: int) -> str:
    """One entry, annotated, what was sent too; ends with a line end."""
    entry = transcript.entries[index]
    found = [*_block(block(transcript, index, Level.FULL))]
    if entry.sent:
        said = note(transcript, index)
        texts = (*said.texts, *(f"{lint.text} [{lint.source}]" for lint in said.lints))
        found += [f"{_INDENT}{row}" for text in texts for row in _wrapped(text)]
        found += [f"{_INDENT}{row}" for row in _wrapped(_cited(said.sources))]
    return "\n".join(found) + "\n"


def recipients(transcript: Transcript) -> Iterator[str]:
    """The ledger of every transaction whose recipients did not fare alike."""
    for ledger in ledgers(transcript):
        yield from _recipients(ledger) if ledger.differing else ()


def _table(found: Iterable[Row]) -> Iterator[str]:
    for label, text in found:
        yield from textwrap.wrap(
            f"{label}: {text}",
            WIDTH,
            subsequent_indent=_INDENT,
            break_on_hyphens=False,
            break_long_words=False,
        )


def _block(one: Block) -> Iterator[str]:
    yield from _lines(one)
    yield from (f"{_INDENT}{row}" for said in one.said for row in _wrapped(said.whole, said.hanging))
    yield from (f"{_INDENT}{row}" for row in _wrapped(_cited(one.sources)))
    yield from (f"> {line}".rstrip() for line in one.noted)


def _lines(one: Block) -> list[str]:
    """What went over the wire, or happened, with its time at the end of the last line."""
    found = [f"{one.mark}: {line}" if one.mark else f"# {line}".rstrip() for line in one.lines]
    if one.timing:
        room = max(0, WIDTH - len(found[-1]) - 2)
        found[-1] += f"  {one.timing:>{room}}"
    return found


def _cited(sources: tuple[str, ...]) -> str:
    return f"[{' · '.join(sources)}]" if sources else ""


def _recipients(ledger: Ledger) -> Iterator[str]:
    """The ledger of one transaction, below the dialogue."""
    title = f"# recipients of <{ledger.sender}>: {ledger.summary}"
    yield from textwrap.wrap(title, WIDTH, subsequent_indent=_INDENT)
    widest = min(_WIDEST, max(len(one.address) for one in ledger.recipients))
    for one in ledger.recipients:
        outcome = f"{one.code} {one.enhanced}".strip()
        told = f" {one.title}" if one.title not in ("", outcome) else ""
        yield f"{_INDENT}{f'<{one.address}>':<{widest + 2}}  {one.verdict}{told}"
    for label, findings in (("Ruled out", ledger.ruled_out), ("What remains", ledger.remaining)):
        if findings:
            yield f"{_INDENT}{label}:"
        for finding in findings:
            yield from (f"{_INDENT}{row}" for row in _wrapped(f"- {with_sources(finding)}", hanging=True))


def _wrapped(text: str, hanging: bool = False) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH - len(_INDENT),
        subsequent_indent="  " if hanging else "",
        break_on_hyphens=False,
        break_long_words=False,
    )
