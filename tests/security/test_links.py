"""Links in the state directory, and where others can write: nothing is written or removed through one.

That a linked journal, and a directory of somebody else, are refused stands in transcript/test_private.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smtpwb import clipboard, settings
from smtpwb.lessons import progress
from smtpwb.lessons.drills import record
from smtpwb.transcript import kept_files, store
from smtpwb.transcript.journal import Journal, directory
from smtpwb.transcript.private import replace_own
from smtpwb.transcript.spool import Spool
from smtpwb.tui import sharing
from smtpwb.tui.screens.save import SaveScreen
from tests.dialogues import play
from tests.lessons.drills.test_round import played

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")

PRECIOUS = b'{"precious": 1}'
OWN: Mapping[str, tuple[Callable[[], Path], Callable[[], object]]] = {
    "lessons": (progress.path, lambda: progress.keep("walkthrough", "greeting", (), {})),
    "drills": (record.path, lambda: record.keep("codes", played([False]))),
    "choices": (
        settings.choices_path,
        lambda: settings.save_choice("theme", "smtpwb-light", replace_own),
    ),
    "share": (sharing.path, lambda: sharing.keep(sharing.Share())),
    "clipboard": (
        clipboard.state_path,
        lambda: clipboard.copy("x", write_terminal=None, env={}, state_file=clipboard.state_path()),
    ),
}


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    (tmp_path / "victim").mkdir()
    file = tmp_path / "victim" / "20240101-120000-1.jsonl"
    file.write_bytes(PRECIOUS)
    return file


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
@pytest.mark.parametrize("name", OWN)
def test_a_record_takes_the_place_of_a_link_to_another_file(
    name: str, link: Callable[[Path, Path], None], victim: Path
) -> None:
    path, write = OWN[name][0](), OWN[name][1]
    path.parent.mkdir(parents=True)
    link(path, victim)
    write()
    assert victim.read_bytes() == PRECIOUS
    assert not path.is_symlink()
    assert path.read_bytes() != PRECIOUS
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_forgetting_the_lessons_removes_the_link_alone(victim: Path) -> None:
    progress.path().parent.mkdir(parents=True)
    progress.path().symlink_to(victim)
    assert progress.reset() == ""
    assert victim.read_bytes() == PRECIOUS
    assert not progress.path().is_symlink()


def test_a_linked_journal_directory_is_neither_written_nor_emptied(victim: Path) -> None:
    directory().parent.mkdir(parents=True)
    directory().symlink_to(victim.parent)
    assert "its directory is a link" in Journal.begin().write(play("S: 220 mx.test").events[0])
    assert store.prune(1, 0, now=lambda: datetime(2100, 1, 1, tzinfo=UTC)) == 0
    with pytest.raises(OSError, match="is a link"):
        kept_files.remove(directory() / victim.name)
    assert [one.name for one in victim.parent.iterdir()] == [victim.name]
    assert victim.read_bytes() == PRECIOUS


@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_a_spool_that_is_another_file_is_refused(
    link: Callable[[Path, Path], None], victim: Path, tmp_path: Path
) -> None:
    path = tmp_path / "state" / "one.jsonl.spool"
    path.parent.mkdir()
    link(path, victim)
    with Spool(path) as spool, pytest.raises(OSError, match=r"another name|symbolic links"):
        spool.segment()
    assert victim.read_bytes() == PRECIOUS


def test_what_is_removed_is_a_link_in_the_place_of_a_spool_or_a_part_and_not_what_it_leads_to(
    victim: Path,
) -> None:
    journal = Journal.begin()
    journal.write(play("S: 220 mx.test").events[0])
    journal.close()
    for name in (".spool", ".2"):
        journal.path.with_name(journal.path.name + name).symlink_to(victim)
    kept_files.remove(journal.path)
    assert victim.read_bytes() == PRECIOUS


def test_an_export_is_not_written_through_a_link_that_was_laid_for_it(victim: Path, tmp_path: Path) -> None:
    """Where others may write, as in /tmp, names that can be foreseen are a way to other files."""
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o777)
    for name in ("dangling", "there"):
        screen, file = SaveScreen("S: 220 mx.test\n", name), shared / name
        (shared / f".{name}.{os.getpid()}").symlink_to(victim)
        file.symlink_to(victim if name == "there" else tmp_path / "not there")
        with pytest.raises(FileExistsError):
            screen._write(file)
        screen._replaces = file
        screen._write(file)
        assert not file.is_symlink()
    assert victim.read_bytes() == PRECIOUS
    assert not (tmp_path / "not there").exists()
