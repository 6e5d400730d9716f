"""A login that anyone on the way can read: said as soon as its AUTH has gone, once for each connection."""

from __future__ import annotations

from smtpwb.session.script_result import Result
from smtpwb.smtp.lint.sasl import crosses_in_clear
from smtpwb.transcript.loopback import on_loopback
from smtpwb.transcript.transcript import Transcript


class InClear:
    """Watches the results of one run."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._warned: object = None

    def warning(self, result: Result) -> str:
        """What is to be said of the line, loudly; empty: nothing."""
        entry = None if result.entry is None else self._transcript.entries[result.entry]
        if entry is None or entry.command is None or not entry.sent or entry.command.verb != "AUTH":
            return ""
        opened = self._transcript.opened
        words = entry.command.argument.split()
        if not words or opened is self._warned or on_loopback(opened):
            return ""
        mechanism = words[0].decode("ascii", "replace").upper()
        if not (found := crosses_in_clear(mechanism, entry.before)):
            return ""
        self._warned = opened
        return f"line {result.line}: LOGIN IN CLEAR. {found}"
