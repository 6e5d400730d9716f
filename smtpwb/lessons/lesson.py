"""A lesson: steps in order, what they teach, and what comes after. Lessons are data, one TOML file each.

Decides what a well-formed lesson is as a whole. Files and their faults are in `loading`, steps in `steps`;
which step is at hand is for `standing`, what was completed for `progress`.

    id = "walkthrough"                             # kept in the record of progress
    level = "basics"                               # the heading it stands under
    needs = ["basics"]                             # what should come before: shown, not enforced
    minutes = 5                                    # how long it takes, about
    [placeholders.sender]                          # may stand in `say` as {sender}
    default = "ws@example.net"
    description = "the address the message comes from"
    [[advice]]                                     # for any step that has nothing better
    when = "4yz"
    text = "Not now: try again later."
    sources = ["RFC 5321 §4.2.1"]
    [[steps]]
    id = "mail"
    kind = "do"                                    # or "explain", or "find-out"
    say = "MAIL FROM:<{sender}>"
    done = [{ answers = ["MAIL"], reply = "2yz" }] # any one of these does the step
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Annotated, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta

from smtpwb.lessons.conditions import Part
from smtpwb.lessons.steps import Advice, Do, Id, Sentences, Step, Words

Level: TypeAlias = Literal["basics", "failures", "extensions", "security", "operation"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""In the order in which they are listed."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Placeholder(Part, frozen=True):
    """A word of `say` that each user fills with his own."""

    default: Words
    """Stands there until the user has a word of his own."""
    description: Words
    """What it is, for whoever is asked for it."""


class Lesson(Part, frozen=True):
    """Steps, what they teach, and what comes after them."""

    id: Id
    """Lower-case letters, digits and `-`; no other lesson has it. It is kept in the record of progress."""
    title: Words
    """Stands in the list of lessons."""
    summary: Words
    """What it is about, in a sentence or two."""
    minutes: Annotated[int, Meta(ge=1, le=120)]
    """How long it takes, about; 1 to 120."""
    about: Sentences
    """What it teaches."""
    learned: Sentences
    """Said at the end: what the user now knows."""
    next: Sentences
    """Said at the end: what to do next."""
    sources: Sentences
    """What it is drawn from: RFCs, and the note it follows."""
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    """In the order in which they are done."""
    level: Level = "basics"
    """The heading it stands under, in the course; those of your own have one together."""
    needs: tuple[Id, ...] = ()
    """Ids of lessons that should come before it: shown, not enforced."""
    placeholders: Mapping[str, Placeholder] = msgspec.field(default_factory=dict)
    """The words that stand in `say` as {NAME}."""
    advice: tuple[Advice, ...] = ()
    """For whatever a step has no advice of its own."""

    def faults(self) -> Iterator[str]:
        yield from disagreements(self.steps, self.placeholders)
        yield from (f"nothing connects before the step {id!r}" for id in self._unconnected())

    @property
    def speaks_lmtp(self) -> bool:
        """It is about LMTP (RFC 2033)."""
        return any(isinstance(step, Do) and step.say.upper().startswith("LHLO") for step in self.steps)

    def _unconnected(self) -> Iterator[str]:
        """The step that needs a connection before any step makes one."""
        for step in self.steps:
            if isinstance(step, Do):
                if step.connects:
                    return
                if step.verbs:
                    yield step.id
                    return


def disagreements(steps: Iterable[Step], placeholders: Container[str]) -> Iterator[str]:
    """Where steps that are right by themselves do not go together, a sentence for each."""
    seen: set[str] = set()
    for step in steps:
        if step.id in seen:
            yield f"`steps` has two of the id {step.id!r}"
        seen.add(step.id)
        for name in placeholders_of(step) if isinstance(step, Do) else ():
            if name not in placeholders:
                yield f"`say` has a placeholder that `placeholders` lacks: {name!r}"


def placeholders_of(step: Do) -> tuple[str, ...]:
    """The names of the placeholders in the line to type."""
    return tuple(_PLACEHOLDER.findall(step.say))


def fill(say: str, words: Mapping[str, str]) -> str:
    """Put a word in the place of each {placeholder}; other braces stay."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), say)
