"""Lessons: what a lesson file may hold, and the reading of it.

A lesson is data: steps in order, each with the line to type, why, what to expect, what does the step
and what its likely failures mean. Decides what a well-formed lesson is. Which step is at hand is for
`runner`; what was completed, for `progress`.

    id = "walkthrough"                             # kept in the record of completed lessons
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
    say = "MAIL FROM:<{sender}>"
    done = [{ answers = ["MAIL"], reply = "2yz" }] # any one of these does the step
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from smtpwb.errors import DataFileError
from smtpwb.lessons import patterns
from smtpwb.smtp.dialogue import DOT, GREETING, RULES

Words: TypeAlias = Annotated[str, Meta(min_length=1)]
Id: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$")]
Source: TypeAlias = Annotated[str, Meta(pattern=r"^(RFC \d+( §[A-Z0-9.]+)?|IANA .+|https://\S+)$")]
"""An RFC section, an IANA registry or a provider's page (law 6)."""
Sources: TypeAlias = Annotated[tuple[Source, ...], Meta(min_length=1)]
Sentences: TypeAlias = Annotated[tuple[Words, ...], Meta(min_length=1)]
EventName: TypeAlias = Literal["opened", "secured", "closed"]

OPEN_FAILED, CLOSED, CLEARED = "open-failed", "closed", "cleared"
"""What an advice may be for beside a reply: no connection, an early end, a transaction gone."""
HAPPENINGS = (OPEN_FAILED, CLOSED, CLEARED)
GENERAL = ("4yz", "5yz", *HAPPENINGS)
"""What the advice of the lesson as a whole must cover, so that no failure is left without a word."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_EVENT_VERBS: Mapping[str, str] = {"secured": "STARTTLS"}


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: nothing in it is ignored."""


class Placeholder(_Part, frozen=True):
    """A word of `say` that each user fills with his own."""

    default: Words
    description: Words


class Advice(_Part, frozen=True):
    """What a failure means and what to do about it."""

    when: Words
    """A reply pattern (see `patterns`), or one of HAPPENINGS."""
    text: Words
    sources: Sources

    def __post_init__(self) -> None:
        if self.when not in HAPPENINGS and not patterns.valid(self.when):
            raise ValueError(f"`when` is {self.when!r}, which is no reply pattern and no happening")


class Condition(_Part, frozen=True):
    """One thing that does a step: a reply, an event, or something sent. Exactly one of the three."""

    answers: tuple[str, ...] = ()
    """Verbs, or `(greeting)`, `.`, `(answer)`: what the reply has to answer."""
    reply: str = "2yz"
    """The reply pattern that does it; read only with `answers`."""
    event: EventName | None = None
    sent: Literal["content"] | None = None
    """At least one line of the message; the lone dot is none."""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.answers, self.event, self.sent))) != 1:
            raise ValueError("a condition has one of `answers`, `event` and `sent`")
        if unknown := [key for key in self.answers if key not in RULES]:
            raise ValueError(f"`answers` has {unknown[0]!r}, which nothing can answer")
        if not patterns.valid(self.reply):
            raise ValueError(f"`reply` is {self.reply!r}, which is no reply pattern")

    @property
    def verbs(self) -> tuple[str, ...]:
        """The keys of `smtp.dialogue.RULES` that say where this can be done."""
        if self.sent:
            return (DOT,)
        return self.answers or tuple(filter(None, (_EVENT_VERBS.get(self.event or ""),)))


class Step(_Part, frozen=True):
    """One step: what to type, why, and how it is known to be done."""

    id: Id
    title: Words
    explain: Words
    """Why, in one to three plain sentences."""
    expect: Words
    done: Annotated[tuple[Condition, ...], Meta(min_length=1)]
    sources: Sources
    say: str = ""
    """The line to type, with placeholders; empty where any text will do."""
    in_turn: bool = False
    """Counts only when it is at hand: an early QUIT ends no lesson."""
    advice: tuple[Advice, ...] = ()
    remark: str = ""
    """What the note of 2003 remarks in braces at this step."""

    @property
    def verbs(self) -> tuple[str, ...]:
        """The keys of `smtp.dialogue.RULES` that belong to this step."""
        return tuple(verb for condition in self.done for verb in condition.verbs)

    @property
    def connects(self) -> bool:
        """It is done by a connection, greeted or not."""
        return any(one.event == "opened" or GREETING in one.answers for one in self.done)


class Lesson(_Part, frozen=True):
    """A walkthrough: its steps, what it teaches, and what comes after it."""

    id: Id
    title: Words
    summary: Words
    minutes: Annotated[int, Meta(ge=1, le=120)]
    about: Sentences
    """What it teaches."""
    learned: Sentences
    """Said at the end: what the user now knows."""
    next: Sentences
    """Said at the end: what to do next."""
    sources: Sentences
    """What it is drawn from: RFCs, and the note it follows."""
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    placeholders: dict[str, Placeholder] = {}
    advice: tuple[Advice, ...] = ()
    """For whatever a step has no advice of its own."""

    def __post_init__(self) -> None:
        if not self.steps[0].connects:
            raise ValueError("the first of `steps` does not connect: a lost connection leads back to it")
        _refuse("`steps` has two of the id", _repeated(step.id for step in self.steps))
        _refuse("`say` has a placeholder that `placeholders` lacks:", self._undeclared())
        _refuse("`advice` of the lesson lacks", (w for w in GENERAL if not _advised(self.advice, w)))

    def _undeclared(self) -> Iterator[str]:
        named = (name for step in self.steps for name in _PLACEHOLDER.findall(step.say))
        return (name for name in named if name not in self.placeholders)


def fill(say: str, words: Mapping[str, str]) -> str:
    """Put a word in the place of each {placeholder}."""
    return _PLACEHOLDER.sub(lambda found: words[found[1]], say)


def load(path: Path) -> Lesson:
    """Read one lesson file. Raises DataFileError, naming file, key and reason."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Lesson)
    except OSError as error:
        raise DataFileError(f"{path} cannot be read ({error.strerror})") from None
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        key = place.strip("`").removeprefix("$.") or "the lesson"
        raise DataFileError(f"{path}: {key}: {reason}", "correct the file") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path} is not TOML: {error}", "correct the file") from None


@cache
def lessons() -> tuple[Lesson, ...]:
    """The built-in lessons, in the order of their file names. Raises DataFileError."""
    return tuple(load(path) for path in sorted(Path(__file__).parent.glob("*.toml")))


def _advised(advice: Iterable[Advice], when: str) -> bool:
    return any(one.when == when for one in advice)


def _repeated(ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield one
        seen.add(one)


def _refuse(what: str, wrong: Iterable[str]) -> None:
    for one in wrong:
        raise ValueError(f"{what} {one!r}")
