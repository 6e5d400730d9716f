"""The runner: watches a transcript beside the user, and tells which step is at hand.

Shows nothing and sends nothing. What moves a lesson is decided in `moving`; this keeps the standing of one
lesson and puts it into words for whoever draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smtpwb.lessons import moving
from smtpwb.lessons.advising import Said
from smtpwb.lessons.beside import inside
from smtpwb.lessons.lesson import Lesson, fill
from smtpwb.lessons.progress import Kept
from smtpwb.lessons.standing import Standing, begun, resumed
from smtpwb.lessons.steps import Do, FindOut, Step
from smtpwb.smtp.dialogue import GREETING, Dialogue, State
from smtpwb.transcript.entry import Change, Entry, Kind
from smtpwb.transcript.events import Note, Sent
from smtpwb.transcript.transcript import Transcript

_IN_LMTP = "This dialogue is LMTP, and the lesson is of SMTP: it goes on with your next connection."
_ELSEWHERE = "Another connection stands: say QUIT or hang up first. Then: {}"
_THE_LINES = "Type the lines shown here, one after the other."
_THE_LINE = "Type {} or press Tab to take it, then Enter."
_FIRST = "First type {} and Enter. Then: {}"
_GO_ON = "go on with the task."
_NO_LINE = "Nothing in particular has to be typed here: see what it says above."


class Runner:
    """One lesson under way. `values` are words for its placeholders; others are passed over.

    With `kept` it begins where the lesson was left.
    """

    def __init__(
        self, lesson: Lesson, values: Mapping[str, str] | None = None, kept: Kept | None = None
    ) -> None:
        self.lesson = lesson
        self._values = {name: one.default for name, one in lesson.placeholders.items()} | dict(values or {})
        self._standing = begun(lesson)
        if kept is not None and kept.under_way:
            self._standing = resumed(lesson, kept.step, kept.passed, kept.given, kept.helped)
        self._seen = 0
        self._dialogue = Dialogue()
        self._entries: Sequence[Entry] = ()

    # What moves it

    def observe(self, transcript: Transcript, change: Change | None = None) -> None:
        """Take in what changed; without a change, all that has not been seen yet. A note is no event of the
        dialogue: the entry that it stands on has been taken in before."""
        entries = transcript.entries
        changed = change.changed if change is not None and not isinstance(change.event, Note) else ()
        grown = [i for i in changed if i < self._seen]
        for index in sorted((*grown, *range(self._seen, len(entries))), key=lambda i: entries[i].at):
            entry = entries[index]  # in order of time: a reply may stand before what happened while it came
            if (index >= self._seen or entry.kind is Kind.REPLY) and _whole(entry):
                self._standing = moving.moved(self.lesson, self._standing, entries, index)
        self._seen, self._entries = len(entries), entries
        self._dialogue = transcript.dialogue

    def join(self, transcript: Transcript) -> None:
        """Begin beside a dialogue: of what was before, only how its connection began counts."""
        entries = transcript.entries
        opened = max((i for i, one in enumerate(entries) if one.kind is Kind.OPENED), default=len(entries))
        if transcript.connected:
            for index in range(opened, len(entries)):
                if _begins(entries[index]) and _whole(entries[index]):
                    self._standing = moving.moved(self.lesson, self._standing, entries, index)
        self.pass_over(transcript)

    def pass_over(self, transcript: Transcript) -> None:
        """Nothing counts of what was said until now."""
        self._seen, self._entries = len(transcript.entries), transcript.entries
        self._dialogue = transcript.dialogue

    def looked(self, view: str) -> None:
        """The learner opened a view: `mailbox`, `bounce`, `reference`, `certificate` or `drill`."""
        self._standing = moving.looked(self.lesson, self._standing, view, self._dialogue)

    def go_on(self) -> None:
        """The explanation at hand is read."""
        self._standing = moving.read(self.lesson, self._standing)

    def answer(self, text: str) -> bool:
        """Answer the question at hand; whether that was right."""
        before = self._standing.at
        self._standing = moving.told(self.lesson, self._standing, text)
        return self._standing.at != before

    def deeper(self) -> None:
        """One hint more."""
        self._standing = moving.hinted(self.lesson, self._standing)

    # Where it stands

    @property
    def standing(self) -> Standing:
        return self._standing

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
    def finished(self) -> bool:
        return self._standing.at == self.total

    @property
    def begun(self) -> bool:
        """Something was done, read or found out."""
        return bool(self._standing.done or self._standing.passed)

    @property
    def aside(self) -> str:
        """Why the lesson waits, in a sentence; empty while it goes on."""
        step = self.step
        if step is None:
            return ""
        if self._standing.aside:
            return _IN_LMTP
        return _ELSEWHERE.format(self.say or step.title) if self._elsewhere else ""

    @property
    def _elsewhere(self) -> bool:
        """A connection is asked for, and another one stands; what went wrong before is worth more."""
        return self._occupied and not self.advised

    @property
    def _occupied(self) -> bool:
        """A connection is asked for, and one stands that is not about to end."""
        step = self.step
        connects = isinstance(step, Do) and step.connects
        return connects and self._dialogue.open and self._dialogue.state not in _PENDING

    @property
    def history(self) -> tuple[Step, ...]:
        """The steps done in this dialogue, in order; skipped ones are left out."""
        return tuple(self.lesson.steps[index] for index in self._standing.done)

    @property
    def passed(self) -> tuple[str, ...]:
        """The ids of the steps read and found out."""
        return tuple(self.lesson.steps[index].id for index in self._standing.passed)

    @property
    def helped(self) -> dict[str, int]:
        """The ids of the steps that took hints, in order, and how many each took."""
        took = sorted(self._standing.helped.items())
        return {self.lesson.steps[index].id: count for index, count in took}

    @property
    def advised(self) -> Said | None:
        """What the last wrong turn means; None once something has succeeded."""
        return self._standing.advice

    @property
    def advice(self) -> str:
        """The same as one text, its sources at the end; empty where there is none."""
        found = self.advised
        return f"{found.text} ({', '.join(found.sources)})" if found is not None else ""

    @property
    def learned(self) -> str:
        """What the last right answer showed; empty once the lesson has moved on."""
        return self._standing.learned

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints taken at this step, the newest last."""
        match self.step:
            case Do() as step:
                offered = (*step.hints, self._last_hint)
            case FindOut() as step:
                offered = step.hints
            case _:
                offered = ()
        return offered[: self._standing.depth]

    @property
    def _last_hint(self) -> str:
        """Of a step to do: the answer itself."""
        if first := self.way_out:
            return _FIRST.format(first, self.line or _GO_ON)
        if not self.line:
            return _NO_LINE
        return _THE_LINES if "\n" in self.line else _THE_LINE.format(self.line)

    @property
    def line(self) -> str:
        """The line to type at this step, filled from what the user gave, else values, else defaults."""
        step = self.step
        return fill(step.say, {**self._values, **self._standing.given}) if isinstance(step, Do) else ""

    @property
    def say(self) -> str:
        """The same as far as it is shown: of a blind step only with the last hint."""
        return "" if self._by_heart else self.line

    @property
    def _by_heart(self) -> bool:
        """The line has to be known by now, and the last hint is not taken."""
        step = self.step
        return isinstance(step, Do) and step.blind and self._standing.depth <= len(step.hints)

    @property
    def silent(self) -> bool:
        """Whatever may be offered would be the line that has to be known: nothing is."""
        return self._by_heart and not self.aside and self._can_be_said and not self.way_out

    @property
    def leads(self) -> bool:
        """It is under way: where it offers nothing, nothing else should be."""
        return self.begun and not self.finished and not self.aside

    @property
    def way_out(self) -> str:
        """The line that has to go before the task can be done: the dot of a message that the step is not
        about, QUIT where another connection stands; empty where none has to."""
        step = self.step
        if isinstance(step, Do) and inside(step, self._dialogue.state):
            return "."
        return "QUIT" if self._occupied and not self._standing.aside else ""

    @property
    def _can_be_said(self) -> bool:
        """An order to connect is none while a connection stands."""
        step = self.step
        return isinstance(step, Do) and not (step.connects and self._dialogue.open)

    def offer(self, queued: Sequence[str] = ()) -> str:
        """The line to offer as completion, of several the next behind those sent and `queued`. Empty where it
        could not be sent: an order to connect while a connection stands; and while the lesson waits, or
        something is to be read. What has to go before it comes first."""
        if (first := self.way_out) and not queued:
            return first
        if self.aside or not self._can_be_said:
            return ""
        lines = self.say.split("\n")
        said = _said(lines, (*self._sent(), *queued))
        return lines[said] if said < len(lines) else "" if queued else lines[0]

    def _sent(self) -> Iterator[str]:
        """The lines that went out since the step at hand came up."""
        for entry in self._entries[self._standing.since + 1 :]:
            if isinstance(entry.event, Sent) and entry.kind is not Kind.RAW:
                yield entry.event.head.removesuffix(b"\r\n").decode("utf-8", "replace")


def _said(lines: Sequence[str], gone: Iterable[str]) -> int:
    """How many of the lines, from the first on, are the newest of what is gone."""
    count = 0
    for line in gone:
        if count < len(lines) and line == lines[count]:
            count += 1
        else:
            count = int(line == lines[0])
    return count


_PENDING = frozenset({State.CONNECTED, State.TLS, State.QUIT})
"""States that end by themselves: no greeting yet, or goodbye said."""


def _whole(entry: Entry) -> bool:
    return entry.reply is None or entry.reply.complete


def _begins(entry: Entry) -> bool:
    """Of what a connection begins with: itself, TLS before the greeting, the greeting."""
    return entry.answers == GREETING or entry.kind in (Kind.OPENED, Kind.SECURED)
