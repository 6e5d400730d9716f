"""Every lesson, played in a real terminal by what stands on the screen: the right way and each wrong turn.

`python -m tests.soak lessons` plays all of them, on a small screen and on a large one; `lessons auth mx` only
these.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.loading import lessons
from smtpwb.lessons.steps import Do, Explain, FindOut, Step
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.session.target import is_target
from tests.lessons.turns import Turn, Turns
from tests.terminal import Terminal, smtpwb

SIZES = ((80, 24), (120, 40))
MOST_TURNS = 12
"""For each step."""
_KEYS = {
    "mailbox": ("M-m", "Enter", "Escape", "Escape"),
    "bounce": ("M-m", "Enter", "b", "Escape", "Escape"),
    "reference": ("F3", "F2"),
    "drill": ("M-l", "Escape"),
    "certificate": (),
}
"""How each view is opened and left."""
_ABOVE = 12
"""Entries among which that of the TLS handshake is."""
_WORDS = 24
"""Characters of an advice that have to stand on the screen: on a small one the rest may be cut."""
Course = tuple[str, Callable[[], object]]


def courses(*ids: str) -> Iterator[Course]:
    """Each lesson, or each of these, on each size of screen, to be played when called."""
    unknown = set(ids) - {lesson.id for lesson in lessons()}
    assert not unknown, f"no lessons: {', '.join(sorted(unknown))}"
    for lesson in (one for one in lessons() if not ids or one.id in ids):
        for size in SIZES:
            yield f"{lesson.id}, {size[0]}×{size[1]}", partial(play, lesson, size)


def play(lesson: Lesson, size: tuple[int, int], wrong: bool = True) -> None:
    """Play one lesson to its end in a terminal of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="smtpwb-lesson-") as home,
        Terminal(smtpwb(), size=size, home=Path(home)) as screen,
    ):
        Hands(screen, lesson, wrong).play()


