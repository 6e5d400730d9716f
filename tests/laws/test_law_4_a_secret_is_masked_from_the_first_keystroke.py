"""Law 4: a secret is masked from the first keystroke, and only the socket sees it.

A password is typed into the workbench as a person would, octet by octet, in each way that the practice server
offers; then everything that the program shows, keeps, copies and writes is searched for it.
"""

from __future__ import annotations

import base64
import contextlib
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from smtpwb import clipboard
from smtpwb.practice.auth import PASSWORD, USER
from smtpwb.transcript import journal
from smtpwb.transcript.events import Sent, to_json
from smtpwb.transcript.formats.text import entry_text, transcript_text
from smtpwb.transcript.notes import note
from tests.cli.program import COMMAND
from tests.laws.recorder import recording
from tests.pty_program import PtyProgram
from tests.tui.desk import Desk, at_work

LEAST = 5
"""Characters that a piece of a secret has to have, so that to find it is no chance."""
WRONG = "Tr0ub4dor&3xyz"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def pieces(secret: str) -> set[str]:
    """Every piece of a secret that is long enough to give it away."""
    return {secret[at : at + LEAST] for at in range(len(secret) - LEAST + 1)}


@dataclass(frozen=True)
class Way:
    """One way to log in: what is typed, and the verdict."""

    name: str
    lines: Sequence[tuple[str, str]]
    """Each line as (what is not secret, what is)."""
    code: str
    password: str

    @property
    def secrets(self) -> set[str]:
        """All that may be found nowhere: pieces of each secret as typed, and of the password in clear."""
        typed = [secret for _, secret in self.lines if secret]
        return set().union(*map(pieces, (*typed, self.password)))


def plain(user: str, password: str) -> str:
    return b64(f"\0{user}\0{password}")


WAYS = (
    Way("PLAIN, initial response", [("AUTH PLAIN ", plain("timmy", WRONG))], "535", WRONG),
    Way("PLAIN, in odd spelling", [("auth  plain\t", plain("timmy", WRONG))], "535", WRONG),
    Way("PLAIN, answered", [("AUTH PLAIN", ""), ("", plain("timmy", WRONG))], "535", WRONG),
    Way("LOGIN", [("AUTH LOGIN", ""), ("", b64("timmy-of-test")), ("", b64(WRONG))], "535", WRONG),
    Way("LOGIN, user first", [("AUTH LOGIN ", b64("timmy-of-test")), ("", b64(WRONG))], "535", WRONG),
    Way("PLAIN, good", [("AUTH PLAIN ", plain(USER, PASSWORD))], "235", WRONG),
    Way("cancelled", [("AUTH LOGIN", ""), ("*", "")], "501", WRONG),
    Way("in clear, by mistake", [("AUTH LOGIN", ""), ("", WRONG)], "501", WRONG),
)


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
        entries = range(len(transcript.entries))
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
                repr(transcript.events),
                *(to_json(event).decode() for event in transcript.events),
                *(octets_of(event) for event in transcript.events),
                repr(transcript.entries),
                *(repr(note(transcript, index)) for index in entries),
                transcript_text(transcript),
                *(entry_text(transcript, index) for index in entries),
                *self.copied,
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
    return texts + [(path, "\n".join(map(octets_of, journal.read(path)))) for path in journals]


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


