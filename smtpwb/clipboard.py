"""Text to the clipboard, by whichever ways work here, and which ways those were.

Decides the ways, their order and what is said of them; every copy also goes to a private file.
Blocks for up to a few seconds: call it in a thread. Draws nothing, and lets no tool draw: what a tool
prints goes nowhere. Does not decide what is copied; secrets are masked before the text comes here.

    tmux      its buffer, and through it the outer terminal where tmux passes it on; read back
    desktop   the local desktop's clipboard, by pyperclip in a child process (it may hang, print, or
              claim success without a display); read back. Not tried over ssh: the desktop is elsewhere
    terminal  OSC 52 (xterm control sequences), which no terminal confirms
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import platformdirs

from smtpwb.errors import WorkbenchError
from smtpwb.smtp.amounts import counted
from smtpwb.smtp.visible import visible_text
from smtpwb.transcript.private import replace_own

__all__ = ["OSC52_LIMIT", "Outcome", "Way", "copy", "state_path"]

OSC52_LIMIT = 74_994
"""Octets of text that fit in an OSC 52 sequence of 100,000, which is what many terminals accept."""

_SECONDS = 2.0  # a hung X server never answers; this is as long as a person waits for a copy
_SCREEN_CHUNK = 250  # GNU screen drops longer strings

_PYPERCLIP = """
import sys, time
sys.modules["qtpy"] = sys.modules["PyQt5"] = None  # their clipboard would end with this process
import pyperclip
text = sys.stdin.buffer.read().decode()
try:
    pyperclip.copy(text)
except pyperclip.PyperclipException:
    sys.exit(4)
for wait in (0, 0.05, 0.1, 0.2):  # the selection's new owner may not have taken over yet
    time.sleep(wait)
    if pyperclip.paste().replace("\\r\\n", "\\n") == text.replace("\\r\\n", "\\n"):
        sys.exit(0)
sys.exit(3)
"""
_DESKTOP_FAILURES = {
    3: "the desktop clipboard did not keep it",
    4: "the desktop clipboard needs xclip, xsel or wl-clipboard",
    None: f"the desktop clipboard did not answer within {_SECONDS:g} s",
}


class Way(msgspec.Struct, frozen=True):
    """One way by which the text went."""

    name: str
    verified: bool
    """Whether the text was read back and was the same."""
    note: str = ""
    """What the user may have to do for it to arrive; often empty."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one copy."""

    ways: tuple[Way, ...]
    octets: int
    """How much was copied, in octets of UTF-8."""
    file: Path | None
    """The file that holds the text as well, or `None` where it could not be written."""
    failures: tuple[str, ...] = ()
    """What was tried and did not work, and why; not what is out of place here."""

    @property
    def sentence(self) -> str:
        """By which way and how many bytes, in one line; where no way works, where the text is."""
        size = counted(self.octets, "byte")
        kept = f"in {self.file}" if self.file else ""
        if verified := [way.name for way in self.ways if way.verified]:
            return f"Copied {size} to {' and '.join(verified)}"
        if self.ways:
            sent = "; ".join(f"{way.name}{f' ({way.note})' if way.note else ''}" for way in self.ways)
            return f"Sent {size} to {sent}; not confirmed" + (f", also {kept}" if kept else "")
        why = f" ({'; '.join(self.failures)})" if self.failures else ""
        return f"No clipboard took the {size}{why}" + (f": find them {kept}" if kept else "")


class _Job(msgspec.Struct, frozen=True):
    """What each way is given."""

    data: bytes
    env: Mapping[str, str]
    write_terminal: Callable[[str], None] | None

    def tool(self, name: str) -> str:
        return shutil.which(name, path=self.env.get("PATH")) or ""

    def run(self, *command: str, data: bytes = b"", capture: bool = False) -> tuple[int | None, bytes]:
        """Run a command without our terminal; return its exit status, `None` if it had to be ended."""
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if capture else subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(self.env),
                start_new_session=True,  # xclip serves the selection after us; ctrl+c must not end it
            )
        except OSError:
            return 127, b""
        with process:
            try:
                output, _ = process.communicate(data, timeout=_SECONDS)
            except subprocess.TimeoutExpired:
                _end(process)
                return None, b""
        return process.returncode, output or b""


