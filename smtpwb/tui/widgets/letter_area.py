"""Where a letter is written: keys arrive in the order in which they were typed, and a paste as text."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from smtpwb.tui import message_words as words


class Letter(TextArea):
    """Where the text is written."""

    async def _on_key(self, event: events.Key) -> None:
        """Bound keys reach their action by way of the app, out of turn with the letters typed around them: so
        this field's own and the screen's are taken here, in order."""
        for node in (self, self.screen):
            for binding in node._bindings.key_to_bindings.get(event.key, ()):
                if await self.app.run_action(binding.action, node):
                    event.stop()
                    event.prevent_default()
                    return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text, left_out = words.writable(event.text)
        if not self.read_only:
            self.replace(text, *self.selection)
        if left_out:
            self.notify(f"{left_out:,} control characters were left out: a file goes as it is.", markup=False)
