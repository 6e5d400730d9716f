"""A question of the program that carries the connection, and its answer: ssh's host key, passphrase, PIN.

The answer goes to the program alone: it is masked from the first keystroke, never copied, never kept (law 4).
What is asked comes from outside, and is drawn as visible text (law 3).
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from smtpwb.session.ways.trip import Asks, Question
from smtpwb.transcript.wording import BULLET
from smtpwb.tui.screens.frame import Framed
from smtpwb.tui.widgets.field import Field

_KEYS = {
    Asks.SECRET: "Enter answers · Esc answers nothing",
    Asks.CONFIRM: "y yes · n no · Esc no",
    Asks.NOTHING: "goes away by itself · Esc hides it",
}
_HINTS = {
    Asks.SECRET: "It goes to ssh alone, and is kept nowhere.",
    Asks.CONFIRM: "Ask whoever runs the host for its key, and compare, before you say yes.",
    Asks.NOTHING: "",
}


class Secret(Field):
    """A line of which nothing but its length is ever shown or copied."""

    def __init__(self) -> None:
        super().__init__()
        self.password = True

    @property
    def selected_text(self) -> str:
        return BULLET * len(super().selected_text)


class AskScreen(Framed[str | None]):
    """Asks one question; the result is the answer, or None when it is refused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "refuse", "Refuse", show=False),
        Binding("left,up", "app.focus_previous", "Previous", show=False),
        Binding("right,down", "app.focus_next", "Next", show=False),
        Binding("y", "say('yes')", "Yes", show=False),
        Binding("n", "say('no')", "No", show=False),
    ]
    DEFAULT_CSS = """
    AskScreen {
        & > #question {
            width: 76; height: auto; max-height: 100%; padding: 0 1;
        }
        & VerticalScroll { height: auto; max-height: 12; margin-top: 1; scrollbar-size-vertical: 1; }
        & Static { height: auto; }
        & Secret { margin-top: 1; }
        & #hint { color: $remark; margin-top: 1; }
        & #buttons { height: 1; margin-top: 1; align-horizontal: center; }
        & Button { margin: 0 1; min-width: 11; }
    }
    """

    def __init__(self, question: Question, by: str = "ssh") -> None:
        super().__init__()
        self._question, self._by = question, by

    def compose(self) -> ComposeResult:
        asks = self._question.asks
        with Vertical(id="question") as frame:
            frame.border_title = f"{self._by} asks" if asks is not Asks.NOTHING else f"{self._by} says"
            frame.border_subtitle = Content(_KEYS[asks])
            with VerticalScroll(can_focus=False):
                yield Static(Content(self._question.shown), markup=False)
            if asks is Asks.SECRET:
                yield Secret()
            if _HINTS[asks]:
                yield Static(_HINTS[asks], id="hint", markup=False)
            with Horizontal(id="buttons"):
                if asks is Asks.CONFIRM:
                    yield Button("No", id="no", compact=True)
                    yield Button("Yes", id="yes", compact=True)
                elif asks is Asks.SECRET:
                    yield Button("Answer", id="answer", variant="primary", compact=True)
                    yield Button("Answer nothing", id="refuse", compact=True)
                else:
                    yield Button("Hide", id="refuse", compact=True)

    def on_mount(self) -> None:
        for text in self.query(Static):
            text.auto_links = False
        self.query("Secret, Button").first().focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters are keys only where there is nothing to type."""
        return action != "say" or self._question.asks is Asks.CONFIRM

    def action_say(self, answer: str) -> None:
        self.dismiss(answer)

    def action_refuse(self) -> None:
        self.dismiss("no" if self._question.asks is Asks.CONFIRM else None)

    @on(Input.Submitted)
    def action_answer(self) -> None:
        self.dismiss(self.query_one(Secret).value)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "yes" | "no" as answer:
                self.dismiss(answer)
            case "answer":
                self.action_answer()
            case _:
                self.action_refuse()
