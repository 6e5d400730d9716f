from __future__ import annotations

import base64
import json
import os
import re
import select
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from smtpwb.clipboard import OSC52_LIMIT, Outcome, Way, copy, state_path
from smtpwb.errors import WorkbenchError
from tests.needs import needs

TEXT = "S: 550 5.1.1 <nobody@practice.test>: grüße\nC: QUIT\n"


class Terminal:
    """What was written to the terminal."""

    def __init__(self) -> None:
        self.written = ""

    def write(self, sequence: str) -> None:
        self.written += sequence

    @property
    def clipboard(self) -> str:
        found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", self.written)
        return base64.b64decode(found[1]).decode() if found else ""


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "clipboard.txt"


def environment(**extra: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "TERM": "xterm-256color", **extra}


def tool(directory: Path, name: str, script: str) -> str:
    """Put a program of this name first on a PATH, and return that PATH."""
    directory.mkdir()
    program = directory / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"{directory}{os.pathsep}{os.environ['PATH']}"


def test_the_terminal_gets_osc_52(terminal: Terminal, file: Path) -> None:
    outcome = copy(TEXT, write_terminal=terminal.write, env=environment(), state_file=file)
    assert terminal.clipboard == TEXT
    assert outcome == Outcome((Way("the terminal by OSC 52", False),), len(TEXT.encode()), file)
    assert outcome.sentence == f"Sent 53 bytes to the terminal by OSC 52; not confirmed, also in {file}"


def test_screen_gets_it_in_pieces_it_can_hold(terminal: Terminal, file: Path) -> None:
    text = TEXT * 100
    copy(text, write_terminal=terminal.write, env=environment(STY="1.pts-0", TERM="screen"), state_file=file)
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", terminal.written, re.DOTALL)
    assert max(map(len, pieces)) == 250
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == terminal.written
    terminal.written = "".join(pieces)
    assert terminal.clipboard == text


@pytest.mark.parametrize(
    ("extra", "hinted"),
    [
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "screen"}, True),
        ({"TERM": "screen", "STY": "1"}, False),
        ({}, False),
    ],
)
def test_a_tmux_on_the_users_own_machine_is_mentioned(
    terminal: Terminal, file: Path, extra: dict[str, str], hinted: bool
) -> None:
    outcome = copy(TEXT, write_terminal=terminal.write, env=environment(**extra), state_file=file)
    assert ("set-clipboard on" in outcome.sentence) is hinted


def test_the_longest_text_for_the_terminal(terminal: Terminal, file: Path) -> None:
    outcome = copy("x" * OSC52_LIMIT, write_terminal=terminal.write, env=environment(), state_file=file)
    assert len(outcome.ways) == 1
    assert len(terminal.written) == 100_000


def test_a_text_too_long_for_the_terminal_is_in_the_file(terminal: Terminal, file: Path) -> None:
    outcome = copy("x" * (OSC52_LIMIT + 1), write_terminal=terminal.write, env=environment(), state_file=file)
    assert (outcome.ways, terminal.written) == ((), "")
    assert outcome.sentence == (
        "No clipboard took the 74,995 bytes (too long for the terminal, which takes 74,994 bytes): "
        f"find them in {file}"
    )
    assert file.stat().st_size == OSC52_LIMIT + 1


def test_where_no_way_exists_the_file_is_named(file: Path) -> None:
    outcome = copy("x", write_terminal=None, env=environment(), state_file=file)
    assert outcome.sentence == f"No clipboard took the 1 byte: find them in {file}"


def test_an_empty_text_leaves_the_clipboard_alone(terminal: Terminal, file: Path) -> None:
    with pytest.raises(WorkbenchError, match="nothing to copy"):
        copy("", write_terminal=terminal.write, env=environment(), state_file=file)
    assert terminal.written == ""
    assert not file.exists()


def test_lone_surrogates_are_shown_as_their_octets(terminal: Terminal, file: Path) -> None:
    copy("caf\udce9 \ud800", write_terminal=terminal.write, env=environment(), state_file=file)
    assert terminal.clipboard == "caf<E9> <ED><A0><80>"


