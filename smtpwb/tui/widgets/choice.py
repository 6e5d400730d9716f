"""A choice of one among a few, all in view: arrow keys and mouse. The chosen one is in brackets.

Where the options would need more than two rows, the chosen one stands alone between two arrows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

MOST_ROWS = 2


def rows(widths: Sequence[int], room: int) -> list[list[int]]:
    """The indexes of options of these widths, row by row, each row within `room` with a blank between."""
    made: list[list[int]] = [[]]
    used = 0
    for index, width in enumerate(widths):
        if made[-1] and used + 1 + width > room:
            made.append([])
            used = 0
        used += width + bool(made[-1])
        made[-1].append(index)
    return made


class Choice(Widget, can_focus=True):
    """Draws its options, and says when another is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right,space", "move(1)", "Next", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; color: $foreground; }
    Choice:focus { color: $client; text-style: bold; }
    """
    chosen: reactive[int] = reactive(0, init=False)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, options: Sequence[tuple[str, str]], *, id: str | None = None) -> None:
        """`options` are (value, label), at least one; the first is chosen."""
        super().__init__(id=id)
        self._options = tuple(options)
        self._widths = [cell_len(label) + 2 for _, label in self._options]
        self.auto_links = False

    @property
    def value(self) -> str:
        return self._options[self.chosen][0]

    def choose(self, value: str) -> None:
        """Choose an option by its value. Raises ValueError if there is none."""
        self.chosen = [one for one, _ in self._options].index(value)

    def validate_chosen(self, chosen: int) -> int:
        return chosen % len(self._options)

    def watch_chosen(self) -> None:
        self.post_message(self.Changed())

    def action_move(self, by: int) -> None:
        self.chosen += by

    def action_choose(self, index: int) -> None:
        self.chosen = index

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        needed = len(rows(self._widths, width))
        return needed if needed <= MOST_ROWS else 1

    def render(self) -> Content:
        laid = rows(self._widths, self.size.width)
        if len(laid) > MOST_ROWS:
            return self._alone()
        return Content("\n").join(Content(" ").join(map(self._option, row)) for row in laid)

    def _option(self, index: int) -> Content:
        label = self._options[index][1]
        if index == self.chosen:
            return Content.styled(f"[{label}]", "reverse")
        return Content(f" {label} ").stylize(f"@click=choose({index})")

    def _alone(self) -> Content:
        number = len(self._options)
        before, after = (
            Content(arrow).stylize(f"@click=choose({(self.chosen + by) % number})")
            for arrow, by in ((" ◂ ", -1), (" ▸ ", 1))
        )
        place = Content.styled(f" {self.chosen + 1} of {number}", "$remark")
        return Content.assemble(before, self._option(self.chosen), after, place)
