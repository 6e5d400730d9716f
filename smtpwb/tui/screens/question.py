"""A question of a lesson: a choice of a few, or one line to write. A wrong answer may be tried again.

Decides how it is asked, below the dialogue that it is about; what is right is decided by the lesson. What is
typed here goes nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import HINTS, FindOut
from smtpwb.tui.screens.frame import Framed, moved
from smtpwb.tui.screens.workbench import WIDE
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.inert import inert

_NOTHING = "Type an answer first; Esc is for later."
_NO_MORE = "That was the last hint."


class QuestionScreen(Framed[None]):
    """Asks the question at hand until it is answered, or put off with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Later", show=False),
        Binding("alt+h", "hint", "Hint", id="hint", show=False),
        moved("mailbox", "app.mailbox"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 (as Textual declares it)
    DEFAULT_CSS = """
    QuestionScreen {
        align: right bottom;
        & > Vertical { width: 76; height: auto; max-height: 100%; padding: 0 1; overflow-y: auto; }
        & Static { height: auto; margin-top: 1; }
        & OptionList, & OptionList:focus {
            height: auto; max-height: 12; margin: 1 0; padding: 0; border: none; background: $surface;
            scrollbar-size-vertical: 1;
        }
        & Field, & Field:focus { margin: 1 0; }
        & #said { margin: 0 0 1 0; display: none; }
        & #said.-said { display: block; }
    }
    QuestionScreen.-narrow > Vertical { width: 100%; }
    """

    def __init__(self, runner: Runner, answered: Callable[[], None], hint_key: str) -> None:
        """`answered` is called after every answer, right or wrong, and after every hint."""
        super().__init__()
        assert isinstance(runner.step, FindOut)
        self._runner, self._step, self._answered = runner, runner.step, answered
        self._hint_key = hint_key

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(self._step.title)
            frame.border_subtitle = Content(f"Enter answer · {self._hint_key} hint · Esc later")
            yield inert(self._step.question)
            if self._step.choices:
                yield OptionList(*(Option(Content(one)) for one in self._step.choices), markup=False)
            else:
                yield Field()
            yield inert(id="said")

    def on_mount(self) -> None:
        self.query_one("OptionList, Field").focus()
        self._show()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._answer(self._step.choices[event.option_index])

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._answer(event.value)
        else:
            self._say([Content.styled(_NOTHING, "$remark")])

    def _answer(self, text: str) -> None:
        right = self._runner.answer(text)
        self._answered()
        if right:
            self.dismiss(None)
        else:
            self._show()

    def action_hint(self) -> None:
        """One hint more."""
        over = self._runner.standing.depth == HINTS
        self._runner.deeper()
        self._answered()
        self._show([Content.styled(_NO_MORE, "$remark")] if over else [])

    def _show(self, more: Sequence[Content] = ()) -> None:
        """What a wrong answer missed, and the hints taken."""
        advised = self._runner.advised
        lines = [Content.styled(advised.text, "$reply-4yz")] if advised is not None else []
        lines += [Content.assemble(("Hint  ", "$remark"), one) for one in self._runner.hints]
        self._say([*lines, *more])

    def _say(self, lines: Sequence[Content]) -> None:
        said = self.query_one("#said")
        said.set_class(bool(lines), "-said")
        said.update(Content("\n").join(lines))  # type: ignore[attr-defined]
