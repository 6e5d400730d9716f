"""What can go wrong for a person, each with a sentence that says what to do next.

A 5yz reply is no error: it is a reply. An error here means that the program could not do
what it was asked; its text is one clear sentence, and its hint says what to do instead.
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """The base of all errors meant for the person at the keyboard.

    `str(error)` says what was wrong; `error.hint` says what to do, or is empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    @property
    def sentence(self) -> str:
        """What was wrong and what to do, in one line."""
        return f"{self}: {self.hint}" if self.hint else str(self)


class UsageError(WorkbenchError):
    """What was typed cannot be read (a target, an option, a setting)."""


class ConnectError(WorkbenchError):
    """No connection could be made."""


class ConnectionLost(WorkbenchError):
    """There is no connection to send on, or it ended while sending."""


class DataFileError(WorkbenchError):
    """A data file (table, lesson, theme, settings, journal) cannot be read as what it should be."""
