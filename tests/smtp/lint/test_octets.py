from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import Dialogue, State
from tests.smtp import dialogues as at
from tests.smtp.dialogues import offers
from tests.smtp.lint.cases import Case, check_case, says

SIZE_ONLY = Dialogue(State.HELLO, "EHLO", offers("SIZE"))


def noop(octets: int) -> bytes:
    """A NOOP of so many octets, CRLF included."""
    return b"NOOP ".ljust(octets - 2, b"x")


def declaring(parameters: bytes) -> Dialogue:
    """Behind a MAIL that had these parameters."""
    return replace(at.MAIL, mail=parse(b"MAIL FROM:<ann@example.net>" + parameters))


CASES: tuple[Case, ...] = (
    (at.EHLO, noop(512), ""),
    (at.EHLO, noop(513), "line-too-long"),
    (at.BARE, b"MAIL FROM:<> A=".ljust(510, b"x"), "parameter-unknown"),
    (at.BARE, b"MAIL FROM:<> A=".ljust(511, b"x"), "parameter-unknown line-too-long"),
    (SIZE_ONLY, b"MAIL FROM:<> A=".ljust(536, b"x"), "parameter-unknown"),
    (SIZE_ONLY, b"MAIL FROM:<> A=".ljust(537, b"x"), "parameter-unknown line-too-long"),
    (at.TLS, b"AUTH XOAUTH2 " + b"YWJj" * 3067, "auth-mechanism-not-offered"),
    (at.TLS, b"AUTH XOAUTH2 " + b"YWJj" * 3070, "auth-mechanism-not-offered line-too-long"),
    (at.EHLO, b"NOOP a\rb", "line-end-inside"),
    (at.EHLO, b"NOOP\nQUIT", "line-end-inside unknown-verb"),
    (at.EHLO, b"NOOP a\tb", "control-octet"),
    (at.EHLO, b"NOOP a\0b", "control-octet"),
    (at.EHLO, b"NOOP \x7f", "control-octet"),
    (at.BARE, "VRFY jürgen".encode(), "non-ascii"),
    (at.BARE, "MAIL FROM:<jürgen@example.net>".encode(), "non-ascii"),
    (at.EHLO, "MAIL FROM:<jürgen@example.net>".encode(), "non-ascii"),
    (at.EHLO, "MAIL FROM:<jürgen@example.net> SMTPUTF8".encode(), ""),
    (at.MAIL, "RCPT TO:<jürgen@example.net>".encode(), ""),
    (declaring(b" SMTPUTF8"), "RCPT TO:<jürgen@example.net>".encode(), ""),
    (declaring(b" body=8bitmime smtputf8"), "RCPT TO:<jürgen@example.net>".encode(), ""),
    (declaring(b" BODY=8BITMIME"), "RCPT TO:<jürgen@example.net>".encode(), "non-ascii"),
    (declaring(b""), b"RCPT TO:<ann@example.net>", ""),
    (at.EHLO, b"VRFY j\xfcrgen", "not-utf8"),
    (at.EHLO, b" NOOP", "leading-blank"),
    (at.EHLO, b"NOOP  x", "extra-blanks"),
    (at.EHLO, b"MAIL  FROM:<ann@example.net>", "extra-blanks"),
    (at.EHLO, b"RSET ", "trailing-blank"),
    (at.EHLO, b"MAIL FROM:<ann@example.net> ", "trailing-blank"),
    (at.EHLO, b"VRFY ", "argument-missing"),
    (at.EHLO, b"RSET\t", "trailing-blank control-octet"),
)


@pytest.mark.parametrize("case", CASES)
def test_octets(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("line", "name"), [(b"NOOP a\tb", "A tab"), (b"NOOP a\0", "A NUL"), (b"NOOP \x1b[m", "An escape")]
)
def test_a_control_octet_is_named(line: bytes, name: str) -> None:
    assert says(line, at.EHLO, "control-octet").startswith(name)
