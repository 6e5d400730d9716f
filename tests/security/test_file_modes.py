"""All that the program writes by itself, and what it exports, is its owner's alone, also under umask 0."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from smtpwb import clipboard, settings
from smtpwb.cli import main
from smtpwb.lessons import progress
from smtpwb.lessons.drills import record
from smtpwb.practice.classroom import Classroom
from smtpwb.transcript.journal import Journal, spool_path
from smtpwb.transcript.private import replace_own
from smtpwb.transcript.spool import Spool
from smtpwb.tui import sharing
from smtpwb.tui.screens.save import SaveScreen
from tests.dialogues import play
from tests.lessons.drills.test_round import played

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no file modes")


@pytest.fixture(autouse=True)
def _umask_0() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def _journal(home: Path) -> None:
    journal = Journal.begin()
    for event in play("S: 220 mx.test", "C: QUIT", "S: 221 bye", "S: <closed>").events:
        assert journal.write(event) == ""
    journal.close()


def _spool(home: Path) -> None:
    with Spool(spool_path(Journal.begin().path)) as spool:
        spool.segment().add(b"x")


def _export(home: Path) -> None:
    _journal(home)
    assert main.main(["transcript", "export", "last", "--output", str(home / "ticket.html")]) == 0


def _save(home: Path) -> None:
    screen = SaveScreen("S: 220 mx.test\n", "ticket.txt")
    screen._write(home / "ticket.txt")
    screen._replaces = home / "replaced ticket.txt"
    screen._write(home / "replaced ticket.txt")


def _class(home: Path) -> None:
    asyncio.run(_had(home))


async def _had(home: Path) -> None:
    desk = Classroom(home / "kept" / "here").enter(("192.0.2.1", 40000))
    desk.witness.opened("practice.test", ("192.0.2.1", 40000), ("192.0.2.2", 25), tls=False)
    desk.left()


def _clipboard(home: Path) -> None:
    clipboard.copy("x", write_terminal=None, env={}, state_file=clipboard.state_path())


WRITERS: Mapping[str, Callable[[Path], object]] = {
    "20": _journal,
    ".jsonl.spool": _spool,
    "ticket.html": _export,
    "ticket.txt": _save,
    "0001-": _class,
    "clipboard.txt": _clipboard,
    "lessons.json": lambda home: progress.keep("walkthrough", "greeting", (), {}),
    "drills.json": lambda home: record.keep("codes", played([False])),
    "choices.toml": lambda home: settings.save_choice("theme", "smtpwb-light", replace_own),
    "share.json": lambda home: sharing.keep(sharing.Share()),
}
"""By a part of the name of what is written."""


@pytest.mark.parametrize("name", WRITERS)
def test_nobody_else_reads_or_writes_it_nor_where_it_lies(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path)
    found = [*tmp_path.rglob("*")]
    assert any(name in one.name for one in found)
    for one in found:
        assert stat.S_IMODE(one.stat().st_mode) == (0o700 if one.is_dir() else 0o600), one


def test_no_file_that_the_program_writes_is_missing_here() -> None:
    """Whoever adds one finds this test: the state directory is named in these modules alone."""
    package = Path(main.__file__).parents[1]
    names = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if "user_state_" in (text := file.read_text()) or "choices_path()" in text
    }
    assert names == {
        "clipboard.py",
        "lessons/progress.py",
        "settings/__init__.py",
        "transcript/journal.py",
        "tui/sharing.py",
    }
