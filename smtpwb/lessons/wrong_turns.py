"""Wrong turns: which happenings are one, and what each brings (rule 5 of `moving`).

Decides when advice comes and goes, and which step it is taken from. The words are chosen in `advising`.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from msgspec.structs import replace

from smtpwb.lessons import advising, beside
from smtpwb.lessons.advising import Said
from smtpwb.lessons.conditions import CLOSED, OPEN_FAILED, answered
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.standing import OFFLINE, UNGREETED, Standing, deeper, do_at, place_of
from smtpwb.lessons.steps import SENT, Do
from smtpwb.smtp.dialogue import ANSWER, RULES
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Sent

_LONGEST = 12
"""Characters of a word that is taken for a verb: some more than the longest has."""


def wrong_turn(lesson: Lesson, now: Standing, entries: Sequence[Entry], index: int) -> Standing:
    """The standing after an entry that did no step."""
    if now.at != now.wire:
        return now  # something is to be read: what is tried meanwhile is free
    entry = entries[index]
    if entry.kind is Kind.FAILED:
        return _advised(now, advising.of_happening(lesson, _connecting(lesson, now.wire), OPEN_FAILED), index)
    if entry.kind is Kind.CLOSED:
        return _after_end(lesson, now, index, entry)
    if entry.kind is Kind.REPLY:
        return _after_reply(lesson, now, entries, index)
    if entry.kind is Kind.CONTENT and not entry.answers:
        return _after_line(lesson, now, entry, index)
    return now


def _advised(now: Standing, words: Said | None, index: int) -> Standing:
    """A wrong turn, where there is a word for it."""
    return now if words is None else deeper(replace(now, advice=words, advised=index))


def _after_line(lesson: Lesson, now: Standing, entry: Entry, index: int) -> Standing:
    """A line of a message; where the task is about none, it is said once how to get out."""
    here = do_at(lesson, now.wire)
    if not beside.inside(here, entry.after.state):
        return _advised(now, advising.of_line(lesson, here, SENT), index)
    return now if now.advice is beside.INSIDE else _advised(now, beside.INSIDE, index)


def _after_end(lesson: Lesson, now: Standing, index: int, entry: Entry) -> Standing:
    """An end is a wrong turn unless the lesson expects it; what a reply said of it before is worth more."""
    here = do_at(lesson, now.wire)
    ungreeted = here.connects and entry.before.state in UNGREETED
    if not ungreeted and place_of(lesson, now.wire, entry.after) == now.wire:
        return now
    if now.advice is not None and (here.connects or not entry.before.open):
        return replace(now, advised=index)
    return _advised(now, advising.of_happening(lesson, here, CLOSED), index)


def _after_reply(lesson: Lesson, now: Standing, entries: Sequence[Entry], index: int) -> Standing:
    entry = entries[index]
    reply, owner, here = entry.reply, _owner(lesson, now, answered(entry)), do_at(lesson, now.wire)
    assert reply is not None
    if "\n" in here.say and _more_due(entries, index):
        return now  # one of several lines: the last one tells
    stale = entry.partner is not None and entry.partner <= now.since
    if reply.code[:1] in ("2", "3"):
        words = None if stale else _beside(lesson, here, entries, index)
        mends = owner is not None and (owner is here or not owner.in_turn)
        return _advised(replace(now, advice=None, advised=-1) if mends else now, words, index)
    if not reply.refuses or (not entry.answers and reply.code != "421"):
        return now
    if owner is not here and entry.partner is not None and entry.partner < now.advised:
        return now  # sent before the last failure was known: the first cause is worth more
    if _by_the_way(entry, owner) and reply.code != "421":
        words = None if _given_up(entries, entry) else advising.of_other(reply, entry.answers)
        return now if words is None else replace(now, advice=words, advised=index)
    words = advising.of_reply(lesson, owner or here, reply, entry.answers)
    if _misspelt(entry.answers, here):
        return replace(now, advice=words, advised=index)
    return _advised(now, words, index)


def _misspelt(word: str, here: Do) -> bool:
    """A verb of this step, but for a slip: whoever knows it needs no hint."""
    return word not in RULES and bool(get_close_matches(word[:_LONGEST], here.verbs, n=1, cutoff=0.7))


def _more_due(entries: Sequence[Entry], index: int) -> bool:
    """Behind the line that the reply at `index` answers others had gone out, and are owed theirs."""
    asked = entries[index].partner
    behind = entries[asked + 1 : index] if asked is not None else ()
    return any(one.sent and (one.partner is None or one.partner > index) for one in behind)


def _beside(lesson: Lesson, here: Do, entries: Sequence[Entry], index: int) -> Said | None:
    """What is said of a line that was accepted, and did not do the step."""
    entry = entries[index]
    assert entry.reply is not None
    words = advising.of_success(here, entry.reply)
    if words is None and entry.partner is not None and entry.reply.accepts:
        words = advising.of_line(lesson, here, SENT)
    return words or beside.of_accepted(here, entries, index)


def _owner(lesson: Lesson, now: Standing, key: str) -> Do | None:
    """The step that a verb belongs to: the one next on the wire first, then those behind and before it."""
    places = (*range(now.wire, len(lesson.steps)), *range(now.wire - 1, -1, -1))
    steps = (lesson.steps[place] for place in places)
    return next((step for step in steps if isinstance(step, Do) and key in step.verbs), None)


def _by_the_way(entry: Entry, owner: Do | None) -> bool:
    """A reply to a verb of no step, tried out; an unknown word is most likely a slip."""
    return owner is None and entry.answers in RULES


def _given_up(entries: Sequence[Entry], entry: Entry) -> bool:
    """A lone * ends an exchange by its refusal (RFC 4954 §4): what was wanted is no failure."""
    asked = entries[entry.partner].event if entry.partner is not None else None
    return entry.answers == ANSWER and isinstance(asked, Sent) and asked.head == b"*\r\n"


def _connecting(lesson: Lesson, wire: int) -> Do:
    """The step that connects for the one next on the wire."""
    return do_at(lesson, place_of(lesson, wire, OFFLINE))
