"""What is said beside each entry of an exported dialogue, at each level: one place for all formats.

Decides which of all there is to say (`notes`) stands in an export, and in what order; how it looks is for
each format. All texts are safe to show.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from smtpwb.reference.explain import Explanation
from smtpwb.transcript import wording
from smtpwb.transcript.aside import aside
from smtpwb.transcript.capabilities import Change
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.findings import Finding
from smtpwb.transcript.formats.heading import tls
from smtpwb.transcript.formats.options import Level, Options
from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Transcript

LINE = 75
"""Characters that a brief remark has."""


class Said(msgspec.Struct, frozen=True):
    """One paragraph beside an entry."""

    text: str
    label: str = ""
    hanging: bool = False
    """An item of a list: rows after its first are set in."""

    @property
    def whole(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


class Block(msgspec.Struct, frozen=True):
    """One entry of an export."""

    index: int
    entry: Entry
    mark: str
    """`C`, `S`, or empty for what is no SMTP."""
    lines: tuple[str, ...]
    """What went over the wire, or happened."""
    timing: str
    """What a reply took; of a command the time of day, UTC."""
    said: tuple[Said, ...]
    sources: tuple[str, ...]
    noted: tuple[str, ...]
    """The user's own words."""


def blocks(transcript: Transcript, options: Options) -> Iterator[Block]:
    """The chosen entries, in order; of a connection each item of a list is said once."""
    listed: set[Said] = set()
    for index, entry in enumerate(transcript.entries):
        if entry.kind is Kind.OPENED:
            listed.clear()
        if options.takes(index):
            one = block(transcript, index, options.level)
            yield replace(one, said=tuple(said for said in one.said if said not in listed))
            listed.update(said for said in one.said if said.hanging)


def block(transcript: Transcript, index: int, level: Level) -> Block:
    """One entry, and what is said of it."""
    entry = transcript.entries[index]
    said, sources = _SAID[level](transcript, index)
    return Block(
        index,
        entry,
        wording.mark(entry).strip(),
        tuple(wording.lines(entry, None)),
        _timing(entry),
        (*_beside(transcript, index), *said),
        sources,
        wording.noted(entry),
    )


def _timing(entry: Entry) -> str:
    if not entry.sent:
        return wording.timing(entry)
    return "" if entry.kind is Kind.CONTENT else f"{entry.event.wall:%H:%M:%S}"


def _beside(transcript: Transcript, index: int) -> Iterator[Said]:
    """What is told at every level: where a reply belongs, and of a connection when and how."""
    if words := aside(transcript.entries, index):
        yield Said(f"({words})")
    entry = transcript.entries[index]
    if entry.kind is Kind.OPENED:
        yield Said(f"at {entry.event.wall:%Y-%m-%d %H:%M:%S} UTC; TLS: {tls(transcript, index)}")


_Told = tuple[tuple[Said, ...], tuple[str, ...]]


def _bare(transcript: Transcript, index: int) -> _Told:
    return (), ()


def _brief(transcript: Transcript, index: int) -> _Told:
    entry = transcript.entries[index]
    if entry.kind is not Kind.REPLY:
        return (), ()
    explanation = note(transcript, index, recipients=False).explanation
    return ((Said(brief(explanation)),) if explanation is not None else ()), ()


def brief(explanation: Explanation) -> str:
    """A reply in a line: its headline, else what is odd about it, its cause, or what it means; named if that
    fits."""
    if explanation.headline:
        return explanation.headline
    if explanation.remarks:
        return explanation.remarks[0]
    found = explanation.diagnosis
    told = found.title if found is not None else _first_words(explanation.meaning)
    named = f"{explanation.name}: {told}"
    return named if len(named) <= LINE else told


def _first_words(sentences: str) -> str:
    """The first sentence, up to a colon where it is long."""
    first = sentences.partition(". ")[0].rstrip(".")
    return first if len(first) <= LINE else first.partition(": ")[0]


def _full(transcript: Transcript, index: int) -> _Told:
    entry = transcript.entries[index]
    if entry.sent or entry.kind is Kind.OPENED:
        return (), ()
    found = note(transcript, index, recipients=False)
    return tuple(_annotation(found, entry)), found.sources


_SAID = {Level.BARE: _bare, Level.BRIEF: _brief, Level.FULL: _full}


def _annotation(found: EntryNote, entry: Entry) -> Iterator[Said]:
    if found.explanation is not None:
        yield from _explained(found.explanation)
    if found.change is not None:
        yield from _changed(found.change)
    if found.slow is not None:
        yield Said(f"{wording.slow(found.slow)}. {with_sources(found.slow.often)}", "Slow")
    if found.handshake is not None:
        yield from (Said(text, label) for label, text in found.handshake.short)
    own = 0 if entry.reply is not None else len(wording.lines(entry))  # those stand there already
    yield from map(Said, found.texts[own:])


def _explained(explanation: Explanation) -> Iterator[Said]:
    yield from map(Said, filter(None, (explanation.headline, *explanation.remarks)))
    yield Said(explanation.meaning, explanation.name)
    for label, text in (
        (explanation.enhanced, explanation.detail),
        ("It asks", explanation.challenge),
        ("Who can fix it", explanation.fixer),
        ("Try", explanation.advice),
    ):
        if text:
            yield Said(text, label)
    for one in explanation.keywords:
        yield Said(one.told, one.keyword, hanging=True)
    for sentence in explanation.missing:
        yield Said(sentence, hanging=True)
    if explanation.sources:
        yield Said(f"[{' · '.join(explanation.sources)}]")


def _changed(change: Change) -> Iterator[Said]:
    if change.capabilities:
        yield Said(change.capabilities.summary, f"Since {_SINCE[change.since]}", hanging=True)
    yield from (Said(with_sources(finding)) for finding in change.meaning)


_SINCE = {"STARTTLS": "the EHLO before TLS", "AUTH": "the EHLO before the login", "EHLO": "the EHLO before"}


def with_sources(finding: Finding) -> str:
    """A finding and where it is written."""
    return f"{finding.text} [{' · '.join(finding.sources)}]"
