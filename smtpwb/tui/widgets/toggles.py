"""Several things that are on or off, all in view: arrow keys point, space turns; or the mouse."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from smtpwb.tui.widgets.choice import rows

_MARKS = {True: "■", False: "□"}


class Toggles(Widget, can_focus=True):
    """Draws its options, and says when one is turned on or off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Previous", show=False),
        Binding("right", "move(1)", "Next", show=False),
        Binding("space", "turn", "Turn on or off", show=False),
    ]
    DEFAULT_CSS = """
    Toggles { height: auto; width: 1fr; color: $foreground; }
    Toggles:focus { color: $client; text-style: bold; }
    """
    pointed: reactive[int] = reactive(0)

    class Changed(Message):
        """One was turned."""

    def __init__(
        self, options: Mapping[str, str], on: Collection[str] = (), *, id: str | None = None
    ) -> None:
        """`options`: value → label, at least one; those of `on` are on."""
        super().__init__(id=id)
        self.auto_links = False
        self._options = tuple(options.items())
        self._widths = [cell_len(label) + 4 for _, label in self._options]
        self.on = frozenset(on)
        """The values of those that are on."""

    def validate_pointed(self, pointed: int) -> int:
        return pointed % len(self._options)

    def action_move(self, by: int) -> None:
        self.pointed += by

    def action_turn(self, index: int = -1) -> None:
        """Turn the one at `index`; -1: the one pointed at."""
        self.pointed = index if index >= 0 else self.pointed
        self.on ^= {self._options[self.pointed][0]}
        self.refresh()
        self.post_message(self.Changed())

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(rows(self._widths, width))

    def render(self) -> Content:
        laid = rows(self._widths, self.size.width)
        return Content("\n").join(Content(" ").join(map(self._option, row)) for row in laid)

    def _option(self, index: int) -> Content:
        value, label = self._options[index]
        style = "reverse" if self.has_focus and index == self.pointed else ""
        shown = Content.styled(f" {_MARKS[value in self.on]} {label} ", style)
        return shown.stylize(f"@click=turn({index})")
