"""What a check of a whole message is: an id, a severity, a section, and a function that says what is wrong.

Decides the form; what is checked stands in the files beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint.check import Finding, Row, Says, Severity, declared
from smtpwb.smtp.scan import Facts


class Message(msgspec.Struct, frozen=True):
    """A message, and how it would go."""

    facts: Facts
    dialogue: Dialogue
    bdat: bool = False
    """In chunks, by BDAT (RFC 3030), not behind a 354."""

    def declared(self, parameter: str) -> bytes:
        """As `check.declared`."""
        return declared(self.dialogue, parameter)

    @property
    def binary(self) -> bool:
        """Octets of any kind are in order (RFC 3030 §3)."""
        return self.bdat and self.declared("BODY") == b"BINARYMIME"


class MessageCheck(Row, frozen=True):
    """One row of the table of checks."""

    find: Callable[[Message], Says]

    def findings(self, message: Message) -> Iterator[Finding]:
        """What it finds, if anything."""
        return self.told(self.find(message))


class MessageChecks(list[MessageCheck]):
    """The checks of one subject, in order; a decorator puts a function in its row."""

    def row(
        self, id: str, severity: Severity, source: str
    ) -> Callable[[Callable[[Message], Says]], Callable[[Message], Says]]:
        """Add a function that says at most one thing of a message."""

        def add(find: Callable[[Message], Says]) -> Callable[[Message], Says]:
            self.append(MessageCheck(id, severity, source, find))
            return find

        return add
