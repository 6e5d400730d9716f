"""A workbench into which secrets are typed, and everything that leaves it: what is shown, kept and copied."""

from __future__ import annotations

import base64
import contextlib
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from smtpwb import clipboard
from smtpwb.transcript import journal
from smtpwb.transcript.events import to_json
from smtpwb.transcript.formats.text import entry_text, transcript_text
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript
from tests.tui.desk import Desk, at_work

LEAST = 5
"""Characters that a piece of a secret has to have, so that to find it is no chance."""
FIRST = 4
"""So many characters of a secret are always looked for one by one as they are typed."""
WRONG = "Tr0ub4dor&3xyz"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def pieces(secret: str) -> set[str]:
    """Every piece of a secret that is long enough to give it away."""
    return {secret[at : at + LEAST] for at in range(len(secret) - LEAST + 1)}


def plain(user: str, password: str) -> str:
    return b64(f"\0{user}\0{password}")


@dataclass
class Watched:
    """A desk, and all that leaves it."""

    desk: Desk
    copied: list[str] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    """Set when something was copied."""

    async def copy(self) -> None:
        """Copy the entry, then the whole transcript."""
        for key in ("f8", "f9"):
            self.done.clear()
            await self.desk.press(key)
            await self.desk.until(self.done.is_set, "a copy")

    def seen(self) -> str:
        """Everything that is shown and kept, as one text."""
        app = self.desk.app
        transcript = app.talk.transcript
        return "\n".join(
            [
                self.desk.screen,
                app.export_screenshot(),
                app.title,
                app.sub_title,
                *self.desk.notices,
                *self.desk.line.history,
                *self.desk.line.queued,
                self.desk.line.placeholder,
                self.desk.line.ghost,
                told_of(transcript),
                *self.copied,
            ]
        )


def told_of(transcript: Transcript) -> str:
    """All that a dialogue holds and is made of, as one text."""
    entries = range(len(transcript.entries))
    return "\n".join(
        [
            repr(transcript.events),
            *(to_json(event).decode() for event in transcript.events),
            *(octets_of(event) for event in transcript.events),
            repr(transcript.entries),
            *(repr(note(transcript, index)) for index in entries),
            transcript_text(transcript),
            *(entry_text(transcript, index) for index in entries),
        ]
    )


def octets_of(event: Any) -> str:
    """The octets of an event, which JSON has in base64 alone."""
    return event.data.decode("latin-1") if hasattr(event, "data") else ""


def kept_files(home: Path) -> list[tuple[Path, str]]:
    """Every file that was written below the test's home; a journal with its octets decoded, too."""
    files = [path for path in home.rglob("*") if path.is_file()]
    texts = [(path, path.read_text(errors="replace")) for path in files]
    journals = [path for path in files if path.parent == journal.directory()]
    return texts + [(path, "\n".join(map(octets_of, journal.read(path).events))) for path in journals]


def found(secrets: set[str], text: str) -> list[str]:
    return sorted(secret for secret in secrets if secret in text)


@contextlib.asynccontextmanager
async def watched(order: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    """A workbench that is connected and has said EHLO, and whose clipboard is ours."""
    async with at_work(size=(120, 40)) as desk:
        watch = Watched(desk)

        def keep(text: str, *, state_file: Path, **_: Any) -> clipboard.Outcome:
            state_file.parent.mkdir(parents=True, exist_ok=True)
            state_file.write_text(text)
            watch.copied.append(text)
            watch.done.set()
            return clipboard.Outcome((), len(text), state_file)

        monkeypatch.setattr(clipboard, "copy", keep)
        await desk.connect(order)
        await desk.say("EHLO ws.example.net")
        yield watch


async def type_masked(desk: Desk, open_part: str, secret: str, *, each: int = 1) -> None:
    """Type a line by hand; at each character, behind the first few at every `each`-th of them and at the
    last, the composer shows bullets and no more."""
    if desk.pane.form.active:
        await desk.press("ctrl+t")
    for character in open_part:
        desk.keys(character) if character != "\t" else desk.line.insert_text_at_cursor("\t")
        await desk.pilot.pause()
    written = len(desk.line.value)
    for count, character in enumerate(secret, 1):
        desk.keys(character)
        if FIRST < count < len(secret) and count % each:
            continue
        await desk.until(lambda: len(desk.line.value) == written + count, "the character")  # noqa: B023
        shown = desk.line.render_line(0).text.rstrip()
        assert shown.endswith("•" * count), shown
        assert shown.count("•") == count
        assert not found(pieces(secret[:count]), desk.screen)
