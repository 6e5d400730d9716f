"""The tabs: the dialogue, the reference, the lessons, each made when it is first looked at.

Decides which stands there and what has the focus then; what is in a tab is its pane's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from smtpwb.tui.widgets.dialogue_pane import DialoguePane
from smtpwb.tui.widgets.key_bar import KeyBar


class Tabs:
    """One of them at a time."""

    def __init__(
        self,
        app: App[Any],
        pane: DialoguePane,
        bar: KeyBar,
        changed: Callable[[], None],
        looked: Callable[[str], None],
    ) -> None:
        """`changed` hears that another one stands there, `looked` of one that a lesson may wait for."""
        self._app, self._pane, self._bar = app, pane, bar
        self._changed, self._looked = changed, looked

    async def show(self, name: str) -> None:
        """Show one and give it the focus, unless a screen stands over all of them."""
        if len(self._app.screen_stack) > 1:
            return
        switcher = self._app.screen.query_one(ContentSwitcher)
        if not switcher.query_children(f"#{name}"):
            await switcher.add_content(_made(name))
        switcher.current = self._bar.tab = name
        self._changed()
        if name == "reference":
            self._looked(name)
        if name == "dialogue":
            self._app.screen.set_focus(self._pane.composer.line)
        else:
            switcher.query_one(f"#{name}").focus_first()  # type: ignore[attr-defined]

    async def look_up(self, key: str, fallback: str) -> None:
        """Open a row of the Reference, or another where that is none."""
        await self.show("reference")
        self._app.screen.query_one("#reference").look_up(key, fallback)  # type: ignore[attr-defined]


def _made(name: str) -> Widget:
    if name == "reference":
        from smtpwb.tui.widgets.reference_pane import ReferencePane

        return ReferencePane()
    from smtpwb.tui.widgets.lessons_pane import LessonsPane

    return LessonsPane()
