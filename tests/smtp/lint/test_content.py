from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint import Severity, lint
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says


def declaring(parameters: bytes, at: Dialogue = at.CONTENT) -> Dialogue:
    """Inside a message whose MAIL had these parameters."""
    return replace(at, mail=parse(b"MAIL FROM:<ann@example.net>" + parameters))


CASES: tuple[Case, ...] = (
    (at.CONTENT, b"", ""),
    (at.CONTENT, b"Subject: test", ""),
    (at.CONTENT, b"\ttabs are fine ", ""),
    (at.CONTENT, b"Data is what we want", ""),
    (at.CONTENT, b"mail me", ""),
    (at.CONTENT, b".", "ends-message"),
    (at.CONTENT, b".x", "leading-dot"),
    (at.CONTENT, b"..x", "leading-dot"),
    (at.CONTENT, b"..", "leading-dot"),
    (at.CONTENT, b". ", "leading-dot dot-and-blank"),
    (at.CONTENT, b"QUIT", "command-in-content"),
    (at.CONTENT, b"rset", "command-in-content"),
    (at.CONTENT, b"RCPT TO:<ann@example.net>", "command-in-content"),
    (at.CONTENT, b"x" * 998, ""),
    (at.CONTENT, b"x" * 999, "text-line-too-long"),
    (at.CONTENT, b".." + b"x" * 997, "leading-dot"),
    (at.CONTENT, b".." + b"x" * 998, "leading-dot text-line-too-long"),
    (at.CONTENT, "grüße".encode(), "eight-bit-declared"),
    (declaring(b""), "grüße".encode(), "eight-bit-declared"),
    (declaring(b" SIZE=10 SMTPUTF8"), "grüße".encode(), "eight-bit-declared"),
    (declaring(b" BODY=7BIT"), "grüße".encode(), "eight-bit-declared"),
    (declaring(b" BODY"), "grüße".encode(), "eight-bit-declared"),
    (declaring(b" BODY=7BIT"), b"gruesse", ""),
    (declaring(b" BODY=8BITMIME"), "grüße".encode(), ""),
    (declaring(b" size=10 body=8bitmime"), "grüße".encode(), ""),
    (declaring(b" BODY=BINARYMIME"), "grüße".encode(), ""),
    (declaring(b" BODY=8BITMIME", at.BARE_CONTENT), "grüße".encode(), "eight-bit-content"),
    (at.BARE_CONTENT, "grüße".encode(), "eight-bit-content"),
    (at.CONTENT, b"a\rb", "bare-line-end"),
    (at.CONTENT, b"a\nb", "bare-line-end"),
    (at.CONTENT, b"a\n.\nQUIT", "bare-line-end dot-between-bare-line-ends"),
    (at.CONTENT, b"a\r\n.", "bare-line-end dot-between-bare-line-ends"),
    (at.CONTENT, b"a\x00b", "control-in-content"),
    (at.CONTENT, b"\x1b[31m", "control-in-content"),
)


@pytest.mark.parametrize("case", CASES)
def test_content(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b".x", "The server removes the first dot and stores x; write ..x to have the dot."),
        (b"..x", "The server removes the first dot and stores .x."),
    ],
)
def test_a_leading_dot_shows_what_is_stored(line: bytes, text: str) -> None:
    assert says(line, at.CONTENT, "leading-dot") == text


def test_eight_bits_that_were_not_declared_are_a_warning() -> None:
    (finding,) = lint("grüße".encode(), declaring(b""))
    assert finding.severity is Severity.WARNING
