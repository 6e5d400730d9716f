"""Where a letter is written: a paste arrives as text."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from smtpwb.tui import message_words as words


class Letter(TextArea):
    """Where the text is written."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text, left_out = words.writable(event.text)
        if not self.read_only:
            self.replace(text, *self.selection)
        if left_out:
            self.notify(f"{left_out:,} control characters were left out: a file goes as it is.", markup=False)
