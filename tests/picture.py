"""`python -m tests.picture`: draws the README's picture anew, from the real screen in a real terminal."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from rich.ansi import AnsiDecoder
from rich.console import Console

from tests.terminal import Terminal, smtpwb

TARGET = Path(__file__).parent.parent / ".github" / "smtpwb.svg"
SIZE = (132, 36)


def capture() -> str:
    """The screen after a refused recipient, with its colours as escape sequences."""
    with tempfile.TemporaryDirectory() as home:
        command = smtpwb("practice.test", "--helo", "ws.example.net")
        with Terminal(command, size=SIZE, home=Path(home)) as screen:
            screen.tmux("set", "-as", "terminal-features", ",*:RGB")
            screen.wait("220 practice.test")
            for line, sign in (
                ("HELO ws.example.net", "HELO given"),
                ("MAIL FROM:<jrace@example.net>", "sender accepted"),
                ("RCPT TO:<nobody@practice.test>", "550 5.1.1"),
            ):
                screen.enter(line)
                screen.wait(sign)
            screen.type("RCPT TO:<jrace@prac")
            screen.wait("forward-path")
            return screen.tmux("capture-pane", "-p", "-e", "-N")


def picture(ansi: str) -> str:
    """The same as SVG, without a font from elsewhere."""
    console = Console(
        width=SIZE[0], record=True, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in AnsiDecoder().decode(ansi.rstrip("\n")):
        line.end, line.no_wrap = "", True
        console.print(line, crop=True, overflow="crop")
    svg = re.sub(r"@font-face\s*\{.*?\}", "", console.export_svg(title="smtpwb"), flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, DejaVu Sans Mono")


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(picture(capture()), encoding="utf-8")
    print(TARGET)