def state_path() -> Path:
    """Where the last copied text is kept."""
    return platformdirs.user_state_path("smtpwb", appauthor=False) / "clipboard.txt"


def copy(
    text: str,
    *,
    write_terminal: Callable[[str], None] | None,
    env: Mapping[str, str],
    state_file: Path,
) -> Outcome:
    """Copy `text` by every way that makes sense in `env`, and keep it in `state_file`.

    `write_terminal` writes a control sequence to the terminal; without it that way is left out.
    Raises WorkbenchError where there is nothing to copy, so that the clipboard is not emptied.
    """
    if not text:
        raise WorkbenchError("there is nothing to copy", "put the cursor on an entry, or select text")
    data = re.sub("[\ud800-\udfff]", lambda found: visible_text(found[0]), text).encode()
    job = _Job(data, env, write_terminal)
    failures: list[str] = []
    ways: list[Way] = []
    file = _keep(data, state_file, failures)
    for attempt in (_tmux, _desktop, _terminal):
        if attempt is _terminal and any(way.name == _TMUX for way in ways):
            continue  # tmux swallows OSC 52 by default, and passes its own on
        result = attempt(job)
        if isinstance(result, Way):
            ways.append(result)
        elif result:
            failures.append(result)
    return Outcome(tuple(ways), len(data), file, tuple(failures))


_TMUX = "the tmux buffer"


def _tmux(job: _Job) -> Way | str:
    tmux = job.tool("tmux")
    if not (job.env.get("TMUX") and tmux):
        return ""
    for option in (["-w"], []):  # -w, to the outer terminal as well, came with tmux 3.2
        if job.run(tmux, "load-buffer", *option, "-", data=job.data)[0] == 0:
            return Way(_TMUX, job.run(tmux, "show-buffer", capture=True)[1] == job.data)
    return "tmux took no buffer"


def _desktop(job: _Job) -> Way | str:
    if job.env.get("SSH_CONNECTION") or job.env.get("SSH_TTY"):
        return ""
    if _is_wsl(job.env) and (clip := job.tool("clip.exe")):
        status, _ = job.run(clip, data=job.data.decode().encode("utf-16-le"))
        return Way("the Windows clipboard", False) if status == 0 else "clip.exe did not take it"
    if sys.platform not in ("darwin", "win32") and not (
        job.env.get("WAYLAND_DISPLAY") or job.env.get("DISPLAY")
    ):
        return ""
    status, _ = job.run(sys.executable, "-P", "-c", _PYPERCLIP, data=job.data)
    if status == 0:
        return Way("the desktop clipboard", True)
    return _DESKTOP_FAILURES.get(status, "the desktop clipboard could not be reached")


def _terminal(job: _Job) -> Way | str:
    if job.write_terminal is None:
        return ""
    if len(job.data) > OSC52_LIMIT:
        return f"too long for the terminal, which takes {OSC52_LIMIT:,} bytes"
    sequence = f"\x1b]52;c;{base64.b64encode(job.data).decode()}\x07"
    job.write_terminal(_through_screen(sequence) if job.env.get("STY") else sequence)
    nested = job.env.get("TERM", "").startswith(("tmux", "screen")) and not (
        job.env.get("TMUX") or job.env.get("STY")
    )
    note = "the tmux around it must be told: tmux set -s set-clipboard on" if nested else ""
    return Way("the terminal by OSC 52", False, note)


def _through_screen(sequence: str) -> str:
    """Wrap a sequence in DCS strings, which GNU screen hands to the terminal around it."""
    starts = range(0, len(sequence), _SCREEN_CHUNK)
    return "".join(f"\x1bP{sequence[start : start + _SCREEN_CHUNK]}\x1b\\" for start in starts)


def _is_wsl(env: Mapping[str, str]) -> bool:
    if env.get("WSL_DISTRO_NAME"):
        return True
    with suppress(OSError):
        return "microsoft" in Path("/proc/sys/kernel/osrelease").read_text().lower()
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and, where there are sessions, what it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _keep(data: bytes, file: Path, failures: list[str]) -> Path | None:
    """Write the private file: readable by its owner alone, whole or not at all, never through a link."""
    try:
        replace_own(file, data)
    except OSError as error:
        failures.append(f"{file} could not be written: {error.strerror}")
        return None
    return file