def test_the_file_is_private_and_never_written_through_a_link(tmp_path: Path, file: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    file.parent.mkdir()
    file.symlink_to(victim)
    copy(TEXT, write_terminal=None, env=environment(), state_file=file)
    assert victim.read_text() == "untouched"
    assert not file.is_symlink()
    assert file.read_text("utf-8") == TEXT
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_said(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    file = tmp_path / "in the way" / "clipboard.txt"
    outcome = copy(TEXT, write_terminal=terminal.write, env=environment(), state_file=file)
    assert terminal.clipboard == TEXT
    assert outcome.file is None
    assert str(file) in outcome.failures[0]
    assert outcome.sentence == "Sent 53 bytes to the terminal by OSC 52; not confirmed"
    nowhere = copy(TEXT, write_terminal=None, env=environment(), state_file=file)
    assert nowhere.sentence.startswith(f"No clipboard took the 53 bytes ({file} could not be written")


def test_a_directory_in_the_files_place_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "clipboard.txt"
    file.mkdir()
    (file / "x").touch()
    outcome = copy(TEXT, write_terminal=None, env=environment(), state_file=file)
    assert outcome.file is None
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".clipboard")] == []


def test_the_file_lies_in_the_state_directory(tmp_path: Path) -> None:
    assert state_path() == tmp_path / "state" / "smtpwb" / "clipboard.txt"


@pytest.mark.parametrize("session", ["SSH_CONNECTION", "SSH_TTY"])
def test_over_ssh_the_desktop_is_elsewhere(
    terminal: Terminal, tmp_path: Path, file: Path, session: str
) -> None:
    path = tool(tmp_path / "bin", "xclip", f"touch {tmp_path}/called")
    env = environment(DISPLAY=":0", PATH=path, **{session: "1"})
    outcome = copy(TEXT, write_terminal=terminal.write, env=env, state_file=file)
    assert [way.name for way in outcome.ways] == ["the terminal by OSC 52"]
    assert not (tmp_path / "called").exists()


def test_wsl_gets_utf_16_by_clip_exe(tmp_path: Path, file: Path) -> None:
    path = tool(tmp_path / "bin", "clip.exe", f"cat > {tmp_path}/windows")
    env = environment(WSL_DISTRO_NAME="Debian", PATH=path)
    outcome = copy(TEXT, write_terminal=None, env=env, state_file=file)
    assert outcome.ways == (Way("the Windows clipboard", False),)
    assert (tmp_path / "windows").read_bytes().decode("utf-16-le") == TEXT


