"""What a player of a lesson does at each step: first each scripted wrong turn, then the right one.

Read from the lesson alone; how a turn is taken, on the wire or in a terminal, is the player's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.lesson import Lesson, fill
from smtpwb.lessons.steps import Do, Explain, FindOut, Step


@dataclass(frozen=True)
class Turn:
    """One thing to do: exactly one of lines to type, an answer, a view to open, or going on."""

    lines: tuple[str, ...] = ()
    answer: str = ""
    view: str = ""
    expects: str = ""
    """The advice that it brings; empty: it is the right turn."""
    queued: bool = False
    """The lines go in one write (RFC 2920)."""
    log_in: str = ""
    """The mechanism to answer, where the line depends on the challenge."""


@dataclass
class Turns:
    """The turns of one lesson; each wrong one comes up once."""

    lesson: Lesson
    wrong: bool = True
    taken: set[tuple[str, str]] = field(default_factory=set)

    def next(self, step: Step) -> Turn:
        """What to do at this step now."""
        if self.wrong:
            for turn in wrong_turns(step):
                key = (step.id, turn.expects)
                if key not in self.taken:
                    self.taken.add(key)
                    return turn
        return self.right(step)

    @property
    def left(self) -> list[tuple[str, str]]:
        """The wrong turns that were never taken: step and advice."""
        if not self.wrong:
            return []
        scripted = [(step.id, turn.expects) for step in self.lesson.steps for turn in wrong_turns(step)]
        return [one for one in scripted if one not in self.taken]

    def right(self, step: Step) -> Turn:
        match step:
            case Explain():
                return Turn()
            case FindOut():
                return Turn(answer=step.answer)
            case Do():
                return self._done(step)

    def _done(self, step: Do) -> Turn:
        views = [one.looked for one in step.done if one.looked]
        if step.say:
            words = {name: one.default for name, one in self.lesson.placeholders.items()}
            lines = tuple(fill(step.say, words).split("\n"))
            return Turn(lines=lines, queued=any(one.pipelined for one in step.done))
        if views:
            return Turn(view=views[0])
        answers = [one for one in step.done if "(answer)" in one.answers]
        if answers:
            return Turn(log_in=answers[0].mechanism or "PLAIN")
        return Turn(lines=(_content(step.done),))


def _content(done: tuple[Condition, ...]) -> str:
    """A line of a message that does it; an empty one where that is asked for."""
    wanted = [one.argument for one in done if one.sent]
    return "" if wanted and wanted[0] and re.search(wanted[0], "") else "test"


def wrong_turns(step: Step) -> list[Turn]:
    """The scripted ones, in order."""
    match step:
        case Do():
            tried = [one for one in step.advice if one.tried]
            return [Turn(lines=tuple(one.tried.split("\n")), expects=one.text) for one in tried]
        case FindOut():
            return [
                Turn(answer=_written(one.when, step), expects=one.text)
                for one in step.wrong
                if _written(one.when, step)
            ]
        case _:
            return []


def _written(when: str, step: FindOut) -> str:
    """An answer that this wrong one is about: itself, or its expression made plain; empty: none is found."""
    plain = re.sub(r"\(\?:([^()|]*)[^()]*\)\??", r"\1", when)
    plain = re.sub(r"\(([^()|]*)[^()]*\)\??", r"\1", plain)
    plain = re.sub(r"\[(.)[^\]]*\][?*+]?", r"\1", plain)
    plain = re.sub(r"(\\?.)[?*]", "", plain).replace("+", "").split("|")[0]
    plain = plain.replace("\\d", "9").replace("\\.", ".").replace("\\", "").replace("^", "").replace("$", "")
    for one in (when, plain):
        missed = step.missed(one)
        if missed is not None and missed.when == when and not step.right(one):
            return one
    return ""
