"""The lesson beside the dialogue: the step at hand, what to type, why, and what helps when it goes wrong.

Decides what of a step is shown in which room; on a narrow screen that is what to do and one sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.lessons import score
from smtpwb.lessons.advising import Said
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import Do, Explain, FindOut
from smtpwb.tui.actions import BY_ID, key_label
from smtpwb.tui.widgets.inert import inert


def key_of(id: str) -> str:
    """The key of an action where nobody has moved it."""
    return key_label(BY_ID[id].key)


def step(runner: Runner, narrow: bool) -> Content:
    """The present step; on a narrow screen its task, and what helps or one sentence."""
    if runner.finished:
        return finished(runner)
    if runner.aside and not runner.way_out:
        return Content(runner.aside)
    now, parts = runner.step, list[Content]()
    match now:
        case Do():
            parts += _brief(runner, now) if narrow else _whole(runner, now)
        case Explain():
            parts += [*_right(runner), *_text(now.title, now.explain, narrow)]
        case FindOut():
            parts += _asked(runner, now, narrow)
    if not narrow and now is not None and not runner.advice:
        parts.append(Content.styled(" · ".join(now.sources), "$remark"))
    return Content("\n").join(parts)


def _right(runner: Runner) -> Iterator[Content]:
    """What the last right answer showed, until a hint takes its room."""
    if runner.learned and not runner.hints:
        yield Content.assemble(("✓ ", "bold $reply-2yz"), runner.learned)


def _text(title: str, text: str, narrow: bool) -> Iterator[Content]:
    if not narrow:
        yield Content.styled(title, "bold")
    yield Content(text)


def _asked(runner: Runner, now: FindOut, narrow: bool) -> Iterator[Content]:
    if not narrow:
        yield from _right(runner)
    yield from _text(now.title, now.question, narrow)
    yield from (Content.assemble(("· ", "$remark"), one) for one in now.choices if not narrow)
    yield from (*_helps(runner, narrow), *(_right(runner) if narrow else ()))


def _whole(runner: Runner, now: Do) -> Iterator[Content]:
    """The task, then what helps; what has gone wrong leaves the reply its room."""
    yield from _right(runner)
    yield Content.styled(now.title, "bold")
    yield from _line(runner, "Type    ") if runner.say else (Content(now.explain),)
    yield from _helps(runner)
    if _advised(runner) is not None:
        return
    if now.expect:
        yield Content.assemble(("Expect  ", "$remark"), now.expect)
    if runner.say:
        yield Content(now.explain)
    elif runner.line:
        yield Content.styled("By now you know the line.", "$remark")
    if now.remark:
        yield Content.styled(f"In 2003: {{{now.remark}}}", "$remark")


def _brief(runner: Runner, now: Do) -> Iterator[Content]:
    """The task in its first rows, whatever else there is to say; and what helps, or the why."""
    helps = [*_helps(runner, narrow=True), *_right(runner)]
    task = now.explain.partition(". ")[0].rstrip(".") + "."
    if runner.say:
        yield from (*_line(runner, "Type  "), *(helps or [Content(task)]))
    else:
        yield from (Content.styled(task, "bold"), *helps) if helps else (Content(now.explain),)


def _line(runner: Runner, label: str) -> Iterator[Content]:
    for index, line in enumerate(runner.say.split("\n")):
        before = "" if index else label
        said = (line, "$client bold") if line else ("(an empty line)", "$remark")
        yield Content.assemble((f"{before:<{len(label)}}", "$remark"), said)


def _helps(runner: Runner, narrow: bool = False) -> Iterator[Content]:
    """What has to be typed first, what the last wrong turn means, and the newest hint; a line that stands
    there anyway is no hint."""
    if runner.way_out and runner.advised is None:
        yield Content.assemble(("First ", "$remark"), (runner.way_out, "$client bold"), *_why_first(runner))
    advised, hints = _advised(runner), runner.hints
    if advised is not None:
        yield Content.styled(advised.text if narrow else runner.advice, "$reply-4yz")
    if hints and not (advised is not None and runner.say and runner.say in hints[-1]):
        yield Content.assemble((f"Hint {len(hints)}  ", "$remark"), hints[-1])


def _advised(runner: Runner) -> Said | None:
    """What the last wrong turn means, unless the Reply panel says just that."""
    advised = runner.advised
    return None if advised is None or advised.diagnosed else advised


def _why_first(runner: Runner) -> Iterator[Content]:
    if runner.aside:
        yield Content.styled("  this step begins with a connection of its own", "$remark")


def finished(runner: Runner) -> Content:
    """What was learned, and what to do next."""
    lesson = runner.lesson
    done = "Done. You have held an SMTP dialogue by hand." if lesson.id == "walkthrough" else "Done."
    lines = [*_right(runner), Content.styled(done, "bold $reply-2yz")]
    lines.append(Content(score.told(lesson, runner.helped)))
    if again := score.repeat(lesson, runner.helped):
        lines.append(Content(f"→ Repeat: {' · '.join(again)}"))
    lines += [Content(f"→ {sentence}") for sentence in lesson.next]
    lines.append(Content.styled("What you have learned", "bold"))
    lines += [Content(f"✓ {sentence}") for sentence in lesson.learned]
    return Content("\n").join(lines)


class LessonPanel(VerticalScroll, can_focus=True):
    """Shows where the lesson stands."""

    DEFAULT_CSS = """
    LessonPanel { padding: 0 1; scrollbar-size-vertical: 1; }
    LessonPanel > Static { width: 1fr; height: auto; }
    """
    key: Callable[[str], str] = staticmethod(key_of)
    """Tells the key of an action, as people write it."""

    def compose(self) -> ComposeResult:
        yield inert()

    def show(self, runner: Runner, narrow: bool) -> None:
        """Show the runner's present step."""
        self.set_class(runner.finished, "-done")
        self.set_class(isinstance(runner.step, FindOut), "-asked")
        self.set_class(bool(runner.hints or runner.advised or runner.learned or runner.way_out), "-helped")
        self.border_title = self._title(runner)
        self.query_one(Static).update(step(runner, narrow))
        self.scroll_home(animate=False, immediate=True)

    def _title(self, runner: Runner) -> Content:
        """How far one is, and which keys lead on where it is not the line that does."""
        if runner.finished:
            return Content(f"{runner.lesson.title}: done")
        parts = [Content(f"{runner.lesson.title} {runner.number}/{runner.total}")]
        if isinstance(runner.step, Explain | FindOut):
            goes = "answer" if isinstance(runner.step, FindOut) else "go on"
            parts.append(Content.styled(f"{self.key('answer')} {goes}", "bold $client"))
        return Content(" · ").join(parts)