def test_a_hung_desktop_is_given_up_and_ended(
    terminal: Terminal, tmp_path: Path, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tool(tmp_path / "bin", "xclip", f"echo $$ > {tmp_path}/pid; exec sleep 60")
    started = time.monotonic()
    outcome = copy(
        TEXT, write_terminal=terminal.write, env=environment(DISPLAY=":0", PATH=path), state_file=file
    )
    assert 1.9 < time.monotonic() - started < 5
    assert outcome.failures == ("the desktop clipboard did not answer within 2 s",)
    assert terminal.clipboard == TEXT
    assert ends(int((tmp_path / "pid").read_text()))
    assert capfd.readouterr() == ("", "")


def test_a_tool_that_claims_success_is_not_believed(
    tmp_path: Path, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tool(tmp_path / "bin", "xclip", "cat >/dev/null; echo scribble; echo scribble >&2")
    outcome = copy(TEXT, write_terminal=None, env=environment(DISPLAY=":0", PATH=path), state_file=file)
    assert (outcome.ways, outcome.failures) == ((), ("the desktop clipboard did not keep it",))
    assert capfd.readouterr() == ("", "")


def test_a_desktop_without_a_tool_is_told_what_to_install(tmp_path: Path, file: Path) -> None:
    (tmp_path / "bin").mkdir()
    env = environment(DISPLAY=":0", PATH=str(tmp_path / "bin"))
    outcome = copy(TEXT, write_terminal=None, env=env, state_file=file)
    assert outcome.failures == ("the desktop clipboard needs xclip, xsel or wl-clipboard",)


@needs("xclip")
def test_a_dead_display_is_a_failure_and_draws_nothing(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    outcome = copy(TEXT, write_terminal=None, env=environment(DISPLAY=":9876"), state_file=file)
    assert (outcome.ways, outcome.failures) == ((), ("the desktop clipboard did not keep it",))
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    """An X server of its own; its name."""
    reader, writer = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(writer)
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        yield f":{number}"
        server.terminate()


@needs("Xvfb", "xclip")
@pytest.mark.parametrize("text", [TEXT, "x" * 200_000], ids=["short", "long"])
def test_the_text_is_on_a_real_desktops_clipboard(
    display: str, file: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "smtpwb.clipboard._SECONDS", 20.0
    )  # the limit is proved elsewhere, the load is not ours
    env = environment(DISPLAY=display)
    outcome = copy(text, write_terminal=None, env=env, state_file=file)
    assert (outcome.ways, outcome.failures) == ((Way("the desktop clipboard", True),), ())
    assert outcome.sentence == f"Copied {len(text.encode()):,} bytes to the desktop clipboard"
    pasted = subprocess.run(
        ["xclip", "-selection", "clipboard", "-o"], env=env, capture_output=True, check=True
    )
    assert pasted.stdout.decode() == text


IN_TMUX = """
import json, os, sys
from pathlib import Path
from smtpwb.clipboard import copy
text, here = Path(sys.argv[1]).read_text("utf-8"), Path(sys.argv[2])
written = []
outcome = copy(text, write_terminal=written.append, env=os.environ, state_file=here / "clipboard.txt")
ways = [[way.name, way.verified] for way in outcome.ways]
(here / "outcome.json").write_text(json.dumps([ways, written, outcome.sentence]))
"""


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """A tmux with its default settings and a server of its own; how to command it."""
    command = ["tmux", "-L", f"{tmp_path.name}-{os.getpid()}", "-f", "/dev/null"]
    yield command
    subprocess.run([*command, "kill-server"], stderr=subprocess.DEVNULL, check=False)


@needs("tmux")
@pytest.mark.parametrize("text", [TEXT, "0123456789abcdef" * 65_536], ids=["short", "long"])
def test_inside_tmux_with_its_default_settings(tmux: list[str], tmp_path: Path, text: str) -> None:
    (tmp_path / "text").write_text(text, encoding="utf-8")
    (tmp_path / "script.py").write_text(IN_TMUX)
    inside = f"{sys.executable} script.py text . 2> errors; tmux wait-for -S copied; exec cat"
    subprocess.run([*tmux, "new-session", "-d", "-c", str(tmp_path), inside], check=True)
    subprocess.run([*tmux, "wait-for", "copied"], check=True, timeout=30)
    assert (tmp_path / "errors").read_text() == ""
    ways, written, sentence = json.loads((tmp_path / "outcome.json").read_text())
    assert (ways, written) == ([["the tmux buffer", True]], [])
    assert sentence == f"Copied {len(text.encode()):,} bytes to the tmux buffer"
    shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True)
    assert shown.stdout.decode() == text


def test_an_old_tmux_gets_it_without_the_outer_terminal(
    terminal: Terminal, tmp_path: Path, file: Path
) -> None:
    script = f'case "$*" in *-w*) exit 1;; load*) cat > {tmp_path}/buffer;; *) cat {tmp_path}/buffer;; esac'
    env = environment(TMUX="x,1,0", PATH=tool(tmp_path / "bin", "tmux", script))
    outcome = copy(TEXT, write_terminal=terminal.write, env=env, state_file=file)
    assert outcome.ways == (Way("the tmux buffer", True),)
    assert terminal.written == ""


def test_a_tmux_that_is_gone_leaves_the_terminal(terminal: Terminal, tmp_path: Path, file: Path) -> None:
    env = environment(TMUX="x,1,0", PATH=tool(tmp_path / "bin", "tmux", "exit 1"))
    outcome = copy(TEXT, write_terminal=terminal.write, env=env, state_file=file)
    assert outcome.failures == ("tmux took no buffer",)
    assert terminal.clipboard == TEXT


def ends(process: int) -> bool:
    """Whether a process has ended or does so within seconds: the kernel tells when."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 5)[0])
    finally:
        os.close(handle)
