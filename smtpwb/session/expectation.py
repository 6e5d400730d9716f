"""What a dialogue script expects of a reply, and whether a reply fits.

Decides how an `S:` line is read, and what counts as the same: the reply code (`x` stands for any digit), the
enhanced status code where the expected line has one, and the words only on demand, where `…` is anything.
Waits for nothing, and knows no connection.

    250               any reply of that code
    5xx               any refusal for good
    550 5.1.1         with that enhanced status code; `5.1.x` takes any detail
    250-mx.test       the first line of several; the last has a blank, or nothing, behind its code
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

import msgspec

from smtpwb.smtp.replies import Line, Reply
from smtpwb.smtp.visible import unvisible

ANYTHING = "…"
"""In the words of an expected line: any octets, or none."""

_LINE = re.compile(r"(?P<code>[0-9x]{3})(?:(?P<separator>[ -])(?P<words>.*))?", re.DOTALL)
_ENHANCED = re.compile(r"(?P<status>[245x])\.(?P<subject>[0-9]{1,3}|x)\.(?P<detail>[0-9]{1,3}|x)(?=[ \t]|$)")


class ExpectedLine(msgspec.Struct, frozen=True):
    """One `S:` line of a reply."""

    written: str
    """As it stands in the script, behind `S: `."""
    code: str
    """Three digits, each of which may be `x`."""
    more: bool = False
    """A hyphen stands behind the code: further lines follow."""
    words: str = ""

    @property
    def enhanced(self) -> str:
        """The enhanced status code that begins its words, parts of which may be `x`; or empty."""
        found = _ENHANCED.match(self.words)
        return found[0] if found else ""


class Expectation(msgspec.Struct, frozen=True):
    """One whole reply, as a script expects it."""

    lines: tuple[ExpectedLine, ...]

    @property
    def code(self) -> str:
        """The code that counts: that of the last line."""
        return self.lines[-1].code

    @property
    def enhanced(self) -> str:
        """As a reply's: that of the last line, else of the first."""
        return self.lines[-1].enhanced or self.lines[0].enhanced

    @property
    def bare(self) -> bool:
        """Nothing but a reply code is asked."""
        return len(self.lines) == 1 and not self.lines[0].words

    @property
    def typical_code(self) -> str:
        """A code that fits it; empty if it says nothing about the class."""
        typical = _TYPICAL.get(self.code[0], "")
        digits = zip(self.code, typical, strict=False)
        return "".join(usual if asked == "x" else asked for asked, usual in digits)


_TYPICAL = {"2": "220", "3": "354", "4": "450", "5": "550"}


class Difference(msgspec.Struct, frozen=True):
    """What of a reply is not as expected."""

    what: str
    """In words: `reply code`, `enhanced status code`, `words`, `number of lines`."""
    expected: tuple[str, ...]
    """The lines that were expected and differ, as they stand in the script."""
    got: tuple[bytes, ...]
    """The lines that came in their place, without line ends."""


def read_line(text: str) -> ExpectedLine | None:
    """Read what stands behind `S: `; None if it does not begin with a reply code."""
    found = _LINE.fullmatch(text)
    if found is None:
        return None
    return ExpectedLine(text, found["code"], found["separator"] == "-", found["words"] or "")


def difference(expected: Expectation, reply: Reply, strict: bool = False) -> Difference | None:
    """How a reply differs from what was expected; None if it fits. `strict` compares the words, too."""
    last = (expected.lines[-1].written,), (_bare(reply.lines[-1]),)
    if not _digits_fit(expected.code, reply.code):
        return Difference("reply code", *last)
    if expected.enhanced and not _enhanced_fits(expected.enhanced, str(reply.enhanced or "")):
        return Difference("enhanced status code", *last)
    if not strict or expected.bare:
        return None
    return _wording(expected.lines, reply.lines)


def _wording(expected: Sequence[ExpectedLine], lines: Sequence[Line]) -> Difference | None:
    pairs = [pair for pair in zip_longest(expected, lines) if not _line_fits(*pair)]
    if not pairs:
        return None
    what = "words" if len(expected) == len(lines) else "number of lines"
    return Difference(
        what,
        tuple(asked.written for asked, _ in pairs if asked is not None),
        tuple(_bare(line) for _, line in pairs if line is not None),
    )


def _line_fits(expected: ExpectedLine | None, line: Line | None) -> bool:
    if expected is None or line is None:
        return False
    same_end = expected.more == (line.separator == b"-")
    return same_end and _digits_fit(expected.code, line.code) and words_fit(expected.words, line.text)


def words_fit(words: str, text: bytes) -> bool:
    """Whether octets are those that visible text with `…` in it stands for.

    Each piece is looked for once, from left to right, so a hostile line costs no more than its length.
    """
    first, *rest = (unvisible(piece) for piece in words.split(ANYTHING))
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _digits_fit(pattern: str, code: str) -> bool:
    return len(pattern) == len(code) and all(
        asked in ("x", digit) for asked, digit in zip(pattern, code, strict=True)
    )


def _enhanced_fits(pattern: str, code: str) -> bool:
    asked, got = pattern.split("."), code.split(".")
    return len(asked) == len(got) and all(one in ("x", part) for one, part in zip(asked, got, strict=True))


def _bare(line: Line) -> bytes:
    return line.raw.removesuffix(b"\n").removesuffix(b"\r")
