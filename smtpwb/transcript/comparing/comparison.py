"""Two dialogues compared: a frozen value of aligned rows, from two transcripts.

Decides which steps of the two belong together: equal ones in the longest order that both share, repeated ones
by their order, then those of one verb between them. What differs in a pair is `differences`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher

import msgspec

from smtpwb.smtp.amounts import counted
from smtpwb.transcript import wording
from smtpwb.transcript.comparing.differences import Side, differences, own_names, timing
from smtpwb.transcript.comparing.steps import Step, steps
from smtpwb.transcript.events import Opened
from smtpwb.transcript.transcript import Transcript

_MANY = 4_000_000
"""Pairs up to which repeated steps are aligned by what stands around them, too."""


class Dialogue(msgspec.Struct, frozen=True):
    """One of the two, for a heading."""

    server: str
    """`host:port`; empty: there was no connection."""
    begun: datetime | None


class Row(msgspec.Struct, frozen=True):
    """One step of either dialogue, or one of both that belong together."""

    before: Step | None
    after: Step | None
    differences: tuple[str, ...] = ()
    """Sentences, safe to show; of a step that only one of them has, that."""
    timing: str = ""
    """How much slower or faster the answer came, where that is worth a word; no difference."""

    @property
    def same(self) -> bool:
        return not self.differences

    @property
    def text(self) -> str:
        """What was sent, in words that can be shown."""
        step = self.before or self.after
        return step.text if step is not None else ""


class Comparison(msgspec.Struct, frozen=True):
    """What is different in the later of two dialogues."""

    before: Dialogue
    after: Dialogue
    rows: tuple[Row, ...]

    @property
    def same(self) -> bool:
        """Nothing that counts is different."""
        return all(row.same for row in self.rows)

    @property
    def summary(self) -> str:
        """How many steps there are, and how many of them differ, in a sentence."""
        if self.same:
            return f"No difference in {counted(len(self.rows), 'step')}."
        first = sum(row.after is None for row in self.rows)
        second = sum(row.before is None for row in self.rows)
        differ = sum(not row.same for row in self.rows) - first - second
        parts = (
            f"{counted(differ, 'step')} of {len(self.rows):,} {'differs' if differ == 1 else 'differ'}"
            if differ
            else "",
            f"{counted(first, 'step')} only in the first" if first else "",
            f"{counted(second, 'step')} only in the second" if second else "",
        )
        return f"{'; '.join(filter(None, parts))}."


ONLY_FIRST, ONLY_SECOND = "only in the first", "only in the second"


def compare(before: Transcript, after: Transcript) -> Comparison:
    """Align two dialogues and say what is different in the second."""
    names, names_after = own_names(before), own_names(after)
    rows = []
    for one, other in aligned(steps(before), steps(after)):
        if one is None or other is None:
            rows.append(Row(one, other, (ONLY_FIRST if other is None else ONLY_SECOND,)))
            continue
        sides = Side(before, one, names), Side(after, other, names_after)
        rows.append(Row(one, other, differences(*sides), timing(*sides)))
    return Comparison(_dialogue(before), _dialogue(after), tuple(rows))


def _dialogue(transcript: Transcript) -> Dialogue:
    places = dict.fromkeys(wording.place(event) for event in transcript.events if isinstance(event, Opened))
    return Dialogue(", ".join(places), transcript.events[0].wall if transcript.events else None)


Pair = tuple[Step | None, Step | None]


def aligned(before: Sequence[Step], after: Sequence[Step]) -> Iterator[Pair]:
    """Every step once, in order, beside the one of the other dialogue that it belongs to."""
    common = _common(before, after)
    yield from zip(before[:common], after[:common], strict=True)
    ones, others = before[common:], after[common:]
    for equal, i, j, k, m in _matched([_name(one) for one in ones], [_name(one) for one in others]):
        if equal:
            yield from zip(ones[i:j], others[k:m], strict=True)
        else:
            yield from _by_verb(ones[i:j], others[k:m])


def _common(before: Sequence[Step], after: Sequence[Step]) -> int:
    """How many steps at the beginning are alike."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if _name(one) != _name(other):
            break
        count += 1
    return count


def _name(step: Step) -> str:
    return f"{step.verb}\0{step.key}"


def _by_verb(before: Sequence[Step], after: Sequence[Step]) -> Iterator[Pair]:
    """Steps that are not equal: those of one verb belong together, the others to none."""
    verbs, verbs_after = ([step.verb or step.key for step in side] for side in (before, after))
    for equal, i, j, k, m in _matched(verbs, verbs_after):
        if equal:
            yield from zip(before[i:j], after[k:m], strict=True)
        else:
            yield from ((step, None) for step in before[i:j])
            yield from ((None, step) for step in after[k:m])


def _matched(ones: Sequence[str], others: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Stretches of both that are equal or not; of very many, repeated ones are numbered: that is quick."""
    many = len(ones) * len(others) > _MANY
    pairs = (_numbered(ones), _numbered(others)) if many else (ones, others)
    for tag, i, j, k, m in SequenceMatcher(None, *pairs, autojunk=False).get_opcodes():
        yield tag == "equal", i, j, k, m


def _numbered(names: Sequence[str]) -> list[str]:
    counts: Counter[str] = Counter()
    found = []
    for name in names:
        found.append(f"{counts[name]}\0{name}")
        counts[name] += 1
    return found
