"""What stands above an exported dialogue: with whom, how, when, for whom; and in a few rows what came of it.

Decides which facts head a dialogue and their order; every text is visible text (law 3). How the rows look is
for each format. Of a selection, only what was selected is summed up.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from smtpwb.reference.explain import diagnosed
from smtpwb.smtp.commands import VERBS
from smtpwb.smtp.dialogue import DOT, GREETING
from smtpwb.smtp.visible import visible, visible_text
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Opened, OpenFailed, Secured
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.owed import STRAY_DOT
from smtpwb.transcript.pattern import Recipient
from smtpwb.transcript.recipients import ledgers
from smtpwb.transcript.speaking import introduced, speaker
from smtpwb.transcript.transcript import Transcript

Row = tuple[str, str]
"""A label and what stands beside it."""
MANY = 20
"""Recipients or failures that are named; the rest is counted."""


class Heading(msgspec.Struct, frozen=True):
    """What stands above a dialogue."""

    title: str
    rows: tuple[Row, ...]
    """With whom, how, when, for whom."""
    summary: tuple[Row, ...]
    """What was tried, who was accepted and refused, what failed and why."""


def heading(transcript: Transcript, options: Options) -> Heading:
    """The heading of a dialogue; a label may stand in several rows."""
    places = dict.fromkeys(wording.place(event) for event in transcript.events if isinstance(event, Opened))
    return Heading(
        f"SMTP dialogue with {' and '.join(places) or 'nobody'}",
        tuple(_rows(transcript, options)),
        tuple(_summary(transcript, options)),
    )


def tls(transcript: Transcript, opened: int) -> str:
    """How the connection that began at that entry was secured; a second try does not undo TLS that stands."""
    after = (entry.event for entry in transcript.entries[opened + 1 :])
    tries = [
        event
        for event in itertools.takewhile(lambda event: not isinstance(event, Opened), after)
        if isinstance(event, Secured)
    ]
    done = [event for event in tries if event.version] or tries
    return wording.secured(done[-1]) if done else "none, everything went in clear"


def _rows(transcript: Transcript, options: Options) -> Iterator[Row]:
    if transcript.events:
        yield "Begun", f"{transcript.events[0].wall:%Y-%m-%d %H:%M:%S} UTC; times beside C: lines are UTC"
    begun = [index for index, entry in enumerate(transcript.entries) if entry.kind is Kind.OPENED]
    if len(begun) > 1:
        yield "Connections", f"{len(begun)}, one after the other"
    rows = (
        row
        for first, after in zip(begun, [*begun, len(transcript.entries)][1:], strict=True)
        for row in _connection(transcript, first, after - 1)
    )
    yield from dict.fromkeys(rows)
    if options.asked_by.strip():
        yield "Asked for by", visible_text(options.asked_by)


def _connection(transcript: Transcript, first: int, last: int) -> Iterator[Row]:
    event = transcript.entries[first].event
    assert isinstance(event, Opened)
    yield "Server", f"{wording.place(event)} at {visible_text(event.peer)}"
    told = speaker(transcript, last)
    if told.name:
        yield "Software", visible_text(f"{f'{told.name} {told.version}'.strip()}, {told.certainty}")
    yield "TLS", tls(transcript, first)


def _summary(transcript: Transcript, options: Options) -> Iterator[Row]:
    taken = [(index, entry) for index, entry in enumerate(transcript.entries) if options.takes(index)]
    if tried := _tried(entry for _, entry in taken):
        yield "Tried", tried
    found = [one for ledger in ledgers(transcript) for one in ledger.recipients if options.takes(one.index)]
    accepted, refused = ([one for one in found if one.accepted is yes] for yes in (True, False))
    if accepted:
        yield "Accepted", ", ".join(_few(dict.fromkeys(f"<{one.address}>" for one in accepted)))
    yield from (("Refused", text) for text in _few(dict.fromkeys(map(_refused, refused))))
    decided = {one.index for one in found}
    for text in _few(dict.fromkeys(_failures(transcript, taken, decided))):
        yield "Failed", text
    for _, entry in taken:
        if entry.ends_message and entry.accepts:
            yield "Message", wording.lines(entry)[-1]


def _tried(entries: Iterable[Entry]) -> str:
    """The verbs in the order of their first use, with how often; what is no verb of SMTP is counted."""
    verbs = Counter(
        entry.command.verb if entry.command is not None and entry.command.verb in VERBS else "other"
        for entry in entries
        if entry.kind is Kind.COMMAND
    )
    return " · ".join(f"{verb} ×{times}" if times > 1 else verb for verb, times in verbs.items())


def _few(texts: Iterable[str]) -> Iterator[str]:
    every = list(texts)
    yield from every[:MANY]
    if len(every) > MANY:
        yield f"{len(every) - MANY:,} more"


def _refused(one: Recipient) -> str:
    codes = f"{one.code} {one.enhanced}".strip()
    return f"<{one.address}> {codes}" + (f": {one.title}" if one.title not in ("", codes) else "")


def _failures(transcript: Transcript, taken: Iterable[tuple[int, Entry]], decided: set[int]) -> Iterator[str]:
    """What was refused besides recipients, with the cause; connections and handshakes that failed."""
    for index, entry in taken:
        event = entry.event
        if isinstance(event, OpenFailed):
            yield wording.failed(event)[-1]
        elif isinstance(event, Secured) and not event.version:
            yield wording.secured(event)
        elif entry.refuses and index not in decided:
            yield _failure(entry, introduced(transcript, index))


_NAMED = {GREETING: "the greeting", DOT: "the message", STRAY_DOT: "a dot outside a message", "": "unasked"}


def _failure(entry: Entry, speaker: str) -> str:
    reply = entry.reply
    assert reply is not None
    found = diagnosed(reply, entry.answers, speaker, early=entry.early)
    return f"{_asked(entry)}: {reply.codes}" + (f": {found.title}" if found is not None else "")


def _asked(entry: Entry) -> str:
    """What a reply answers, with the path of MAIL and RCPT."""
    path = entry.command.path if entry.command is not None else None
    if path is not None:
        return f"{entry.answers} {visible(path.raw)}"
    return visible_text(_NAMED.get(entry.answers, entry.answers))
