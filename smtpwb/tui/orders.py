"""Orders beside the plain line: several lines in one write, octets as they are, the end of our side.

Decides when each may be given and what is said where it may not. Nothing is sent here but what stands in the
composer or its queue, on Enter or a key that says so (law 1).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smtpwb.errors import WorkbenchError
from smtpwb.smtp import escapes

if TYPE_CHECKING:
    from smtpwb.tui.talk import Talk
    from smtpwb.tui.widgets.dialogue_pane import DialoguePane

_NO_QUEUE = "An answer to the server is not queued: Enter sends it."
_MOVED_ON = "The server has answered meanwhile, and a secret would go out readable: Esc drops the queue."
_GONE = "The challenge is gone. Nothing was sent: ^u clears the line."
_HOW_TO_QUEUE = "Type a line first: it is queued, and Enter sends the queue in one write."
_HOW_TO_CLOSE = "On the empty line, {key} closes our side of the connection; Esc goes back."
_LINE_STANDS = "There is a line to send: send or clear it, then close our side."


class Orders:
    """What can be ordered with the composer beside sending its line."""

    def __init__(
        self, talk: Talk, pane: DialoguePane, say: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        """`say` shows a notice; `changed` hears that the composer is in another mode."""
        self._talk, self._pane, self._say, self._changed = talk, pane, say, changed
        self.end_key = "^d"

    def enter(self, line: str) -> bool:
        """Enter was pressed: True where that was for a queue or for octets, not for the plain line."""
        if not self._talk.connected or not (self._pane.raw or self._pane.pipeline):
            return False
        if self._pane.raw:
            self._send_raw(line)
        else:
            self._send_batch(line)
        return True

    def queue(self) -> None:
        """Queue what is typed, and what was pasted behind it; on an empty line send the queue."""
        pane, line = self._pane, self._pane.composer.line
        if not self._talk.connected:
            self._say("Not connected: there is nobody to queue lines for.")
        elif pane.raw or pane.form.active or pane.secret_left_over:
            self._say(_NO_QUEUE)
        elif line.value or line.queued:
            if not pane.queue(line.value):
                self._say(_NO_QUEUE)
        elif pane.pipeline:
            self._send_batch("")
        else:
            self._say(_HOW_TO_QUEUE)

    def toggle_raw(self) -> None:
        """Take the next line for octets as they are, or for a line again."""
        if not self._talk.connected:
            self._say("Not connected: there is nobody to send octets to.")
        else:
            self._set_raw(not self._pane.raw)

    def half_close(self) -> None:
        """End our side of the connection: in raw mode only, so that no slip of the hand does it."""
        pane = self._pane
        if not self._talk.connected:
            self._say("There is no connection to close a side of.")
        elif not pane.raw:
            self._set_raw(True)
            self._say(_HOW_TO_CLOSE.format(key=self.end_key))
        elif pane.composer.line.value:
            self._say(_LINE_STANDS)
        else:
            self._hand_over(self._talk.half_close, lambda: self._set_raw(False))

    def end(self) -> bool:
        """The key that ends input elsewhere; True where it means that here."""
        if not self._pane.raw or self._pane.composer.line.value:
            return False
        self.half_close()
        return True

    def drop(self) -> None:
        """Back to the plain line: the queue is dropped, its lines stay in the history."""
        self._pane.pipeline.clear()
        if self._pane.raw:
            self._set_raw(False)

    def _set_raw(self, raw: bool) -> None:
        pane = self._pane
        if raw and pane.form.active:
            pane.form.toggle()
        pane.raw = raw
        pane.composer.line.refresh()
        pane.refresh_composer()
        self._changed()

    def _send_batch(self, line: str) -> None:
        """The queue, and the line behind it if there is one, in one write."""
        pane, transcript = self._pane, self._talk.transcript
        if line and not pane.queue(line):
            self._say(_NO_QUEUE)
        elif not pane.pipeline.stands(transcript.dialogue, transcript.awaiting):
            self._say(_MOVED_ON)
        else:
            self._hand_over(lambda: self._talk.send_many(pane.pipeline.octets), pane.pipeline.clear)

    def _send_raw(self, line: str) -> None:
        """What the line stands for, as it is; the line behind it is a plain one again."""
        pane, found = self._pane, escapes.read(line)
        if pane.secret_left_over:
            self._say(_GONE)
        elif found.fault or not found.octets:
            self._say(f"Nothing was sent: {found.fault or 'there are no octets'}.")
        else:
            pane.composer.line.remember(line)
            self._hand_over(lambda: self._talk.send_raw(found.octets), self._sent_raw)

    def _sent_raw(self) -> None:
        self._pane.composer.fill("")
        self._set_raw(False)

    def _hand_over(self, send: Callable[[], None], done: Callable[[], None]) -> None:
        """Send, and clear away what was sent; or say why it could not be."""
        try:
            send()
        except WorkbenchError as error:
            self._say(error.sentence)
            return
        done()
        self._pane.view.action_newest()
        self._pane.refresh_composer()
