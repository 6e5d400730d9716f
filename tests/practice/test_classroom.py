"""A class at a real server: who is there, how far each came, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smtpwb.cli import main
from smtpwb.practice import classroom as module
from smtpwb.practice.classroom import Classroom, Desk, Pupil
from smtpwb.practice.limits import Limits
from smtpwb.practice.server import PracticeServer
from smtpwb.transcript import journal
from tests.practice.dialogue import PATIENCE, Client, go_on, run

BEGUN = datetime(2024, 1, 1, 12, tzinfo=UTC)
MESSAGE = """
    S: 220
    C: EHLO ws.example.net
    S: 250
    C: MAIL FROM:<a@example.net>
    S: 250
    C: RCPT TO:<b@practice.test>
    S: 250
    C: DATA
    S: 354
    C: Subject: hi
    C: .
    S: 250
"""


class Room:
    """A classroom with a server, and a way to wait for what it says."""

    def __init__(self, keep: Path | None, limits: Limits) -> None:
        self._changed = asyncio.Event()
        self.classroom = Classroom(keep, begun=BEGUN)
        self.classroom.changed = self._changed.set
        self.server = PracticeServer(limits=limits, classroom=self.classroom)

    async def until(self, holds: Callable[[list[Pupil]], object]) -> list[Pupil]:
        async with asyncio.timeout(PATIENCE):
            while not holds(self.classroom.pupils):
                self._changed.clear()
                await self._changed.wait()
        return self.classroom.pupils


@asynccontextmanager
async def room(keep: Path | None = None, limits: Limits = Limits()) -> AsyncIterator[Room]:  # noqa: B008
    made = Room(keep, limits)
    await made.server.start()
    try:
        yield made
    finally:
        await made.server.stop()


async def test_each_is_listed_with_how_far_the_dialogue_came() -> None:
    async with room() as here, Client(here.server.address) as one, Client(here.server.address) as two:
        await go_on(one, "S: 220\nC: EHLO one.example.net\nS: 250")
        await go_on(two, "S: 220\nC: HELO two.example.net\nS: 250\nC: MAIL FROM:<a@example.net>\nS: 250")
        await go_on(two, "C: RCPT TO:<nobody@practice.test>\nS: 550")
        first, second = await here.until(lambda pupils: len(pupils) == 2)
        assert (first.hello, first.how_far, first.said) == ("one.example.net", "EHLO given", "250")
        assert (second.hello, second.how_far, second.said) == (
            "two.example.net",
            "sender accepted",
            "550 5.1.1",
        )
        assert (first.line, second.line) == ("EHLO one.example.net", "RCPT TO:<nobody@practice.test>")
        assert [pupil.over for pupil in (first, second)] == [False, False]


async def test_who_has_gone_stays_in_the_list_with_what_came_of_it() -> None:
    async with room() as here:
        await run(here.server.address, MESSAGE + "C: QUIT\nS: 221\nS: <closed>")
        (pupil,) = await here.until(lambda pupils: pupils and pupils[0].over)
    assert (pupil.how_far, pupil.messages) == ("message accepted: 250 2.0.0", 1)


async def test_many_at_once_are_kept_each_as_a_transcript_that_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with room(tmp_path) as here:
        says = [
            MESSAGE.replace("ws.", f"ws{number}.") + "C: QUIT\nS: 221\nS: <closed>" for number in range(8)
        ]
        await asyncio.gather(*(run(here.server.address, said) for said in says))
        await here.until(lambda pupils: len(pupils) == 8 and all(pupil.over for pupil in pupils))
    files = sorted((tmp_path / "class-20240101-120000").glob("*.jsonl"))
    assert len(files) == 8
    hellos: set[str] = set()
    for file in files:
        assert main.main(["transcript", "show", str(file)]) == 0
        shown = capsys.readouterr().out
        assert "S  250 2.0.0 Ok: kept as message" in shown or "250 2.0.0 Ok: kept as message" in shown
        hellos.update(
            word for word in shown.split() if word.startswith("ws") and word.endswith("example.net")
        )
    assert hellos == {f"ws{number}.example.net" for number in range(8)}


async def test_tls_and_the_end_are_in_the_transcript_and_no_password(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await run(
            here.server.address,
            """
            S: 220
            C: EHLO x
            S: 250
            C: STARTTLS
            S: 220
            C: EHLO x
            S: 250
            C: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=
            S: 235
            C: QUIT
            S: 221
            S: <closed>
            """,
        )
        await here.until(lambda pupils: pupils and pupils[0].over)
    (file,) = (tmp_path / "class-20240101-120000").glob("*.jsonl")
    read = journal.read(file)
    assert not read.fault
    kinds = [type(event).__name__ for event in read.events]
    assert kinds.count("Secured") == 1
    assert kinds[-1] == "Closed"
    assert "bGFudGVybjc" not in repr(read.events)
    assert b"bGFudGVybjc" not in file.read_bytes()


async def test_the_last_line_is_safe_and_shows_no_password() -> None:
    async with room() as here, Client(here.server.address) as one:
        await go_on(one, "S: 220\nC: EHLO x\nS: 250\nC: AUTH LOGIN\nS: 334\nC: bGVhcm5lcg==\nS: 334")
        await go_on(one, "C: bGFudGVybjc=\nS: 235")
        (pupil,) = await here.until(lambda pupils: pupils[0].said == "235 2.7.0")
        assert set(pupil.line) == {"•"}
        await go_on(one, "C: MAIL FORM:<\x1b]0;a\x07@example.net>\nS: 5")
        (pupil,) = await here.until(lambda pupils: pupils[0].said.startswith("50"))
        assert pupil.line == "MAIL FORM:<<1B>]0;a<07>@example.net>"


def test_of_a_message_it_is_the_last_line_that_came() -> None:
    desk = Desk(1, "192.0.2.1:4711", None, lambda: None)
    desk.witness.opened("practice.test", ("192.0.2.1", 4711), ("192.0.2.9", 25), tls=False)
    for read, wrote in (
        (b"", b"220 practice.test\r\n"),
        (b"HELO x\r\n", b"250 practice.test\r\n"),
        (b"MAIL FROM:<>\r\n", b"250 Ok\r\n"),
        (b"RCPT TO:<a@practice.test>\r\n", b"250 Ok\r\n"),
        (b"DATA\r\n", b"354 go on\r\n"),
    ):
        desk.witness.read(read)
        desk.witness.wrote(wrote)
    desk.witness.read(b"Subject: hi\r\n\r\nlast\r\n")
    assert (desk.pupil.line, desk.pupil.how_far) == ("last", "sending the message")


async def test_a_text_to_be_read_lies_beside_the_journal_of_a_dialogue_that_is_over(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        async with Client(here.server.address) as one:
            await go_on(one, "S: 220\nC: AUTH PLAIN AGxlYXJuZXIAbGFudGVybjc=\nS: 503")
            await go_on(one, "C: HELO x\nS: 250\nC: MAIL FORM:<a>\nS: 501")
        await here.until(lambda pupils: pupils and pupils[0].over)
    await asyncio.get_running_loop().shutdown_default_executor()
    (file,) = (tmp_path / "class-20240101-120000").glob("*.txt")
    text = file.read_text()
    assert "C: MAIL FORM:<a>" in text
    assert "Syntax error" in text
    assert "# the client hung up" in text
    assert "you hung up" not in text
    assert "GxlYXJuZXIAbGFudGVybjc" not in text
    assert file.with_suffix(".jsonl").exists()
    assert file.stat().st_mode & 0o077 == 0


async def test_who_is_turned_away_has_no_place_and_no_file(tmp_path: Path) -> None:
    async with room(tmp_path, Limits(connections=1)) as here, Client(here.server.address) as one:
        await go_on(one, "S: 220")
        await run(here.server.address, "S: 421 4.7.0\nS: <closed>")
        assert here.classroom.count == 1
        assert here.classroom.turned_away == {"1 in all: --max-connections": 1}
        assert len(list((tmp_path / "class-20240101-120000").iterdir())) == 1


async def test_the_list_of_those_who_have_gone_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GONE", 2)
    async with room() as here:
        for _ in range(5):
            await run(here.server.address, "S: 220\nC: QUIT\nS: 221\nS: <closed>")
            await here.until(lambda pupils: all(pupil.over for pupil in pupils))
        assert here.classroom.count == 5
        assert len(here.classroom.pupils) <= 3


async def test_a_directory_that_cannot_be_made_is_told_and_the_class_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with room(tmp_path / "file") as here:
        await run(here.server.address, MESSAGE)
        assert "cannot be kept" in here.classroom.fault
