"""The lesson beside the dialogue: the step at hand, what to type, why, and advice when it goes wrong."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smtpwb.lessons.runner import Runner


def step(runner: Runner, narrow: bool) -> Content:
    """The present step; on a narrow screen the line to type and one sentence."""
    if runner.finished:
        return finished(runner)
    now = runner.step
    assert now is not None
    lines: list[Content] = [Content.styled(now.title, "bold")]
    if runner.say:
        lines.append(Content.assemble(("Type  ", "$remark"), (runner.say, "$client bold")))
    if runner.advice:
        lines.append(Content.styled(runner.advice, "$reply-4yz"))
    if narrow and runner.say:
        # one row is enough: the line to type, or the advice
        return Content("\n").join(lines[1:])
    lines.append(Content(now.explain))
    if now.expect:
        lines.append(Content.assemble(("Expect  ", "$remark"), now.expect))
    lines.append(Content.styled(" · ".join(now.sources), "$remark"))
    return Content("\n").join(lines)


def finished(runner: Runner) -> Content:
    """What was learned, and what to do next."""
    lesson = runner.lesson
    lines = [Content.styled("Done. You have held an SMTP dialogue by hand.", "bold $reply-2yz")]
    lines += [Content(f"✓ {sentence}") for sentence in lesson.learned]
    lines.append(Content.styled("Next", "bold"))
    lines += [Content(f"→ {sentence}") for sentence in lesson.next]
    return Content("\n").join(lines)


class LessonPanel(VerticalScroll, can_focus=True):
    """Shows where the lesson stands."""

    DEFAULT_CSS = """
    LessonPanel { padding: 0 1; scrollbar-size-vertical: 1; }
    LessonPanel > Static { width: 1fr; height: auto; }
    """

    def compose(self) -> ComposeResult:
        text = Static("", markup=False)
        text.auto_links = False
        yield text

    def show(self, runner: Runner, narrow: bool) -> None:
        """Show the runner's present step."""
        if runner.finished:
            self.border_title = f"{runner.lesson.title}: done"
        else:
            self.border_title = f"{runner.lesson.title} {runner.number}/{runner.total}"
        self.query_one(Static).update(step(runner, narrow))
        self.scroll_home(animate=False, immediate=True)