class Hands:
    """A learner who knows only what the lesson says and what the screen shows."""

    def __init__(self, screen: Terminal, lesson: Lesson, wrong: bool) -> None:
        self.screen, self.lesson = screen, lesson
        self.turns = Turns(lesson, wrong)
        self.called: Counter[str] = Counter()
        self.fruitless: Counter[str] = Counter()

    def play(self) -> None:
        self._choose()
        for _ in range(MOST_TURNS * len(self.lesson.steps)):
            number = self._number()
            if number is None:
                break
            step = self.lesson.steps[number - 1]
            turn = self.turns.next(step)
            self._take(turn, step)
            if turn.expects:
                self._advised(turn, step)
            else:
                self._led_on(number, step)
        assert self._number() is None, f"{self.lesson.id} never ends\n{self.screen.screen}"
        assert self.turns.left == []

    def _choose(self) -> None:
        """Begin the lesson from the Lessons tab."""
        self.screen.wait("F4 Lessons")
        self.screen.key("F4")
        self.screen.until(_pointed, "a row that is pointed at")
        for _ in range(2 * len(lessons())):
            if self.lesson.title[:20] in (pointed := _pointed(self.screen.screen)):
                break
            self.screen.key("Down")
            self.screen.until(partial(_moved, pointed), "the next row")
        self.screen.key("Enter")
        self.screen.wait(self._place(r"\d+"))

    def _place(self, number: str) -> str:
        return rf"{re.escape(self.lesson.title)} {number}/{len(self.lesson.steps)}"

    def _number(self) -> int | None:
        """The step at hand by the frame of the lesson; None when it is done."""
        shown = self.screen.until(
            lambda one: re.search(self._place(r"\d+") + f"|{re.escape(self.lesson.title)}: done", one),
            "the lesson",
        )
        found = re.search(self._place(r"(\d+)"), shown)
        return int(found[1]) if found is not None else None

    # Turns

    def _take(self, turn: Turn, step: Step) -> None:
        if isinstance(step, FindOut):
            self._answer(turn.answer, step)
        elif isinstance(step, Explain):
            self.screen.key("M-a")
        elif turn.view:
            self._look(turn.view)
        elif turn.log_in:
            self._log_in()
        else:
            assert isinstance(step, Do)
            if turn.queued:
                self._queue(turn.lines)
            else:
                for line in turn.lines:
                    self._type(line, step)

    def _queue(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.screen.type(line)
            self.screen.key("C-j")
            self._quiet()
        self.screen.key("Enter")
        self._quiet()

    def _type(self, line: str, step: Do) -> None:
        shown = self.screen.screen
        order = step.connects and is_target(line)
        if order and "not connected" not in shown:
            self.screen.key("C-]")
            self.screen.wait("not connected|closed")
        if re.search("user name:|password:", shown):
            self.screen.key("C-t")  # the lesson has it answered in base64 by hand
        self.screen.key("C-u")  # an order that failed stands there again
        self.screen.enter(line)
        self._quiet()
        if order and "Mail exchangers" in self.screen.screen:
            self.screen.key(*["Down"] * self.called[line], "Enter")  # one that was down is not tried again
            self.called[line] += 1
            self._quiet()

    def _log_in(self) -> None:
        self.screen.wait("user name:|password:")
        if "user name:" in self.screen.screen:
            self.screen.enter(USER)
        self.screen.wait("password:")
        self.screen.enter(PASSWORD)
        self._quiet()

    def _look(self, view: str) -> None:
        """Open a view as its keys say, and come back."""
        number = self._number()
        for name in _KEYS[view]:
            self.screen.key(name)
            self._quiet()
        if view == "certificate":
            for _ in range(_ABOVE):  # TLS is told of by an entry further up
                if self._number() != number:
                    break
                self.screen.key("M-Up")
                self._quiet()
            self.screen.key("Escape")
            self._quiet()

    def _answer(self, answer: str, step: FindOut) -> None:
        self.screen.key("M-a")
        self.screen.wait("Esc later")
        if step.choices:
            self.screen.key("Home", *["Down"] * step.choices.index(answer))
            self.screen.key("Enter")
        else:
            self.screen.enter(answer)
        self._quiet()

    def _quiet(self) -> None:
        """Until the screen stands still: a person reads before he goes on."""
        before, since = self.screen.screen, time.monotonic()
        while time.monotonic() - since < 0.25:
            time.sleep(0.04)
            if (now := self.screen.screen) != before:
                before, since = now, time.monotonic()

    # What it brings

    def _advised(self, turn: Turn, step: Step) -> None:
        """The advice stands there; a question is left open until then."""
        wanted = "".join(turn.expects.split())[:_WORDS]
        self.screen.until(lambda shown: wanted in _plain(shown), f"{turn.expects!r} after {turn}")
        if isinstance(step, FindOut):
            self.screen.wait("Esc later")
            self.screen.key("Escape")
            self.screen.until(lambda shown: "Esc later" not in shown, "the lesson behind the question")

    def _led_on(self, number: int, step: Step) -> None:
        """Another step is at hand; of what was told to come back later, after that while."""
        end = time.monotonic() + 10
        while self._number() == number:
            waits = re.findall(r"again in (\d+)", self.screen.screen)
            if waits and isinstance(step, Do) and step.in_turn:
                time.sleep(int(waits[-1]) + 1)
                return
            if time.monotonic() > end:  # an exchanger that is down: the next one is tried
                self.fruitless[step.id] += 1
                assert self.fruitless[step.id] == 1, f"{step.id} leads nowhere\n{self.screen.screen}"
                return
            time.sleep(0.05)


def _moved(before: str, shown: str) -> bool:
    """Another row is pointed at."""
    return _pointed(shown) not in ("", before)


def _pointed(shown: str) -> str:
    """The row of the list that is pointed at."""
    found = re.search(r"▌([^│\n]*)", shown)
    return found[1] if found is not None else ""


def _plain(shown: str) -> str:
    """The letters of a screen, frames and blanks aside, each panel for itself."""
    panels = [re.split("[│┤├]+", row) for row in shown.splitlines()]
    width = max(map(len, panels), default=0)
    return "".join("".join(row[at] for row in panels if at < len(row)) for at in range(width)).replace(
        " ", ""
    )
