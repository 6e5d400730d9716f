from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path

import pytest

from smtpwb.cli import main, message_option
from smtpwb.errors import UsageError


class Stdin(io.TextIOWrapper):
    """What is piped in, or a terminal."""

    def __init__(self, octets: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(octets))
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def options(*arguments: str) -> argparse.Namespace:
    return main.parser_of("")[0].parse_args(arguments)


def test_without_it_there_is_no_message() -> None:
    assert message_option.message(options()) is None


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"x")
    file = message_option.message(options("--message", str(tmp_path / "a.eml")))
    assert file is not None
    assert file.name == "a.eml"


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        message_option.message(options("--message", "none.eml"))


def test_stdin_is_read_and_the_keyboard_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[tuple[str, int]] = []
    monkeypatch.setattr(sys, "stdin", Stdin(b"Subject: x\n\nhi\n"))

    def opened(path: str, flags: int) -> int:
        moved.append((path, flags))
        return 99

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "dup2", lambda one, other: moved.append(("dup2", other)))
    monkeypatch.setattr(os, "close", lambda one: None)
    message_option._keyboard_to_stdin()
    monkeypatch.undo()
    assert moved == [("/dev/tty", os.O_RDONLY), ("dup2", 0)]


def test_what_stdin_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_option, "_keyboard_to_stdin", lambda: None)
    monkeypatch.setattr(sys, "stdin", Stdin(b"Subject: x\n\nhi\n"))
    file = message_option.message(options("--message", "-"))
    assert file is not None
    assert b"".join(file.pieces()) == b"Subject: x\n\nhi\n"


def test_a_terminal_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(b"", terminal=True))
    with pytest.raises(UsageError, match="nothing is piped"):
        message_option.message(options("--message", "-"))
