"""The lesson beside the dialogue: the step at hand, what to type, why, and advice when it goes wrong."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.lessons.lesson import Step
from smtpwb.lessons.runner import Runner
from smtpwb.tui.widgets.inert import inert


def step(runner: Runner, narrow: bool) -> Content:
    """The present step; on a narrow screen the line to type and one sentence."""
    if runner.finished:
        return finished(runner)
    if runner.aside:
        return Content(runner.aside)
    now = runner.step
    assert now is not None
    if narrow:
        return _brief(runner, now)
    lines: list[Content] = [Content.styled(now.title, "bold")]
    if runner.say:
        lines.append(Content.assemble(("Type    ", "$remark"), (runner.say, "$client bold")))
    if runner.advice:  # it went wrong: only what helps now, so that the reply keeps its room
        return Content("\n").join([*lines, Content.styled(runner.advice, "$reply-4yz")])
    if now.expect:
        lines.append(Content.assemble(("Expect  ", "$remark"), now.expect))
    lines.append(Content(now.explain))
    if now.remark:
        lines.append(Content.styled(f"In 2003: {{{now.remark}}}", "$remark"))
    lines.append(Content.styled(" · ".join(now.sources), "$remark"))
    return Content("\n").join(lines)


def _brief(runner: Runner, now: Step) -> Content:
    """What to type, and the advice or the first sentence of the why."""
    lines = [Content.assemble(("Type  ", "$remark"), (runner.say, "$client bold"))] if runner.say else []
    if runner.advised is not None:
        lines.append(Content.styled(runner.advised.text, "$reply-4yz"))
    else:
        lines.append(Content(now.explain.partition(". ")[0].rstrip(".") + "."))
    return Content("\n").join(lines)


def finished(runner: Runner) -> Content:
    """What was learned, and what to do next."""
    lesson = runner.lesson
    lines = [Content.styled("Done. You have held an SMTP dialogue by hand.", "bold $reply-2yz")]
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

    def compose(self) -> ComposeResult:
        yield inert()

    def show(self, runner: Runner, narrow: bool) -> None:
        """Show the runner's present step."""
        self.set_class(runner.finished, "-done")
        if runner.finished:
            self.border_title = f"{runner.lesson.title}: done"
        else:
            self.border_title = f"{runner.lesson.title} {runner.number}/{runner.total}"
        self.query_one(Static).update(step(runner, narrow))
        self.scroll_home(animate=False, immediate=True)
