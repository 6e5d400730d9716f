"""What a check is: a public id, a severity, a section, and a function that says what is wrong.

Decides the form of checks and findings, not what is checked. A check never fails and never blocks (law 5);
its text repeats from the line only what is not secret, as visible text.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from smtpwb.smtp.commands import Command, Parameter
from smtpwb.smtp.dialogue import Dialogue


class Severity(enum.StrEnum):
    """How much is wrong."""

    ERROR = "error"
    """It breaks the grammar or the order: expect 500 to 503 or worse."""
    WARNING = "warning"
    """It works on some servers, or is unwise."""
    INFO = "info"
    """Nothing is wrong; it is good to know."""


_GRAVEST_FIRST = tuple(Severity)


class Subject(msgspec.Struct, frozen=True):
    """A line and where it would be sent."""

    line: bytes
    """Without CRLF."""
    command: Command
    dialogue: Dialogue
    loopback: bool = False
    """The server is on this machine: nobody else reads what is sent."""
    group: tuple[Command, ...] = ()
    """The commands that go out before it in the same write (RFC 2920)."""


class Finding(msgspec.Struct, frozen=True):
    """What one check found."""

    id: str
    text: str
    """One sentence: what is wrong, and what to write."""
    source: str
    """The section that says so."""
    severity: Severity


class Cited(NamedTuple):
    """What a check says when another section than its own says it."""

    text: str
    source: str


Says = str | Cited | None
"""What is wrong, or None."""


EIGHT_BIT_BODIES = (b"8BITMIME", b"BINARYMIME")
"""Bodies that may hold octets beyond ASCII (RFC 6152 §2, RFC 3030 §3)."""


def declared(dialogue: Dialogue, keyword: str) -> bytes:
    """The value of a parameter of the accepted MAIL, in upper case; empty where it has none."""
    return dialogue.mail.value(keyword).upper() if dialogue.mail is not None else b""


def gravest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as they are told; those of one severity in the order in which they were found."""
    return tuple(sorted(found, key=lambda finding: _GRAVEST_FIRST.index(finding.severity)))


class Row(msgspec.Struct, frozen=True):
    """What every row of a table of checks has."""

    id: str
    severity: Severity
    source: str

    def told(self, said: Says) -> Iterator[Finding]:
        """What the check said of something, as a finding, if it said anything."""
        if isinstance(said, Cited):
            yield Finding(self.id, said.text, said.source, self.severity)
        elif said is not None:
            yield Finding(self.id, said, self.source, self.severity)


class Check(Row, frozen=True):
    """One row of the table of checks."""

    find: Callable[[Subject], Iterable[Says]]
    verbs: frozenset[str] = frozenset()
    """The verbs it looks at; empty: any line."""

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What it finds in the line, in order."""
        if self.verbs and subject.command.verb not in self.verbs:
            return
        for said in self.find(subject):
            yield from self.told(said)


class Checks(list[Check]):
    """The checks of one subject, in order; a decorator puts a function in its row."""

    def __init__(self, *verbs: str) -> None:
        """`verbs`: the verbs that all of them look at; none: any line."""
        super().__init__()
        self._verbs = frozenset(verbs)

    def row(
        self, id: str, severity: Severity, source: str, *verbs: str
    ) -> Callable[[Callable[[Subject], Says]], Callable[[Subject], Says]]:
        """Add a function that says at most one thing of a line; `verbs` narrows it."""

        def add(find: Callable[[Subject], Says]) -> Callable[[Subject], Says]:
            looks_at = frozenset(verbs) or self._verbs
            self.append(Check(id, severity, source, lambda subject: (find(subject),), looks_at))
            return find

        return add

    def row_for_each_parameter(
        self, id: str, severity: Severity, source: str
    ) -> Callable[[Callable[[Subject, Parameter], Says]], Callable[[Subject, Parameter], Says]]:
        """Add a function that says at most one thing of each parameter."""

        def add(find: Callable[[Subject, Parameter], Says]) -> Callable[[Subject, Parameter], Says]:
            def find_all(subject: Subject) -> Iterator[Says]:
                return (find(subject, parameter) for parameter in subject.command.parameters)

            self.append(Check(id, severity, source, find_all, self._verbs))
            return find

        return add
