"""The line that says what is waited for."""

from __future__ import annotations

import io

import pytest

from smtpwb.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_counts_the_seconds_and_wipes_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    with Progress() as progress:
        progress.tick("line 2")
        progress.tick("line 2")
        progress.clear()
        progress.tick("line 3")
    first, second, other = "line 2: waiting, 1 s", "line 2: waiting, 2 s", "line 3: waiting, 1 s"
    blank = " " * len(first)
    assert shown.getvalue() == f"\r{first}\r{second}\r{blank}\r\r{other}\r{blank}\r"


def test_where_nobody_watches_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    with Progress() as progress:
        progress.tick("line 2")
    assert shown.getvalue() == ""


def test_nor_where_there_is_no_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    with Progress() as progress:
        progress.tick("line 2")
