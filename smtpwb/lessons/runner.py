"""The runner: watches a transcript beside the user, and tells which step is at hand.

Shows nothing and sends nothing. What moves a lesson is decided in `standing`; this keeps the standing
of one lesson and puts it into words for whoever draws it.
"""

from __future__ import annotations

from collections.abc import Mapping

from smtpwb.lessons.lesson import Advice, Lesson, Step, fill
from smtpwb.lessons.standing import Standing, moved
from smtpwb.transcript.transcript import Change, Entry, Kind, Transcript

_IN_LMTP = "This dialogue is LMTP, and the lesson is of SMTP: it goes on with your next connection."


class Runner:
    """One lesson under way. `values` are words for its placeholders; others are passed over."""

    def __init__(self, lesson: Lesson, values: Mapping[str, str] | None = None) -> None:
        self.lesson = lesson
        self._values = {name: one.default for name, one in lesson.placeholders.items()} | dict(values or {})
        self._standing = Standing()
        self._seen = 0
        self._open = False

    def observe(self, transcript: Transcript, change: Change | None = None) -> None:
        """Take in what changed; without a change, all that has not been seen yet."""
        entries = transcript.entries
        grown = [i for i in (change.changed if change else ()) if i < self._seen]
        for index in sorted((*grown, *range(self._seen, len(entries))), key=lambda i: entries[i].at):
            entry = entries[index]  # in order of time: a reply may stand before what happened while it came
            if index >= self._seen or entry.kind is Kind.REPLY:
                self._take(index, entry)
        self._seen = len(entries)
        self._open = transcript.dialogue.open

    def _take(self, index: int, entry: Entry) -> None:
        if entry.reply is None or entry.reply.complete:
            self._standing = moved(self.lesson, self._standing, index, entry)

    @property
    def step(self) -> Step | None:
        """The step at hand; None when the lesson is finished."""
        return None if self.finished else self.lesson.steps[self._standing.at]

    @property
    def number(self) -> int:
        """The step at hand, from 1; the last one when finished."""
        return min(self._standing.at + 1, self.total)

    @property
    def total(self) -> int:
        return len(self.lesson.steps)

    @property
    def aside(self) -> str:
        """Why the lesson waits, in a sentence; empty while it goes on."""
        return _IN_LMTP if self._standing.aside and not self.finished else ""

    @property
    def finished(self) -> bool:
        return self._standing.at == self.total

    @property
    def history(self) -> tuple[Step, ...]:
        """The steps done in this dialogue, in order; skipped ones are left out."""
        return tuple(self.lesson.steps[index] for index in self._standing.done)

    @property
    def advised(self) -> Advice | None:
        """What the last failure means; None once something has succeeded."""
        return self._standing.advice

    @property
    def advice(self) -> str:
        """The same as one text, its sources at the end; empty where there is none."""
        found = self.advised
        return f"{found.text} ({', '.join(found.sources)})" if found is not None else ""

    @property
    def say(self) -> str:
        """The line to type at this step, filled from what the user gave, else values, else defaults."""
        words = {**self._values, **self._standing.given}
        return fill(self.step.say, words) if self.step is not None else ""

    @property
    def hint(self) -> str:
        """The line to offer as completion; empty where it could not be sent: an order to connect while
        a connection stands; and while the lesson waits."""
        return "" if self.aside or (self._standing.at == 0 and self._open) else self.say