async def type_masked(desk: Desk, open_part: str, secret: str) -> None:
    """Type a line, a character at a time; at each the composer shows bullets and no more."""
    for character in open_part:
        desk.keys(character) if character != "\t" else desk.line.insert_text_at_cursor("\t")
        await desk.pilot.pause()
    for count, character in enumerate(secret, 1):
        desk.keys(character)
        await desk.pilot.pause(0)
        shown = desk.line.render_line(0).text.rstrip()
        assert shown.endswith("•" * count), shown
        assert shown.count("•") == count
        assert not found(pieces(secret[:count]), desk.screen)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_it_is_nowhere_to_be_found(way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with watched("telnet practice.test 25", monkeypatch) as watch:
        desk = watch.desk
        for open_part, secret in way.lines:
            await type_masked(desk, open_part, secret)
            assert not found(way.secrets, watch.seen())
            await desk.press("enter")
            await desk.settled()
            assert not found(way.secrets, watch.seen())
        verdict = desk.app.talk.transcript.entries[-1].reply
        assert verdict is not None
        assert verdict.code == way.code
        for _ in range(4):  # what the history offers
            await desk.press("up")
            assert not found(way.secrets, watch.seen())
        await watch.copy()
        assert not found(way.secrets, watch.seen())
    assert len(watch.copied) == 2
    files = kept_files(tmp_path)
    assert [path for path, _ in files if path.parent == journal.directory()]
    for path, text in files:
        assert not found(way.secrets, text), path


async def test_the_socket_sees_it() -> None:
    """Masking is for eyes: what goes out is what was typed."""
    async with recording() as recorder:
        async with at_work() as desk:
            await desk.connect(recorder.target)
            await desk.say("EHLO a")
            await desk.say(f"AUTH PLAIN {plain('timmy', WRONG)}")
        await recorder.gone.wait()
    assert recorder.octets == f"EHLO a\r\nAUTH PLAIN {plain('timmy', WRONG)}\r\n".encode()


@pytest.mark.parametrize("echo", [plain("timmy", WRONG), b64(WRONG), WRONG], ids=["line", "base64", "clear"])
async def test_a_server_that_echoes_it_is_masked_length_kept(
    echo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = f"535 5.7.8 not {echo}, says the server\r\n".encode()
    secrets = pieces(WRONG) | pieces(plain("timmy", WRONG)) | pieces(b64(WRONG))
    async with (
        recording(replies={b"AUTH": refusal}) as recorder,
        watched(recorder.target, monkeypatch) as watch,
    ):
        await type_masked(watch.desk, "AUTH PLAIN ", plain("timmy", WRONG))
        await watch.desk.press("enter")
        await watch.desk.settled()
        reply = watch.desk.app.talk.transcript.entries[-1].reply
        assert reply is not None
        assert len(reply.raw) == len(refusal)
        assert reply.raw.endswith(b", says the server\r\n")
        await watch.copy()
        assert not found(secrets, watch.seen())
    for path, text in kept_files(tmp_path):
        assert not found(secrets, text), path


async def test_a_mask_is_no_mark_of_what_it_hides() -> None:
    """The event says where octets were hidden and how many, and holds asterisks in their place."""
    async with at_work() as desk:
        await desk.connect()
        await desk.say("EHLO a")
        await desk.say(f"AUTH PLAIN {plain('timmy', WRONG)}")
        (event,) = [e for e in desk.app.talk.transcript.events if isinstance(e, Sent) and e.masked]
    length = len(plain("timmy", WRONG))
    assert event.masked == ((11, 11 + length),)
    assert event.data == b"AUTH PLAIN " + b"*" * length + b"\r\n"


def test_it_never_reaches_the_terminal(tmp_path: Path) -> None:
    """The real program on a raw terminal: not even in passing."""
    secret = plain("timmy", WRONG)
    with PtyProgram([*COMMAND, "practice.test"], home=tmp_path) as terminal:
        terminal.until(b"practice.test ESMTP")
        terminal.write(b"EHLO a\r")
        terminal.until(b"ENHANCEDSTATUSCODES")
        terminal.quiet(0.2)
        for octet in f"AUTH PLAIN {secret}\r".encode():
            terminal.write(bytes([octet]))
            terminal.during(0.01)
        terminal.until(b"535")
        terminal.quiet(0.2)
        terminal.write(b"\x11\x11")
        assert terminal.end() == 0
        output = terminal.output.decode(errors="replace")
    assert "•••" in output
    assert not found(pieces(secret) | pieces(WRONG), output)
