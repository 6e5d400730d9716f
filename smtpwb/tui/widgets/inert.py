"""Text that is only shown: never read as markup (law 3), and no mouse move over it looks for links."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def inert(text: str | Content = "", *, id: str | None = None) -> Static:
    """A place for text."""
    shown = Static(text, id=id, markup=False)
    shown.auto_links = False
    return shown
