"""The steps of a lesson: something to do, something to read, something to find out; and advice.

Decides what each kind of step may hold. What does a step is in `conditions`, what a whole lesson must hold
in `lesson`, and which step is at hand is for `standing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, TypeAlias

from msgspec import Meta

from smtpwb.lessons import expressions, patterns
from smtpwb.lessons.conditions import CLOSED, OPEN_FAILED, Condition, Part

Words: TypeAlias = Annotated[str, Meta(min_length=1)]
Id: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$")]
Source: TypeAlias = Annotated[str, Meta(pattern=r"^(RFC \d+( §[A-Z0-9.]+)?|IANA .+|https://\S+)$")]
"""An RFC section, an IANA registry or a provider's page (law 6)."""
Sources: TypeAlias = Annotated[tuple[Source, ...], Meta(min_length=1)]
Sentences: TypeAlias = Annotated[tuple[Words, ...], Meta(min_length=1)]

CLEARED, SENT = "cleared", "sent"
HAPPENINGS = (OPEN_FAILED, CLOSED, CLEARED, SENT)
"""What an advice may be for beside a reply: no connection, an early end, a transaction gone, a line that
went out and did not do the step."""
HINTS = 3
"""How deep hints go; the last one gives the answer."""


class Advice(Part, frozen=True):
    """What a wrong turn means and what to do about it."""

    when: Words
    """A reply pattern, `550`, `55z`, `4yz`, `5.1.1`, `x.7.x` or `550 5.7.x`; or `open-failed`, `closed`,
    `cleared` (the transaction is gone), `sent` (a line that did not do the step)."""
    text: Words
    """The advice."""
    sources: Sources
    """Where it can be read: `RFC 5321 §4.2.1`, `IANA …` or an `https://` address."""
    tried: str = ""
    r"""A line that brings this advice, or several joined by \n: played when the lesson is tested."""

    def faults(self) -> Iterator[str]:
        if self.when not in HAPPENINGS and not patterns.valid(self.when):
            yield f"`when` is {self.when!r}, which is no reply pattern and no happening"


class _Step(Part, frozen=True, tag_field="kind", kw_only=True):
    """What all kinds of steps have."""

    id: Id
    """A word of its own in the lesson, kept in the record of progress."""
    title: Words
    """Stands in the list of steps."""
    sources: Sources
    """Where it can be read: `RFC 5321 §4.2.1`, `IANA …` or an `https://` address."""
    repeat: tuple[Id, ...] = ()
    """Ids of the lessons that teach it: named at the end where it took a hint."""


class Do(_Step, frozen=True, tag="do", kw_only=True):
    """Something to type, or to open: why, and how it is known to be done."""

    explain: Words
    """Why, in one to three plain sentences."""
    done: Annotated[tuple[Condition, ...], Meta(min_length=1)]
    """What happens on the wire, or a view that is opened; any one of these does it."""
    expect: str = ""
    """The reply that is to come, in words."""
    say: str = ""
    """The line to type, with placeholders; empty where any text will do, or nothing is typed."""
    blind: bool = False
    """The line is not shown before the last hint: by now one has to know it."""
    in_turn: bool = False
    """Counts only when it is at hand."""
    hints: Annotated[tuple[Words, ...], Meta(max_length=HINTS - 1)] = ()
    """Up to two; the one after them is always the line itself."""
    advice: tuple[Advice, ...] = ()
    """What is said after a wrong turn; the one that fits best."""
    remark: str = ""
    """What the note of 2003 remarks in braces at this step."""

    def faults(self) -> Iterator[str]:
        if self.blind and not (self.say and len(self.hints) == HINTS - 1):
            yield f"a `blind` step needs a line to `say` and {HINTS - 1} `hints`"

    @property
    def verbs(self) -> tuple[str, ...]:
        """The keys of `smtp.dialogue.RULES` that belong to this step."""
        return tuple(verb for condition in self.done for verb in condition.verbs)

    @property
    def moves(self) -> bool:
        """The dialogue stands elsewhere once it is done; else it is done for good."""
        return any(condition.moves for condition in self.done)

    @property
    def connects(self) -> bool:
        """It is done by a connection, greeted or not."""
        return any(condition.connects for condition in self.done)


