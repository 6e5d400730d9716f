"""What is different between two steps of two dialogues, in sentences; each later one is `now`.

Decides what counts as a difference and how it is said. What a reply means is `reference.explain`, what only
looks different is `volatile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from smtpwb.reference import catalog
from smtpwb.reference.explain import diagnosed
from smtpwb.smtp.amounts import duration
from smtpwb.smtp.commands import HELLOS, OFFERING
from smtpwb.smtp.visible import visible
from smtpwb.transcript import handshake, wording
from smtpwb.transcript.capabilities import compared
from smtpwb.transcript.certificates import Certificate, certificate
from smtpwb.transcript.comparing.steps import CONNECT, END, MESSAGE, TLS, Answer, Step
from smtpwb.transcript.comparing.volatile import alike
from smtpwb.transcript.entry import Entry
from smtpwb.transcript.events import Secured
from smtpwb.transcript.pattern import in_a_sentence
from smtpwb.transcript.speaking import introduced
from smtpwb.transcript.timing import FLOOR, RATIO
from smtpwb.transcript.transcript import Transcript


class Side(msgspec.Struct, frozen=True):
    """One of the two dialogues, and a step of it."""

    transcript: Transcript
    step: Step
    names: frozenset[str]
    """Those that we gave as ours, of `own_names`."""

    @property
    def entry(self) -> Entry:
        return self.transcript.entries[self.step.index]


def own_names(transcript: Transcript) -> frozenset[str]:
    """The names that were given with HELO, EHLO and LHLO, which servers repeat."""
    return frozenset(
        visible(entry.command.argument.strip())
        for entry in transcript.entries
        if entry.sent and entry.command is not None and entry.command.verb in HELLOS
    )


def differences(before: Side, after: Side) -> tuple[str, ...]:
    """Every difference that counts, in order; empty: the same."""
    found: list[str] = []
    if before.step.key != after.step.key:
        found.append("another message" if before.step.verb == MESSAGE else "you sent something else")
    special = _SPECIAL.get(before.step.verb)
    if special is not None:
        found += special(before.entry, after.entry)
    return (*found, *_replies(before, after))


def timing(before: Side, after: Side) -> str:
    """How much slower or faster an answer came, where that is worth a word: `10 × as long: 3.0 s, was …`."""
    if before.step.verb == "BDAT":
        return ""
    pairs = zip(before.step.answers, after.step.answers, strict=False)
    for one, other in pairs:
        if one.elapsed is None or other.elapsed is None or max(one.elapsed, other.elapsed) < FLOOR:
            continue
        ratio = max(1, other.elapsed) / max(1, one.elapsed)
        if max(ratio, 1 / ratio) >= RATIO:
            return f"{_times(ratio)}: {duration(other.elapsed)}, was {duration(one.elapsed)}"
    return ""


def _times(ratio: float) -> str:
    factor = max(ratio, 1 / ratio)
    amount = f"{factor:,.0f}" if factor >= 10 else f"{factor:.1f}"
    return f"{amount} × as long" if ratio > 1 else f"{amount} × as fast"


def _connected(before: Entry, after: Entry) -> Iterator[str]:
    if before.kind is after.kind:
        return
    now, was = wording.lines(after)[-1], wording.lines(before)[-1]
    yield f"was {was}, now {now}"


def _ended(before: Entry, after: Entry) -> Iterator[str]:
    if before.event != after.event and wording.lines(before) != wording.lines(after):
        yield f"was {wording.lines(before)[0]}, now {wording.lines(after)[0]}"


# TLS


def _secured(entry: Entry, entry_after: Entry) -> Iterator[str]:
    before, after = entry.event, entry_after.event
    assert isinstance(before, Secured)
    assert isinstance(after, Secured)
    was, now = handshake.settled(before), handshake.settled(after)
    if was != now:
        yield f"was {was or wording.secured(before)}, now {now or wording.secured(after)}"
    if before.certificates[:1] != after.certificates[:1] and before.certificates and after.certificates:
        yield _another(certificate(before.certificates[0]), certificate(after.certificates[0]))
    trust, trust_now = _trust(before), _trust(after)
    if trust != trust_now and was and now:
        yield f"was {trust}, now {trust_now}"


def _trust(event: Secured) -> str:
    return "; ".join(handshake.doubts(event)) or "verified"


def _another(before: Certificate, after: Certificate) -> str:
    """How a certificate differs from the one before; one of the same names and issuer was renewed."""
    facts = (
        ("subject", before.name, after.name),
        ("names", ", ".join(before.names), ", ".join(after.names)),
        ("issuer", before.issuer, after.issuer),
        ("key", before.key, after.key),
    )
    other = [f"{label} {now or 'none'} (was {was or 'none'})" for label, was, now in facts if was != now]
    what = "another certificate" if other else "the certificate was renewed"
    until = f"valid until {_day(after)} (was {_day(before)})"
    return f"{what}: {'; '.join([*other, until])}"


def _day(one: Certificate) -> str:
    return "unknown" if one.not_after is None else f"{one.not_after:%Y-%m-%d}"


_SPECIAL: Mapping[str, Callable[[Entry, Entry], Iterator[str]]] = {
    CONNECT: _connected,
    TLS: _secured,
    END: _ended,
}
"""Steps that are no exchange of lines."""


# Replies


def _replies(before: Side, after: Side) -> Iterator[str]:
    ones, others = before.step.answers, after.step.answers
    for one, other in zip(ones, others, strict=False):
        yield from _reply(before, one, after, other)
    if len(ones) != len(others):
        yield f"was {_count(ones)}, now {_count(others)}"


def _count(answers: tuple[Answer, ...]) -> str:
    if len(answers) == 1:
        return answers[0].codes or "a reply without a code"
    return f"{len(answers):,} replies" if answers else "no reply"


def _reply(before: Side, one: Answer, after: Side, other: Answer) -> Iterator[str]:
    if one.codes != other.codes:
        yield f"was {_decoded(before, one, now=False)}, now {_decoded(after, other, now=True)}"
        return
    entry, entry_after = before.transcript.entries[one.index], after.transcript.entries[other.index]
    rows, rows_after = list(one.lines), list(other.lines)
    if entry.answers in OFFERING and one.codes.startswith("2"):
        change = compared(entry.after.extensions, entry_after.after.extensions)
        if change:
            yield f"extensions: {change.summary}"
        rows, rows_after = rows[:1], rows_after[:1]  # the rest is the list
    own, own_after = _own(before, entry), _own(after, entry_after)
    same = len(rows) == len(rows_after) and all(
        alike(row, row_after, own, own_after) for row, row_after in zip(rows, rows_after, strict=True)
    )
    if not same:
        yield "other words"


def _decoded(side: Side, answer: Answer, *, now: bool) -> str:
    """The codes; of a refusal also what it means: `450 4.7.1: greylisted`."""
    entry = side.transcript.entries[answer.index]
    assert entry.reply is not None
    codes = answer.codes or "a reply without a code"
    if not entry.refuses:
        return codes
    found = diagnosed(
        entry.reply, entry.answers, introduced(side.transcript, answer.index), early=entry.early
    )
    row = catalog.reply_code(entry.reply.code)
    title = in_a_sentence(found.title) if found is not None else row.name if row is not None else ""
    if not title:
        return codes
    return f"{codes}: {title}" if now else f"{codes} ({title})"


def _own(side: Side, entry: Entry) -> frozenset[str]:
    """Words that the server repeats: the names we gave, the address that the command names."""
    path = entry.command.path if entry.command is not None else None
    return side.names | {visible(path.address) if path is not None else "", visible(entry.recipient)}
