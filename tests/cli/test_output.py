from __future__ import annotations

import os
import signal
import subprocess

import pytest

from smtpwb.cli import output
from smtpwb.cli.output import (
    DONE,
    INTERRUPTED,
    NO_CONNECTION,
    UNEXPECTED,
    USAGE,
    WIDTH,
    escaped,
    guarded,
    unreadable,
    wrapped,
)
from smtpwb.errors import ConnectError, ConnectionLost, DataFileError, UsageError, WorkbenchError
from tests.cli import program

posix = pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")


def raising(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("no", "do this"), USAGE),
        (ConnectError("no", "do this"), NO_CONNECTION),
        (ConnectionLost("no", "do this"), NO_CONNECTION),
        (DataFileError("no", "do this"), UNEXPECTED),
        (WorkbenchError("no", "do this"), UNEXPECTED),
    ],
)
def test_an_error_becomes_a_sentence_and_a_status(
    error: WorkbenchError, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(lambda: raising(error)) == status
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "smtpwb: no: do this\n")


def test_statuses_are_those_of_the_documentation() -> None:
    assert (DONE, UNEXPECTED, USAGE, NO_CONNECTION, INTERRUPTED) == (0, 1, 2, 3, 130)


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_a_status_is_passed_on(status: int) -> None:
    assert guarded(lambda: status) == status


def test_ctrl_c_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: raising(KeyboardInterrupt())) == INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_a_fault_of_the_program_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 // 0)


def test_ctrl_c_in_the_real_command() -> None:
    with subprocess.Popen(
        [*program.COMMAND, "practice", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()  # it runs
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=program.PATIENCE)
    assert process.returncode == INTERRUPTED
    assert complaint == b""


@posix
@pytest.mark.parametrize(
    "line",
    [
        "smtpwb codes | head -1",
        "smtpwb codes --format json | head -1",
        "yes '250 ok' | head -c 3000000 | smtpwb decode | head -1",
        "smtpwb --help | head -1",
        "smtpwb codes | true",
    ],
)
def test_a_closed_pipe_is_silent(line: str) -> None:
    done = program.shell(line)
    assert done.stderr == b""
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == ("head -1" in line)


@posix
def test_without_stdout_at_all() -> None:
    done = program.shell("smtpwb codes 550 >&-")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
def test_a_full_disk_is_one_sentence() -> None:
    done = program.shell("smtpwb codes 550 > /dev/full")
    assert done.returncode == UNEXPECTED
    assert program.sentence(done).startswith("the system refused: ")


@posix
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("ascii", rb"\xa7 \u2192 \xe4"), ("latin-1", b"\xa7 \\u2192 \xe4"), ("utf-8", "§ → ä".encode())],
)
def test_a_terminal_that_lacks_a_character_gets_its_escape(encoding: str, shown: bytes) -> None:
    done = program.smtpwb("decode", "550", "§ → ä", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[0] == b"550 " + shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("plain words, 5.1.1 - fine.", "plain words, 5.1.1 - fine."),
        ("MAIL FROM:<a_b>", "MAIL FROM:\\<a\\_b\\>"),
        ("[x](http://y) `z` *b* #1 a|b ~s~", "\\[x\\](http://y) \\`z\\` \\*b\\* \\#1 a\\|b \\~s\\~"),
        ("&lt; \\<", "\\&lt; \\\\\\<"),
    ],
)
def test_markdown_is_made_plain(text: str, plain: str) -> None:
    assert escaped(text) == plain


def test_complaints_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    output.complain("nothing here")
    assert capsys.readouterr() == ("", "smtpwb: nothing here\n")


def test_prose_is_wrapped_and_no_word_of_it_broken() -> None:
    word = "x" * (WIDTH + 1)
    assert wrapped(f"a-b {word} c", "  ", "    ") == ["  a-b", f"    {word}", "    c"]
    assert wrapped("word " * 40, "- ")[1].startswith("- word")
    assert wrapped("") == []


def test_a_file_that_cannot_be_read_is_named_safely_and_the_reason_told() -> None:
    told = unreadable("a\x1bb", FileNotFoundError(2, "No such file or directory"))
    assert (str(told), told.hint) == ("a<1B>b cannot be read", "No such file or directory")
    assert unreadable("a", ValueError("embedded null byte")).hint == "a file name has no NUL in it"
