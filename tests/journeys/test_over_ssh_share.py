"""A dialogue that travels, by hand over a real ssh: kept, noted, found, shared, taken up again, compared."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.test_over_ssh import far_side
from tests.needs import needs
from tests.sshd import sshd
from tests.terminal import Terminal, smtpwb

SIZE = (80, 24)
NOTE = "It left in May, see `the` <b>wiki</b>."
ENVELOPE = (
    ("EHLO ws.example.net", r"250 HELP"),
    ("MAIL FROM:<jrace@example.net>", r"250 2\.1\.0"),
    ("RCPT TO:<nobody@practice.test>", r"550 5\.1\.1"),
)
REST = (("RCPT TO:<jrace@practice.test>", r"250 2\.1\.5"), ("DATA", "354 "))
MESSAGE = ("Subject: over ssh", "", "Hello there.", ".")
ORIGINALS = ("practice.test", "example.net", "jrace", "nobody")

pytestmark = needs("ssh", "sshd", "tmux")


class Far:
    """The program on the far side of an ssh, in terminals here."""

    def __init__(self, home: Path, ssh: list[str], size: tuple[int, int]) -> None:
        self.home, self._ssh, self._size = home, ssh, size

    @contextmanager
    def started(self) -> Iterator[Terminal]:
        """The workbench; it is left at the end."""
        there = f"cd {shlex.quote(str(self.home))} && {far_side(self.home)}{smtpwb()}"
        command = shlex.join([*self._ssh[:-1], "-tt", self._ssh[-1], there])
        with Terminal(command, size=self._size, home=self.home) as screen:
            screen.tmux("set", "-s", "set-clipboard", "on")  # so that this tmux takes OSC 52
            screen.wait("connect")
            yield screen
            screen.key("C-q")
            screen.until(lambda _: self._left(screen), "its end")

    @staticmethod
    def _left(screen: Terminal) -> bool:
        """It asks once while connected."""
        if "again" in screen.screen:
            screen.key("C-q")
        return "status 0" in screen.screen

    def run(self, *arguments: str) -> tuple[int, str]:
        """`smtpwb transcript …` there: its status and what it printed."""
        command = [*self._ssh, far_side(self.home) + smtpwb("transcript", *arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        assert not done.stderr, done.stderr
        return done.returncode, done.stdout


def say(screen: Terminal, *lines: tuple[str, str]) -> None:
    for line, reply in lines:
        screen.enter(line)
        screen.wait(rf"C: *\n|S +{reply}")
        screen.wait(f"S  {reply}")


def have(screen: Terminal) -> None:
    """A dialogue with a refusal that has a note."""
    screen.enter("telnet practice.test 25")
    screen.wait("220 practice.test")
    say(screen, *ENVELOPE)
    screen.key("M-n")
    screen.wait("A note of yours")
    screen.type(NOTE)
    screen.key("Enter")
    screen.wait(">  It left in May")
    say(screen, *REST)
    for line in MESSAGE:
        screen.enter(line)
    screen.wait(r"250 2\.0\.0")


def look_around(screen: Terminal) -> None:
    """Errors, a search, a long reply."""
    screen.key("S-Up")
    screen.wait("No such recipient")
    screen.key("S-Up")
    screen.wait("Nothing went wrong above")
    screen.key("C-f")
    screen.type("chunking")
    screen.wait("1 of 1")
    screen.key("Escape")
    screen.key("M-u")
    screen.wait("not long enough to be folded|more lines")


def shared(screen: Terminal) -> str:
    """Markdown with aliases, copied by OSC 52; what arrived here."""
    screen.key("M-s")
    screen.wait("secrets are masked")
    assert "folded" not in screen.screen  # a notice would lie on the choices
    screen.key("Right")
    screen.wait(r"\*\*SMTP dialogue with `practice")
    screen.key("Down", "Down", "Down")
    for _ in range(3):  # addresses, hosts, IPs
        screen.key("Space", "Right")
    screen.wait(r"(?s)■ addresses +■ hosts +■ IPs.*user1@")
    screen.wait("secrets are masked")
    screen.key("Enter")
    screen.wait("Sent .* bytes to the terminal by OSC 52")
    return screen.buffer()


def saved(screen: Terminal) -> str:
    """The same choices are remembered; saved in a file of the far side, whose name is told."""
    screen.key("M-s")
    screen.wait(r"(?s)Markdown.*■ addresses +■ hosts +■ IPs.*secrets are masked")
    screen.key("C-s")
    screen.wait("Save as")
    screen.key("Enter")
    found = re.search(r"Saved [\d,]+ bytes in (\S+)", screen.wait("Saved .* bytes in"))
    assert found is not None
    return found[1]


def test_a_dialogue_is_kept_shared_had_again_and_compared(tmp_path: Path) -> None:
    with sshd(tmp_path) as ssh:
        far = Far(tmp_path, ssh, SIZE)
        with far.started() as screen:
            have(screen)
            look_around(screen)
            copied = shared(screen)
            assert NOTE in copied
            assert not [name for name in ORIGINALS if name in copied]
            name = saved(screen)
            assert (tmp_path / name).read_text() == copied
            say(screen, ("QUIT", "221"))
        with far.started() as screen:
            again(screen)
        listed_and_removed(far)


def again(screen: Terminal) -> None:
    """Opened as it was; run again line by line, then all at once; compared."""
    screen.key("M-e")
    screen.wait("message accepted")
    screen.key("Enter")
    screen.wait("EARLIER, read-only")
    screen.key("S-Up")
    screen.wait("(?s)It left in May.*No such recipient")
    screen.key("r")
    screen.wait("10 lines will be offered")
    screen.key("Enter")
    for line in (*(line for line, _ in (*ENVELOPE, *REST)), *MESSAGE, "QUIT"):
        screen.wait(rf" C: {re.escape(line)}" if line else r" C: *\n +3 more lines")  # and no ghost
        screen.key("Enter")
    screen.wait(r"All of it was said again: alt\+d")
    screen.key("M-d")
    screen.wait("No difference in")
    screen.key("Escape")
    screen.key("M-p")
    screen.wait("Run again")
    screen.key("Down", "Right")
    screen.wait("Enter sends these 10 lines, and nothing else")
    screen.key("Enter")
    screen.wait("(?s)Compare.*No difference in")
    screen.key("F9")
    screen.wait("OSC 52")
    assert "No difference in" in screen.buffer()
    screen.key("Escape")


def listed_and_removed(far: Far) -> None:
    status, told = far.run("list")
    assert status == 0
    newest, oldest = [line.split()[0] for line in told.splitlines()[1:] if line.startswith("2")]
    assert told.count("message accepted: 250 2.0.0") == 2
    status, told = far.run("show", oldest)
    assert (status, told.count(f"> {NOTE}")) == (0, 1)
    status, told = far.run("export", oldest, "--format", "rfc")
    assert (status, "C: RCPT TO:<nobody@practice.test>\nS: 550 5.1.1" in told) == (0, True)
    assert far.run("diff", oldest, newest)[0] in (0, 1)
    assert far.run("rm", oldest, newest)[0] == 0
    assert not list((far.home / "state" / "smtpwb" / "journal").iterdir())
