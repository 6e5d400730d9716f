"""A person at the workbench, in a real terminal: types a script line by line, and waits for each reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.real.listening import PASSWORD, USER
from tests.terminal import Terminal

SIZE = (120, 40)
"""Wide enough for every line of these dialogues, high enough for every reply to EHLO."""
Row = tuple[str, str]
"""The mark of a row of the dialogue (C, S or blank), and its text."""


def play(screen: Terminal, script: str) -> None:
    """Type each `C:` line of a script without secrets, once every reply that was due stands there."""
    said = ""
    due: list[str] = []
    for line in script.splitlines():
        mark, text = line[:2], line[3:]
        if mark == "C:":
            said, due = text, []
            screen.enter(text)
            screen.until(partial(_gone, said), f"the line {said!r}")
        elif text == "<closed>":
            screen.wait("the server closed the connection")
        else:
            due.append(text)
            screen.until(partial(_replied, due), f"{due} to {said!r}")


def log_in(screen: Terminal, mechanism: str) -> None:
    """Order AUTH and fill in what it asks for; the password is masked."""
    screen.enter(f"AUTH {mechanism}")
    screen.wait("user name:")
    screen.enter(USER)
    screen.wait("password:")
    screen.type(PASSWORD)
    screen.wait("password: •")
    screen.key("Enter")
    if mechanism.startswith("SCRAM"):
        screen.wait("the server's proof is right")
        screen.key("Enter")
    screen.until(partial(_replied, ["235"]), f"235 to {mechanism}")


def send_file(screen: Terminal, path: Path, code: str = "250") -> str:
    """After 354: open the editor, take a file in place of the text, send it; returns the screen then."""
    screen.key("C-n")
    screen.wait("F5 send")
    screen.key("C-o")
    screen.wait("A file")
    screen.type(str(path))
    screen.wait(r"octets: goes")
    screen.key("Enter")
    screen.wait("then the lone dot|and the lone dot")
    screen.key("F5")
    return screen.until(partial(_replied, [code]), f"{code} to the message")


def _rows(shown: str) -> list[Row]:
    """The rows of the dialogue, in which a bar, the mark, a flag and a blank come before the text."""
    rows = [row[1:].split("│")[0].rstrip() for row in shown.splitlines() if row.startswith("│")]
    return [(row[1:2], row[4:]) for row in rows]


def _since(rows: Sequence[Row]) -> list[Row]:
    """The rows behind the last line that went out, or behind the beginning of the connection."""
    begins = [at for at, (mark, text) in enumerate(rows) if mark == "C" or text.startswith("connected to")]
    return list(rows[begins[-1] + 1 :] if begins else rows)


def _gone(text: str, shown: str) -> bool:
    sent = [row for mark, row in _rows(shown) if mark == "C"]
    return bool(sent) and sent[-1] == text


def _replied(codes: Sequence[str], shown: str) -> bool:
    """Whether what came since begins with replies of these codes, in their order."""
    replies = [
        text[:3] for mark, text in _since(_rows(shown)) if mark == "S" and re.match(r"\d{3}( |$)", text)
    ]
    return replies[: len(codes)] == list(codes)
