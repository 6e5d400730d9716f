"""What became of a line of a script, as a value."""

from __future__ import annotations

import enum

import msgspec

from smtpwb.session.expectation import Difference, Expectation


class Verdict(enum.Enum):
    """What became of a line of the script."""

    SENT = "sent"
    FITS = "as expected"
    ACCEPTED = "accepted"
    """A reply of which nothing was expected."""
    DIFFERS = "not as expected"
    MISSING = "did not come in time"
    UNSENT = "not sent"
    """It would not have been taken for what it is."""
    NO_TLS = "the TLS handshake failed"
    LOST = "connection lost"


GOOD = frozenset({Verdict.SENT, Verdict.FITS, Verdict.ACCEPTED})


class Result(msgspec.Struct, frozen=True):
    """What became of one line, as soon as it is known."""

    verdict: Verdict
    line: int
    """Of the script, of content its first; of a reply that was not expected, that of the next step."""
    entry: int | None = None
    """Index of what was sent or came, in the transcript."""
    expected: Expectation | None = None
    difference: Difference | None = None
    """Of what DIFFERS."""
    why: str = ""
    """In words, of what is neither sent nor came."""
    stops: bool = False
    """The run ends here, before the script does."""
