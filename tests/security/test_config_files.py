"""Lessons, themes and settings from anybody: each is refused in a sentence, soon, and in little memory.

Regular expressions in lessons are weighed in lessons/test_expressions.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from smtpwb import settings
from smtpwb.lessons import loading
from smtpwb.settings.toml import MOST
from smtpwb.tui.themes import load_themes
from tests.cli.program import environment

HOSTILE: Mapping[str, str] = {
    "arrays in arrays": "a = " + "[" * 100_000,
    "arrays that can be read": "a = " + "[" * 250 + "]" * 250,
    "tables in tables": "a = " + "{a = " * 50_000,
    "a key of many parts": "a" + ".a" * 100_000 + " = 1",
    "a key of many quoted parts": '"a b"' + "  .  'a b'" * 20_000 + " = 1",
    "a table of many parts": "[a" + ".a" * 100_000 + "]",
    "many keys of many parts": "\n".join(f"a{'.b' * 90}{at} = 1" for at in range(1000)),
    "many keys": "".join(f"k{at} = 1\n" for at in range(25_000)),
    "many keys to press": "[keys]\n" + "".join(f"k{at} = 'f1'\n" for at in range(15_000)),
    "many steps": "[[steps]]\n" * 20_000,
    "a long number": "a = " + "9" * 100_000,
    "a long word": "a = " + "a" * 200_000,
    "quotation marks": "a = " + "'\"" * 100_000,
    "blanks": "a" + " " * 200_000,
    "a long name": f"theme = '{'x' * 200_000}'",
    "a long colour": f"primary = '{'x' * 200_000}'",
    "a large file": "# " + "x" * (4 << 20),
    "escapes": 'theme = \'\\u001b[2J\'\nprimary = "\\u001b]52;c;eA==\\u0007"\nid = "\\u202e"',
}


def _lesson(file: Path) -> list[str]:
    lesson, faults = loading.read(file)
    assert lesson is None
    return [fault.sentence for fault in faults]


READERS: Mapping[str, Callable[[Path], list[str]]] = {
    "lesson": _lesson,
    "theme": lambda file: [*load_themes(file.parent)[1]],
    "settings": lambda file: [*settings.load(file, themes=["one"], actions={"quit": "ctrl+q"})[1]],
}


def _in_time(reads: Callable[[Path], list[str]], file: Path) -> list[str]:
    began = time.process_time()
    told = reads(file)
    assert time.process_time() - began < 2
    return told


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words_and_soon(name: str, reader: str, tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text(HOSTILE[name])
    told = _in_time(READERS[reader], file)
    assert told
    assert len(told) < 30 or reader == "lesson"  # of a lesson each step that is wrong is told
    for one in told:
        assert len(one) < 1000
        assert "\x1b" not in one or reader == "lesson"  # whoever shows those makes them visible


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("reader", READERS)
def test_what_never_ends_and_what_never_begins(reader: str, tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    os.mkfifo(file)
    told = _in_time(READERS[reader], file)
    assert told or reader == "settings"  # a pipe that nobody writes to is an empty file
    file.unlink()
    file.symlink_to("/dev/zero")
    assert f"more than {MOST:,} octets" in _in_time(READERS[reader], file)[0]


def test_themes_that_extend_one_another_for_ever(tmp_path: Path) -> None:
    for at in range(1000):
        (tmp_path / f"t{at:04}.toml").write_text(f'extends = "t{at + 1:04}"')
    (tmp_path / "t1000.toml").write_text('primary = "red"')
    told = _in_time(READERS["theme"], tmp_path / "t0000.toml")
    assert all("mend that theme first" in one for one in told)
    assert 0 < len(told) < 1000  # those at the end of the row hold


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit")
def test_memory_stays_bounded(tmp_path: Path) -> None:
    """The parser would take gigabytes for the key of many parts: in a process of its own, with 400 MB."""
    file = tmp_path / "one.toml"
    file.write_text(HOSTILE["a key of many parts"])
    program = (
        "import resource, sys; from pathlib import Path; from smtpwb.lessons.loading import read\n"
        "resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20)); print(read(Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, timeout=20, env=environment()
    )
    assert b"nested too deep" in done.stdout, done.stderr
