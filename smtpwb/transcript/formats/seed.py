"""The dialogue in the layout of the old walkthroughs by mail: at the left who speaks, beside it what is said.

     YOU SEND FROM PROMPT        -> telnet practice.test 25
     YOU RECEIVE ACK             <- 220 practice.test ESMTP
     YOU SEND                    -> RCPT TO:<nobody@practice.test>
     YOU RECEIVE 550 "NO"        <- 550 5.1.1 <nobody@practice.test>: no such mailbox
      {Mailbox unavailable: no such recipient}
     YOU CLOSE SESSION           -> QUIT

Remarks stand in braces, the user's own notes in double ones. What was said never leaves the right side, so it
cannot be taken for a remark.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from smtpwb.smtp.dialogue import DOT, GREETING
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Opened
from smtpwb.transcript.formats.heading import heading
from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.formats.text import WIDTH, recipients
from smtpwb.transcript.formats.told import Block, blocks
from smtpwb.transcript.transcript import Transcript

_COLUMN = 28
_OUT, _IN = "-> ", "<- "
_WORDS = {"2": "OK TO SEND", "3": "OK, GO ON", "4": "NOT NOW", "5": "NO"}
"""What a reply comes to, by the first digit of its code."""
_PARTICULAR = {("DATA", "3"): "OK TO DATA", (DOT, "2"): "OK ACK MSG", ("QUIT", "2"): "GOODBYE"}


def rows(transcript: Transcript, options: Options) -> Iterator[str]:
    """The lines of the text, without line ends."""
    head = heading(transcript, options)
    yield head.title
    for label, text in (*head.rows, *head.summary):
        yield from _remark(f"{label}: {text}")
    yield ""
    for one in blocks(transcript, options):
        yield from _block(one)
    if options.level is not Level.BARE and options.selection is None:
        yield from (f"  {row}" for row in recipients(transcript))


def _block(one: Block) -> Iterator[str]:
    yield from _wire(one) if one.mark or one.entry.kind is Kind.OPENED else _remarks(one.lines)
    said = (*(said.whole for said in one.said), *((f"[{' · '.join(one.sources)}]",) if one.sources else ()))
    yield from _remarks(said)
    yield from _remarks(one.noted, "{{", "}}")


def _wire(one: Block) -> Iterator[str]:
    """The first line with what it is, further ones below it."""
    event = one.entry.event
    prompt = isinstance(event, Opened)
    lines = (visible_text(event.target),) if isinstance(event, Opened) else one.lines
    arrow = _IN if one.mark == "S" else _OUT
    for label, line in zip((_label(one.entry), *("" for _ in lines[1:])), lines, strict=True):
        yield f" {label:<{_COLUMN}}{arrow}{line}".rstrip()
    if prompt:
        yield from _remarks(one.lines)


def _label(entry: Entry) -> str:
    if entry.reply is not None:
        return _received(entry, entry.reply.code)
    if entry.kind is Kind.OPENED:
        return "YOU SEND FROM PROMPT"
    if entry.kind is Kind.CONTENT:
        return "YOU TERMINATE WITH . CRLF" if entry.answers == DOT else "YOU SEND MSG TXT"
    closing = entry.command is not None and entry.command.verb == "QUIT"
    return "YOU CLOSE SESSION" if closing else "YOU SEND"


def _received(entry: Entry, code: str) -> str:
    if entry.answers == GREETING and code.startswith("2"):
        return "YOU RECEIVE ACK"
    words = _PARTICULAR.get((entry.answers, code[:1]), _WORDS.get(code[:1], ""))
    return f'YOU RECEIVE {code} "{words}"' if words else f"YOU RECEIVE {code}".rstrip()


def _remarks(texts: Iterable[str], begin: str = "{", end: str = "}") -> Iterator[str]:
    for text in texts:
        yield from _remark(text, begin, end)


def _remark(text: str, begin: str = "{", end: str = "}") -> Iterator[str]:
    inside = " " * (2 + len(begin))
    yield from textwrap.wrap(
        f"{begin}{text}{end}",
        WIDTH,
        initial_indent="  ",
        subsequent_indent=inside,
        break_on_hyphens=False,
        break_long_words=False,
    )
