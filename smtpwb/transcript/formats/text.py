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

import itertools
import textwrap
from collections.abc import Iterator

from smtpwb.reference.explain import Explanation
from smtpwb.transcript import wording
from smtpwb.transcript.aside import aside
from smtpwb.transcript.capabilities import Change
from smtpwb.transcript.events import Opened, Secured
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.recipients import Ledger, ledgers
from smtpwb.transcript.transcript import Entry, Kind, Transcript

WIDTH = 78
_INDENT = "   "
_WIDEST = 40
"""Columns up to which addresses of a ledger are aligned."""


def transcript_text(transcript: Transcript) -> str:
    """The whole dialogue, headed and annotated; ends with a line end."""
    blocks = ["\n".join(_heading(transcript)), ""]
    for index in range(len(transcript.entries)):
        blocks += _entry(transcript, index)
    for ledger in ledgers(transcript):
        blocks += _recipients(ledger) if ledger.differing else ()
    return "\n".join(blocks) + "\n"


def entry_text(transcript: Transcript, index: int) -> str:
    """One entry, annotated, what was sent too; ends with a line end."""
    entry = transcript.entries[index]
    rows = _entry(transcript, index)
    if entry.sent:
        said = note(transcript, index)
        texts = (*said.texts, *(f"{lint.text} [{lint.source}]" for lint in said.lints))
        rows += [f"{_INDENT}{row}" for text in texts for row in _wrapped(text)]
        rows += [f"{_INDENT}{row}" for row in _wrapped(f"[{' · '.join(said.sources)}]") if said.sources]
    return "\n".join(rows) + "\n"


def _heading(transcript: Transcript) -> Iterator[str]:
    opened = [event for event in transcript.events if isinstance(event, Opened)]
    places = dict.fromkeys(wording.place(event) for event in opened)
    yield f"SMTP dialogue with {' and '.join(places) or 'nobody'}"
    if transcript.events:
        yield f"Begun: {transcript.events[0].wall:%Y-%m-%d %H:%M:%S} UTC; times beside C: lines are UTC"
    if len(opened) > 1:
        yield f"Connections: {len(opened)}, one after the other"


def _tls(transcript: Transcript, opened: int) -> str:
    """How the connection that began at that entry was secured; a second try does not undo TLS that stands."""
    after = (entry.event for entry in transcript.entries[opened + 1 :])
    tries = [
        event
        for event in itertools.takewhile(lambda event: not isinstance(event, Opened), after)
        if isinstance(event, Secured)
    ]
    done = [event for event in tries if event.version] or tries
    return wording.secured(done[-1]) if done else "none, everything went in clear"


def _entry(transcript: Transcript, index: int) -> list[str]:
    entry = transcript.entries[index]
    rows = _said(entry)
    beside = aside(transcript.entries, index)
    rows += [f"{_INDENT}{row}" for row in _wrapped(f"({beside})")] if beside else []
    if entry.kind is Kind.OPENED:
        when = f"{entry.event.wall:%Y-%m-%d %H:%M:%S} UTC"
        rows += [f"{_INDENT}{row}" for row in _wrapped(f"at {when}; TLS: {_tls(transcript, index)}")]
    elif not entry.sent:
        rows += [f"{_INDENT}{row}" for row in _annotation(note(transcript, index, recipients=False), entry)]
    return rows


def _said(entry: Entry) -> list[str]:
    """What went over the wire, or happened, with its time at the end of the last line."""
    mark = wording.mark(entry)
    lead = f"{mark}: " if mark.strip() else "# "
    rows = [
        f"{lead}{line}".rstrip() if mark == " " else f"{lead}{line}" for line in wording.lines(entry, None)
    ]
    timing = wording.timing(entry)
    if entry.sent:
        timing = "" if entry.kind is Kind.CONTENT else f"{entry.event.wall:%H:%M:%S}"
    if timing:
        rows[-1] = f"{rows[-1]:<{WIDTH - 10}}  {timing:>8}"
    return rows


def _annotation(said: EntryNote, entry: Entry) -> Iterator[str]:
    if said.explanation is not None:
        yield from _explained(said.explanation)
    if said.change is not None:
        yield from _changed(said.change)
    if said.slow is not None:
        yield from _wrapped(f"Slow: {wording.slow(said.slow)}. {_found(said.slow.often)}")
    if said.handshake is not None:
        for label, text in said.handshake.short:
            yield from _wrapped(f"{label}: {text}" if label else text)
    own = 0 if entry.reply is not None else len(wording.lines(entry))  # those stand there already
    for text in said.texts[own:]:
        yield from _wrapped(text)
    if said.sources:
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
        yield from _wrapped(f"{one.keyword}: {one.told}", hanging="  ")
    for sentence in explanation.missing:
        yield from _wrapped(sentence, hanging="  ")
    if explanation.sources:
        yield from _wrapped(f"[{' · '.join(explanation.sources)}]")


def _changed(change: Change) -> Iterator[str]:
    if change.capabilities:
        yield from _wrapped(f"Since {_SINCE[change.since]}: {change.capabilities.summary}", hanging="  ")
    for finding in change.meaning:
        yield from _wrapped(_found(finding))


_SINCE = {"STARTTLS": "the EHLO before TLS", "AUTH": "the EHLO before the login", "EHLO": "the EHLO before"}


def _recipients(ledger: Ledger) -> Iterator[str]:
    """The ledger of one transaction, below the dialogue."""
    heading = f"# recipients of <{ledger.sender}>: {ledger.summary}"
    yield from textwrap.wrap(heading, WIDTH, subsequent_indent=_INDENT)
    widest = min(_WIDEST, max(len(one.address) for one in ledger.recipients))
    for one in ledger.recipients:
        outcome = f"{one.code} {one.enhanced}".strip()
        title = f" {one.title}" if one.title not in ("", outcome) else ""
        yield f"{_INDENT}{f'<{one.address}>':<{widest + 2}}  {outcome}{title}"
    for label, findings in (("Ruled out", ledger.ruled_out), ("What remains", ledger.remaining)):
        if findings:
            yield f"{_INDENT}{label}:"
        for finding in findings:
            yield from (f"{_INDENT}{row}" for row in _wrapped(f"- {_found(finding)}", hanging="  "))


def _found(finding: Finding) -> str:
    return f"{finding.text} [{' · '.join(finding.sources)}]"


def _wrapped(text: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH - len(_INDENT), subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )
