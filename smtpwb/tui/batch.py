"""The queue: lines that go out together in one write, as PIPELINING allows (RFC 2920), and how they look.

Decides what is in the queue and whether it may still go as it was queued. What a line means where it will be
read is for `smtp.foresight`; who sends it, for the app.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual.content import Content

from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.foresight import foreseen
from smtpwb.smtp.sasl import Ranges, mask
from smtpwb.transcript.wording import masked
from smtpwb.tui import typed

ROWS = 4
"""Lines of the queue that are drawn; of a longer one the newest."""


class Queued(msgspec.Struct, frozen=True):
    """One line of the queue."""

    text: str
    secret: Ranges
    """Which of its octets are."""

    @property
    def octets(self) -> bytes:
        return self.text.encode("utf-8", "surrogateescape")

    @property
    def shown(self) -> str:
        return masked(mask(self.octets, self.secret), self.secret)


class Batch:
    """The queue of one composer."""

    def __init__(self) -> None:
        self.lines: list[Queued] = []

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def octets(self) -> tuple[bytes, ...]:
        """Each line, without its CRLF."""
        return tuple(line.octets for line in self.lines)

    def ahead(self, dialogue: Dialogue) -> Dialogue:
        """The dialogue where the next line will be read, should those of the queue be accepted."""
        return foreseen(dialogue, self.octets)

    def add(self, text: str, dialogue: Dialogue, awaiting: Sequence[str]) -> bool:
        """Queue a line; False for one that is an answer to a challenge, which cannot wait."""
        octets = text.encode("utf-8", "surrogateescape")
        secret = typed.secret_octets(octets, self.ahead(dialogue), awaiting)
        if octets and secret == ((0, len(octets)),):
            return False
        self.lines.append(Queued(text, secret))
        return True

    def take_back(self) -> str | None:
        """The newest line, queued no longer."""
        return self.lines.pop().text if self.lines else None

    def clear(self) -> None:
        self.lines.clear()

    def stands(self, dialogue: Dialogue, awaiting: Sequence[str]) -> bool:
        """Whether what was secret in each line still is where it will be read now (law 4)."""
        for index, line in enumerate(self.lines):
            ahead = foreseen(dialogue, self.octets[:index])
            if line.secret != typed.secret_octets(line.octets, ahead, awaiting):
                return False
        return True

    def told(self) -> Content:
        """The lines in their order, a row each; empty where there are none."""
        count = len(self.lines)
        first = max(0, count - ROWS)
        rows = [
            Content.assemble((f"{at + 1:>3} ", "$remark"), line.shown)
            for at, line in enumerate(self.lines[first:], first)
        ]
        if first:
            rows[0] = Content.styled(f"    {first + 1} lines before …", "$remark")
        return Content("\n").join(rows)

    @property
    def title(self) -> str:
        """What the frame says while there is a queue."""
        if not (count := len(self.lines)):
            return ""
        return f"{count} queued · Enter sends all in one write · Backspace takes one back · Esc drops"
