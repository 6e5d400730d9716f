"""What is to be said of a reply before all else: that it is still arriving, or who seems to stand in between.

Decides what goes before the explanation of a reply, and what of that does not hold then. What its codes and
words mean is `reference.explain`; who speaks is `speaking`.
"""

from __future__ import annotations

from msgspec.structs import replace

from smtpwb.reference.explain import Explanation
from smtpwb.smtp.commands import OFFERING
from smtpwb.smtp.dialogue import GREETING
from smtpwb.smtp.replies import Defect
from smtpwb.transcript.entry import Entry
from smtpwb.transcript.speaking import speaker, stranger
from smtpwb.transcript.transcript import Transcript

ARRIVING = "still arriving"
NEVER_ENDED = "never ended"
_BROKE_OFF = (
    "The greeting broke off before its last line, because you spoke: what follows is the answer to that."
)
_ONE_LINE = 75
"""Characters that a headline has."""
INTRODUCING = frozenset({GREETING, *OFFERING})
"""Replies by which one knows who speaks."""


def headed(transcript: Transcript, index: int, told: Explanation) -> Explanation:
    """The explanation of the reply at `index` with its headline, if it has one."""
    entry = transcript.entries[index]
    reply = entry.reply
    assert reply is not None
    if not reply.code and (strange := stranger(transcript, index)) is not None:
        return replace(told, headline=_not_smtp(strange.name))
    if not reply.complete:
        told = _so_far(told, entry)
    if index == transcript.arriving:
        return _unfinished(told, ARRIVING)
    if entry.answers == GREETING and not reply.complete and entry.after.open:
        return replace(_unfinished(told, NEVER_ENDED), meaning=_BROKE_OFF)
    if not reply.accepts:
        strange = stranger(transcript, index)
        return replace(told, headline=_not_smtp(strange.name)) if strange is not None else told
    return _in_between(transcript, index, told) if entry.answers in INTRODUCING else told


def _so_far(told: Explanation, entry: Entry) -> Explanation:
    """Of a reply of which not all has come: no more than that, for what it means is not yet said."""
    meaning, source = (
        _CUT_OFF if not entry.after.open else _GREETING_COMES if entry.answers == GREETING else _MORE_COMES
    )
    return replace(told, meaning=meaning, sources=tuple(dict.fromkeys((source, *told.sources))))


_MORE_COMES = (
    "More of this reply is to come: wait for the line with no hyphen behind its code.",
    "RFC 5321 §4.2.1",
)
_GREETING_COMES = (
    "The greeting has begun, and more of it is to come: wait for the line with no hyphen behind its code. "
    "A client that speaks before is refused by some.",
    "RFC 5321 §4.3.1",
)
_CUT_OFF = ("The connection ended before this reply was whole.", "RFC 5321 §4.2.1")


def _unfinished(told: Explanation, headline: str) -> Explanation:
    """Nothing follows from it yet: it is cut off nowhere, lacks nothing, and opens no turn."""
    cut_off = f"A line of it {Defect.CUT_OFF.value}."
    return replace(
        told,
        headline=headline,
        remarks=tuple(remark for remark in told.remarks if remark != cut_off),
        may_say=(),
        not_yet=(),
        missing=(),
    )


def _not_smtp(name: str) -> str:
    return f"Not SMTP: {name}"[:_ONE_LINE]


def _in_between(transcript: Transcript, index: int, told: Explanation) -> Explanation:
    from smtpwb.reference.causes import CAUSES

    found, cause = speaker(transcript, index), CAUSES["middlebox"]
    if not found.in_between:
        return told
    headline = f"{found.name} seems to stand in between, {found.certainty}"
    sources = tuple(dict.fromkeys((*told.sources, *cause.sources)))
    return replace(told, headline=headline, fixer=cause.fixer, advice=cause.try_, sources=sources)
