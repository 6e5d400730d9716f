"""The lesson beside the dialogue: begun, left and taken up again, answered, and remembered.

Decides what the keys of a lesson do. What moves a lesson is decided in `lessons`; nothing here, not a word of
an answer, ever reaches the wire (law 1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from smtpwb.errors import WorkbenchError
from smtpwb.lessons import loading, progress
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import HINTS, Explain, FindOut
from smtpwb.transcript.entry import Change
from smtpwb.transcript.events import Opened
from smtpwb.transcript.transcript import Transcript

if TYPE_CHECKING:
    from smtpwb.tui.screens.question import QuestionScreen

_TYPE_IT = "Here something is to be done, not answered: type the line; {hint} gives a hint."
_READ_IT = "Here is nothing to guess: {answer} goes on."
_NO_MORE = "That was the last hint of this step."
_OVER = "This lesson is done: {lessons} has the others."


class Learning:
    """One lesson at a time. `say` shows a notice, `key` tells the key of an action, `changed` has the lesson
    drawn anew, `ask` shows the question at hand."""

    def __init__(
        self,
        transcript: Transcript,
        helo: str,
        say: Callable[..., Any],
        key: Callable[[str], str],
        changed: Callable[[], None],
        ask: Callable[[QuestionScreen], object],
    ) -> None:
        self._transcript, self._helo = transcript, helo
        self._say, self._key, self._changed, self._ask = say, key, changed, ask
        kept = progress.load()
        latest = progress.latest(kept)
        under_way = loading.find(latest) if latest else None
        self.begun = under_way is not None
        """The user wants this lesson: what is said to whatever server counts for it."""
        lesson = under_way or loading.first()
        self._run(lesson, kept.get(lesson.id))

    # One lesson after another

    def stands_at_first(self, wanted: bool, order: str) -> bool:
        """Whether the lesson stands there at the start: where a server is given, only one that was begun."""
        if not wanted or not order or self.begun:
            return wanted
        from smtpwb.practice.ports import is_practice
        from smtpwb.session.target import parse

        try:
            return is_practice(parse(order).host)
        except WorkbenchError:
            return False

    def begin(self, lesson: Lesson, anew: bool = False) -> None:
        """Begin a lesson where it was left, or from its first step."""
        self._run(lesson, None if anew else progress.load().get(lesson.id))

    def _run(self, lesson: Lesson, kept: progress.Kept | None) -> None:
        self.runner = Runner(lesson, {"helo": self._helo}, kept)
        self.runner.join(self._transcript)
        self._furthest = self._place

    def start(self, lesson: Lesson) -> None:
        """Begin a lesson, or go on with it, as asked for in the list."""
        if lesson.id != self.runner.lesson.id or self.runner.finished:
            self.begin(lesson)
        self.take_up()

    def take_up(self) -> None:
        """The user wants the lesson that stands there: it begins beside the dialogue as it is."""
        if not self.begun:
            self.begun = True
            self.runner.join(self._transcript)
            self._changed()

    def forget(self, lesson_id: str = "") -> None:
        """A lesson's progress was forgotten, or that of all: it begins anew."""
        if lesson_id in ("", self.runner.lesson.id):
            self.begin(self.runner.lesson, anew=True)

    # What happens

    def follow(self, change: Change) -> None:
        """The transcript has grown; a lesson that nobody began goes on at the practice server alone."""
        event = change.event
        self.begun = self.begun or (isinstance(event, Opened) and _at_practice(event))
        if not self.begun:
            self.runner.pass_over(self._transcript)
            return
        finished = self.runner.finished
        self.runner.observe(self._transcript, change)
        self._keep(finished)

    def looked(self, view: str) -> None:
        """A view was opened."""
        finished = self.runner.finished
        self.runner.looked(view)
        self._keep(finished)
        self._changed()

    def go_on(self) -> None:
        """The step at hand is read, or its question is to be answered."""
        self.take_up()
        step = self.runner.step
        if isinstance(step, FindOut):
            from smtpwb.tui.screens.question import QuestionScreen

            self._ask(QuestionScreen(self.runner, self._answered, self._key("hint")))
        elif isinstance(step, Explain):
            finished = self.runner.finished
            self.runner.go_on()
            self._keep(finished)
            self._changed()
        else:
            self._tell(_OVER if step is None else _TYPE_IT)

    def hint(self) -> None:
        """One hint more."""
        self.take_up()
        step = self.runner.step
        if step is None or isinstance(step, Explain):
            self._tell(_OVER if step is None else _READ_IT)
            return
        if self.runner.standing.depth == HINTS:
            self._tell(_NO_MORE)
        self.runner.deeper()
        self._changed()

    def _answered(self) -> None:
        """The question was answered, rightly or not."""
        self._keep(False)
        self._changed()

    def _tell(self, words: str) -> None:
        self._say(words.format(**{name: self._key(name) for name in ("answer", "hint", "lessons")}))

    # What is remembered

    @property
    def _place(self) -> tuple[int, int]:
        """How far it is; what was done on the wire can be lost again, the furthest is what counts."""
        return self.runner.standing.at, len(self.runner.passed)

    def _keep(self, was_finished: bool) -> None:
        """Record what has become of the lesson."""
        runner = self.runner
        if runner.finished:
            fault = "" if was_finished else progress.complete(runner.lesson.id, runner.helped)
        elif runner.begun and self._place > self._furthest and runner.step is not None:
            self._furthest = self._place
            given, helped = runner.standing.given, runner.helped
            fault = progress.keep(runner.lesson.id, runner.step.id, runner.passed, given, helped)
        else:
            return
        if fault:
            self._say(fault, severity="warning")


def _at_practice(event: Opened) -> bool:
    """Whether it leads to the practice server, which is not imported before there is a connection."""
    from smtpwb.practice.ports import is_practice

    return is_practice(event.host)
