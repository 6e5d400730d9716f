"""The line at the bottom: the three tabs, and the few keys that matter now. Both can be clicked."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from smtpwb.tui.actions import ACTIONS, BY_ID, Action, Where, key_label

TABS = ("dialogue", "reference", "lessons")


class KeyBar(Widget):
    """Draws one row from the actions table; what does not fit is left out, the last first."""

    DEFAULT_CSS = "KeyBar { height: 1; background: $panel; color: $foreground; }"
    where: reactive[Where] = reactive(Where.OFFLINE)
    tab: reactive[str] = reactive(TABS[0])

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._keys = keys
        self.auto_links = False

    def _key(self, action: Action) -> str:
        return key_label(self._keys.get(action.id, action.key))

    def render(self) -> Content:
        tabs = [self._tab(BY_ID[name]) for name in TABS]
        row = Content(" ").join([Content(""), *tabs])
        room = self.size.width - row.cell_length - 3
        hints: list[Content] = []
        for text, action in self._hints():
            width = cell_len(text) + (3 if hints else 0)
            if width > room:
                break
            room -= width
            key, _, label = text.partition(" ")
            run = f"@click=app.{action.run}" if action else ""
            hint = Content.assemble((key, "bold"), " ", (label, "$remark"))
            hints.append(hint.stylize(run) if run else hint)
        return Content.assemble(row, (" │ ", "$remark"), Content.styled(" · ", "$remark").join(hints))

    def _tab(self, action: Action) -> Content:
        chosen = action.id == self.tab
        label = f" {self._key(action)} {action.label} "
        return Content(label).stylize("reverse" if chosen else "$remark").stylize(f"@click=app.{action.run}")

    def _hints(self) -> list[tuple[str, Action | None]]:
        fixed: list[tuple[str, Action | None]] = []
        if self.where in (Where.OFFLINE, Where.DIALOGUE, Where.CONTENT):
            fixed = [("Tab complete", None)]
        actions = [action for action in ACTIONS if self.where in action.where]
        actions.sort(key=lambda action: action.id == "help")
        return fixed + [(f"{self._key(action)} {action.label}", action) for action in actions]
