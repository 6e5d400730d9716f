"""What a run of a script came to: how many replies were as expected, where it stopped, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from smtpwb.session.script import Script
from smtpwb.session.script_result import GOOD, Result, Verdict

_LOST = frozenset({Verdict.LOST, Verdict.NO_TLS})
SHOWN_LINES = 10
"""Numbers of lines that a sentence names; the rest are counted."""


class Summary:
    """Grows with each result."""

    def __init__(self, script: Script) -> None:
        self._last_line = script.last_line
        self.counts: Counter[Verdict] = Counter()
        self.unexpected: list[int] = []
        """The lines of replies that were not as expected, or did not come."""
        self.stopped: Result | None = None

    def add(self, result: Result) -> None:
        self.counts[result.verdict] += 1
        if result.verdict in (Verdict.DIFFERS, Verdict.MISSING):
            self.unexpected.append(result.line)
        if result.stops:
            self.stopped = result

    @property
    def as_expected(self) -> bool:
        """Everything went as the script has it."""
        return GOOD.issuperset(self.counts)

    @property
    def lost(self) -> str:
        """How the connection was lost, in a sentence; empty if it was not."""
        if self.stopped is None or self.stopped.verdict not in _LOST:
            return ""
        lead = f"{self.stopped.verdict.value}: " if self.stopped.verdict is Verdict.NO_TLS else ""
        return f"line {self.stopped.line}: {lead}{self.stopped.why}"

    def sentences(self) -> Iterator[str]:
        """How many replies were as expected; where it stopped."""
        as_expected, accepted = self.counts[Verdict.FITS], self.counts[Verdict.ACCEPTED]
        parts = [f"{as_expected} as expected"]
        if self.unexpected:
            parts.append(f"{len(self.unexpected)} not ({_lines(self.unexpected)})")
        if accepted:
            parts.append(f"{accepted} of which nothing was expected")
        yield f"replies: {', '.join(parts)}"
        if self.stopped is not None:
            hint = _HINTS.get(self.stopped.verdict, "")
            yield f"stopped at line {self.stopped.line} of {self._last_line}{hint}"


_HINTS = {
    Verdict.UNSENT: "; --keep-going sends what is out of place",
    Verdict.MISSING: "; --timeout gives a reply longer",
}


def _lines(numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers[:SHOWN_LINES]))
    more = f" and {len(numbers) - SHOWN_LINES} more" if len(numbers) > SHOWN_LINES else ""
    return f"line{'s' if len(numbers) > 1 else ''} {named}{more}"
