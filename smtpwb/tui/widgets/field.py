"""A flat one-row input, as few bytes a keystroke as can be: no border, no blinking cursor."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from smtpwb.tui.chords import is_chord


class Field(Input):
    """An input line for forms and searches."""

    DEFAULT_CSS = """
    Field, Field:focus {
        border: none; width: 1fr; height: 1; padding: 0 1; scrollbar-size: 0 0; background: $panel;
    }
    """

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, id=id, select_on_focus=False)
        self.cursor_blink = False  # a blinking cursor costs 157 KB a minute over ssh

    async def _on_key(self, event: events.Key) -> None:
        if is_chord(event):
            event.prevent_default()

    def fill(self, text: str) -> None:
        """Put a text in, the cursor behind it."""
        self.value = text
        self.cursor_position = len(text)
