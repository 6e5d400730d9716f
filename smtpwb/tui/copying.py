"""Text from the screen to the clipboard: in a thread, and what became of it is said.

Which ways there are is `smtpwb.clipboard`; what is copied is for the caller, who has masked its secrets.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from textual.app import App

from smtpwb.errors import WorkbenchError
from smtpwb.transcript.transcript import Transcript


class Say(Protocol):
    """Shows a notice."""

    def __call__(self, message: str, *, severity: Any = ..., timeout: float = ...) -> None: ...


@runtime_checkable
class Front(Protocol):
    """What shows a dialogue."""

    @property
    def transcript(self) -> Transcript: ...

    def pointed_at(self) -> int | None:
        """The index of the entry that one looks at."""


class Copying:
    """Copies for one app."""

    def __init__(self, app: App[Any], say: Say, write_terminal: Callable[[str], None]) -> None:
        """`write_terminal` writes a control sequence to the terminal; called in the app's thread."""
        self._app, self._say, self._write_terminal = app, say, write_terminal

    def text(self, what: str) -> None:
        """Copy; keys do not wait for it."""
        self._app._clipboard = what  # what Textual's own paste inserts
        self._app.run_worker(lambda: self._blocking(what), thread=True, group="copy")

    def dialogue(self, transcript: Transcript) -> None:
        """Copy all of it, explained."""
        if not transcript.entries:
            self._say("There is nothing to copy yet: connect to a server first.")
            return
        from smtpwb.transcript.formats.text import transcript_text

        self.text(transcript_text(transcript))

    def entry(self, transcript: Transcript, index: int | None) -> None:
        """Copy one entry, explained."""
        if index is None:
            self._say("There is no entry to copy yet.")
            return
        from smtpwb.transcript.formats.text import entry_text

        self.text(entry_text(transcript, index))

    async def share(self, front: Front) -> None:
        """Choose what is copied, and see it first."""
        from smtpwb.tui.preview import Dialogue
        from smtpwb.tui.screens.share import ShareScreen

        app, index = self._app, front.pointed_at()
        if index is None:
            self._say("There is nothing to share yet: connect to a server first.")
            return
        events, read = tuple(front.transcript.events), front.transcript.read
        about = Dialogue(events, index, app.get_css_variables(), app.current_theme.dark, read)
        await app.push_screen(ShareScreen(about, self.text))

    def _blocking(self, what: str) -> None:
        """Runs in a thread: a clipboard tool can take seconds."""
        from smtpwb import clipboard

        app = self._app
        try:
            outcome = clipboard.copy(
                what,
                write_terminal=lambda sequence: app.call_from_thread(self._write_terminal, sequence),
                env=os.environ,
                state_file=clipboard.state_path(),
            )
        except WorkbenchError as error:
            app.call_from_thread(self._say, error.sentence, severity="error")
        else:
            app.call_from_thread(self._say, outcome.sentence, timeout=8)
