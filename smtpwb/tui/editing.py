"""The message editor beside the dialogue: made when it is first wanted, it keeps what was written.

Decides when it is there; what is written and sent in it is `screens.message`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from smtpwb.session.message_file import MessageFile
    from smtpwb.tui.screens.message import MessageScreen
    from smtpwb.tui.talk import Talk


class Editing:
    """The editor of one app."""

    def __init__(
        self, app: App[Any], talk: Talk, helo: str, message: MessageFile | None, hang_up_key: str
    ) -> None:
        """`message` is what it begins with."""
        self._app, self._talk, self._helo = app, talk, helo
        self._message, self._hang_up_key = message, hang_up_key
        self.editor: MessageScreen | None = None

    @property
    def unsent(self) -> bool:
        """Something was written in it that was not sent."""
        return self.editor is not None and self.editor.draft.unsent

    async def open(self) -> None:
        """Show it, as it was left."""
        if self.editor is None:
            from smtpwb.tui.draft import Draft
            from smtpwb.tui.screens.message import MessageScreen

            draft = Draft(self._helo, whole=self._message, crlf=True)
            self.editor = MessageScreen(self._talk, draft, self._hang_up_key)
            self._app.install_screen(self.editor, "message")
        await self._app.push_screen(self.editor)
        self.editor.begin()

    def follow(self) -> None:
        """Something happened in the dialogue."""
        if self.editor is not None:
            self.editor.follow()
