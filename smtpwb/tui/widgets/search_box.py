"""The Reference's search box: a word is searched for, a reply is explained.

Decides which of both a text is. What is found in the tables is `reference.catalog`'s, what in a text
`transcript.pasted`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from smtpwb.reference import catalog
from smtpwb.tui.widgets.field import Field
from smtpwb.tui.widgets.pasted import octets, shown

if TYPE_CHECKING:
    from smtpwb.transcript.pasted.found import Found

_FEW = 3
"""So many words are searched for as long as the tables have them: `550 mailbox unavailable`."""


def typed(text: str) -> tuple[Found, ...]:
    """The replies in a line that was typed; none in a few words that the tables answer."""
    searched = len(text.split()) <= _FEW and catalog.search(text)
    return () if searched else replies(text)


def replies(text: str) -> tuple[Found, ...]:
    """The replies in a text, as it is shown; none in a single word, which is searched for."""
    if len(text.split(maxsplit=2)) < 2:
        return ()
    from smtpwb.transcript.pasted.find import find

    return find(octets(text))


class SearchBox(Field):
    """A field that hands on a pasted text whole, where that is more than something to search for."""

    class Pasted(Message):
        """A text of several lines, or one with replies in it. The box shows its first line."""

        def __init__(self, text: str, found: tuple[Found, ...]) -> None:
            super().__init__()
            self.text = text
            self.found = found

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # of Input: it keeps the first line only
        text = shown(event.text.strip("\r\n"))
        found = replies(text)
        first, *more = [line for line in text.split("\n") if line.strip()] or [""]
        if not found and not more:
            self.replace(first, *self.selection)
            return
        with self.prevent(Field.Changed):
            self.fill(first)
        self.post_message(self.Pasted(text, found))