class Explain(_Step, frozen=True, tag="explain", kw_only=True):
    """Something to read; the learner goes on."""

    explain: Words
    """One or several short paragraphs, an empty line between them."""


class Wrong(Part, frozen=True):
    """What a particular wrong answer misses."""

    when: Words
    """The choice, or a regular expression that has to match the whole answer."""
    text: Words
    """What it misses."""
    sources: tuple[Source, ...] = ()
    """Where that can be read."""


class FindOut(_Step, frozen=True, tag="find-out", kw_only=True):
    """A question about what happened; the learner chooses, or writes one line."""

    question: Words
    """What is asked."""
    answer: Words
    """The right answer; of `choices` one."""
    why: Words
    """Said once it is right."""
    hints: Annotated[tuple[Words, ...], Meta(min_length=HINTS, max_length=HINTS)]
    """Three; the last one gives the answer."""
    choices: Annotated[tuple[Words, ...], Meta(max_length=5)] = ()
    """Two to five; without them a line is to be written."""
    accept: tuple[str, ...] = ()
    """Further right answers: regular expressions that have to match the whole answer, in any case."""
    wrong: tuple[Wrong, ...] = ()
    """What is said of particular wrong answers."""

    def faults(self) -> Iterator[str]:
        given = [(one, "accept") for one in self.accept]
        given += [(one.when, "when") for one in self.wrong if not self.choices]
        unusable = [said for expression, key in given for said in expressions.faults(expression, key)]
        yield from unusable
        if self.choices:
            yield from self._faulty_choices()
        if not unusable and any(self.right(one.when) for one in self.wrong):
            yield "`wrong` has the right answer"

    def _faulty_choices(self) -> Iterator[str]:
        if len(set(self.choices)) != len(self.choices) or len(self.choices) < 2:
            yield "`choices` are two to five different ones"
        if self.accept:
            yield "`accept` goes without `choices`"
        for one in (self.answer, *(wrong.when for wrong in self.wrong)):
            if one not in self.choices:
                yield f"{one!r} is none of the `choices`"

    def right(self, given: str) -> bool:
        """Whether an answer is right; blanks around it, the case of letters and what encloses it do not
        matter."""
        told = readings(given)
        if not told.isdisjoint(readings(self.answer)):
            return True
        return any(expressions.whole(one, reading) for one in self.accept for reading in told)

    def missed(self, given: str) -> Wrong | None:
        """What is said of this wrong answer; None: nothing in particular."""
        told = readings(given)
        return next(
            (one for one in self.wrong if plain(one.when) in told or self._fits(one.when, told)), None
        )

    def _fits(self, expression: str, told: Iterable[str]) -> bool:
        return not self.choices and any(expressions.whole(expression, reading) for reading in told)


Step: TypeAlias = Do | Explain | FindOut


_ENCLOSING = ("<>", '""', "''", "``", "“”", "‘’", "()")
"""What people put around an answer because it stands so in a line, or in a text."""
_ENDING = ".,;:!"


def plain(answer: str) -> str:
    """An answer as it is compared: one blank between words, lower case, nothing that ends a sentence."""
    words = " ".join(answer.split()).casefold()
    return words.rstrip(_ENDING).rstrip() or words


def readings(answer: str) -> frozenset[str]:
    """An answer as it is compared, as it is and without what encloses it; `<>` alone stays what it is."""
    told = plain(answer)
    inside = plain(told[1:-1]) if len(told) > 2 and f"{told[0]}{told[-1]}" in _ENCLOSING else ""
    return frozenset(filter(None, (told, inside)))
