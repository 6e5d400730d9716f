"""The line at the bottom: the three tabs, and the few keys that matter now. Both can be clicked."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from smtpwb.tui.actions import ACTIONS, BY_ID, Action, Where, key_label

TABS = ("help", "dialogue", "reference", "lessons")


class KeyBar(Widget):
    """Draws one row from the actions table; what does not fit is left out, the last first."""

    DEFAULT_CSS = "KeyBar { height: 1; background: $panel; color: $foreground; }"
    where: reactive[Where] = reactive(Where.OFFLINE)
    tab: reactive[str] = reactive("dialogue")

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._keys = keys
        self.auto_links = False

    def _key(self, action: Action) -> str:
        return key_label(self._keys.get(action.id, action.key))

    def render(self) -> Content:
        tabs = [self._tab(BY_ID[name]) for name in TABS]
        row = Content.assemble(*tabs)
        room = self.size.width - row.cell_length - 2
        hints: list[Content] = []
        for action in self._hints():
            key, label = self._key(action), action.label
            width = cell_len(f"{key} {label}") + (3 if hints else 0)
            if width > room:
                break
            room -= width
            hint = Content.assemble((key, "bold"), " ", (label, "$remark"))
            hints.append(hint.stylize(f"@click=app.{action.run}"))
        if not hints:
            return row
        return Content.assemble(row, ("│ ", "$remark"), Content.styled(" · ", "$remark").join(hints))

    def _tab(self, action: Action) -> Content:
        chosen = action.id == self.tab
        label = f" {self._key(action)} {action.label.capitalize()} "
        return Content(label).stylize("reverse" if chosen else "$remark").stylize(f"@click=app.{action.run}")

    def _hints(self) -> list[Action]:
        return [action for action in ACTIONS if self.where in action.where and action.id not in TABS]
