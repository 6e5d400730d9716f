"""The message being written: its text, the files that go with it or in its place, and the way it is to go.

It lives as long as the app, so that nothing that was written is lost when the screen is left, the connection
ends or the server refuses. Decides nothing about what a message should be.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from smtpwb.session import letter
from smtpwb.session.message_file import MessageFile
from smtpwb.smtp.chunks import CHUNK
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.message import with_crlf

Made: TypeAlias = tuple[object, ...]
"""All that decides which octets a draft makes; equal where those are equal."""


@dataclass
class Draft:
    """What is being written."""

    host: str
    """The name for a Message-ID where the sender has no domain."""
    text: str = ""
    fresh: str = ""
    """The template that the text began as."""
    files: tuple[MessageFile, ...] = ()
    """Files beside the text."""
    whole: MessageFile | None = None
    """A file in place of the text."""
    crlf: bool = False
    """The line ends of that file are made CRLF."""
    bdat: bool = False
    chunk: int = CHUNK
    sent: bool = False
    """All of it went out, as it stands."""
    boundary: str = field(default_factory=lambda: f"=_{secrets.token_hex(12)}")

    @property
    def edited(self) -> bool:
        """There is something in it that would be missed."""
        return self.text != self.fresh or bool(self.files)

    @property
    def unsent(self) -> bool:
        return self.edited and not self.sent

    @property
    def made(self) -> Made:
        """What its octets depend on."""
        if self.whole is not None:
            return (self.whole, self.crlf, self.bdat)
        return (self.text, self.files, self.bdat)

    def begin(self, dialogue: Dialogue) -> None:
        """Write the template anew, with the paths of the transaction."""
        unique = letter.message_id(secrets.token_hex(8), dialogue.reverse_path, self.host)
        now = datetime.now().astimezone()
        self.text = self.fresh = letter.template(
            dialogue.reverse_path, dialogue.accepted, now=now, message_id=unique
        )
        self.files, self.whole, self.sent = (), None, False

    def pieces(self) -> Iterator[bytes]:
        """The message that it makes. Raises DataFileError where a file cannot be read any more."""
        if self.whole is not None:
            pieces = self.whole.pieces()
            return iter(with_crlf(pieces)) if self.crlf else pieces
        beside = [letter.Attachment(file.path.name, file.pieces) for file in self.files]
        return letter.compose(self.text, beside, boundary=self.boundary)
