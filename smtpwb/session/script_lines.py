"""How one line of a dialogue script reads: its mark, orders, references to secrets, escapes of raw octets.

Decides what each line says by itself, and the cure where it says nothing. What lines mean behind one another
is for `script_reader`.
"""

from __future__ import annotations

import re

from smtpwb.errors import UsageError
from smtpwb.session.script import SOURCES, Reference
from smtpwb.smtp import escapes
from smtpwb.smtp.visible import clipped, visible_text

CLOSED, CLOSE = "<closed>", "<close>"
MARKED = re.compile(r"(?P<mark>C|S|C<raw>|C<file>):(?: (?P<text>.*))?", re.DOTALL)
TARGET = re.compile(r"#\s*target:\s*(?P<target>\S.*?)\s*", re.IGNORECASE)

_WAIT = re.compile(r"<wait (?P<time>[0-9]{1,6}(?:\.[0-9]{1,3})?) ?(?P<unit>ms|s|m)>")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_SOURCES = "|".join(SOURCES)
_REFERENCE = re.compile(rf"\{{(?:login:(?P<user>[^{{}}]*?):)?(?P<source>{_SOURCES}):(?P<name>[^{{}}]+)\}}")
"""What stands for a secret; a brace that is text is written `<7B>`."""


def error(number: int, what: str, cure: str) -> UsageError:
    """What is wrong with a line, and what to write instead."""
    return UsageError(f"line {number}: {what}", cure)


def shown(text: str) -> str:
    """The text in short, safe to show."""
    return clipped(visible_text(text), 40)


def is_order(text: str) -> bool:
    """Whether what stands behind `C: ` is an order to the runner, and no data."""
    return text[:1] == "<" and (text == CLOSE or wait(text) is not None)


def wait(text: str) -> float | None:
    """The seconds of `<wait 2s>`; None where it is no such order."""
    found = _WAIT.fullmatch(text)
    return None if found is None else float(found["time"]) * _SECONDS[found["unit"]]


def reference(text: str) -> tuple[str, Reference, str] | None:
    """The first reference in a text, between what stands before and behind it."""
    found = _REFERENCE.search(text)
    if found is None:
        return None
    said = Reference(found["source"], found["name"], found["user"])
    return text[: found.start()], said, text[found.end() :]


def unescaped(number: int, octets: bytes) -> bytes:
    """Raw octets without their escapes. Raises UsageError."""
    found = escapes.read(octets.decode("utf-8", "surrogateescape"))
    if found.fault:
        raise error(
            number, "a backslash stands before what it does not escape", r"write \x0d, \r, \n, \t, \0 or \\"
        )
    return found.octets


def cure(line: str) -> str:
    """What to do about a line without a mark."""
    stripped = line.lstrip()
    if found := re.match(r"(?i)(?:[CS]|C<(raw|file)>):", stripped):
        mark = f"C<{found[1].lower()}>" if found[1] else found[0][0].upper()
        return f"begin it with `{mark}: `, at the margin, and one blank behind the colon"
    return "it begins with `C: `, `S: `, `C<raw>: `, `C<file>: ` or #"
