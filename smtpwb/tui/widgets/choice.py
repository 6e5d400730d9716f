"""A choice of one among a few, all in view: arrow keys and mouse. The chosen one is in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_TIED = "\N{NO-BREAK SPACE}"


class Choice(Widget, can_focus=True):
    """Draws its options one after another; they wrap where the row is too short for them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right,space", "move(1)", "Next", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; color: $foreground; }
    Choice:focus { color: $client; text-style: bold; }
    """
    chosen: reactive[int] = reactive(0, layout=False)

    class Changed(Message):
        """Another option was chosen."""

        def __init__(self, choice: Choice, value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        """`options` are (value, label), at least one; the first is chosen."""
        super().__init__(id=id)
        self._options = tuple(options)
        self.auto_links = False

    @property
    def value(self) -> str:
        return self._options[self.chosen][0]

    def choose(self, value: str) -> None:
        """Choose an option by its value; no option has it: nothing changes."""
        values = [one for one, _ in self._options]
        if value in values:
            self.chosen = values.index(value)

    def watch_chosen(self) -> None:
        self.post_message(self.Changed(self, self.value))

    def validate_chosen(self, chosen: int) -> int:
        return chosen % len(self._options)

    def action_move(self, by: int) -> None:
        self.chosen += by

    def action_choose(self, index: int) -> None:
        self.chosen = index

    def render(self) -> Content:
        return Content(" ").join(self._option(index) for index in range(len(self._options)))

    def _option(self, index: int) -> Content:
        label = self._options[index][1].replace(" ", _TIED)
        if index == self.chosen:
            return Content.styled(f"[{label}]", "reverse")
        return Content(f"{_TIED}{label}{_TIED}").stylize(f"@click=choose({index})")
