from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import Dialogue
from tests.smtp import dialogues as at
from tests.smtp.lint.cases import Case, check_case, says

BINARY = parse(b"MAIL FROM:<ann@example.net> BODY=BINARYMIME")


def due(octets: int, dialogue: Dialogue = at.RCPT) -> Dialogue:
    """A chunk was announced, and so many octets of it are to come."""
    return replace(dialogue, chunk_left=octets, chunked=octets)


CASES: tuple[Case, ...] = (
    (at.RCPT, b"BDAT 10 LAST", ""),
    (at.RCPT, b"BDAT 0 LAST", ""),
    (at.RCPT, b"BDAT many", "chunk-size-form"),
    (at.RCPT, b"BDAT -1 LAST", "chunk-size-form"),
    (at.RCPT, b"BDAT 1 LAST LAST", "chunk-size-form"),
    (at.RCPT, b"BDAT 10001", "chunks-over-limit"),
    (replace(at.RCPT, chunked=9_990), b"BDAT 10 LAST", ""),
    (replace(at.RCPT, chunked=9_990), b"BDAT 11 LAST", "chunks-over-limit"),
    (at.RCPT, b"DATA", ""),
    (replace(at.RCPT, chunked=2), b"DATA", "data-after-chunks"),
    (replace(at.RCPT, mail=BINARY), b"DATA", "data-of-binary"),
    (due(10), b"Subject: x", "chunk-overrun"),
    (due(12), b"Subject: x", ""),
    (due(100), b"QUIT", ""),
    (due(100), b".", "dot-in-chunk"),
    (due(100), b"..x", "dot-in-chunk"),
    (due(100), b"a\nb", "chunk-not-binary"),
    (due(100), b"a\0b", "chunk-not-binary"),
    (due(100, replace(at.RCPT, mail=BINARY)), b"a\0b\n", ""),
)


@pytest.mark.parametrize("case", CASES)
def test_chunks(case: Case) -> None:
    check_case(case)


def test_what_does_not_fit_is_counted() -> None:
    told = says(b"1234", due(1), "chunk-overrun")
    assert told.startswith("The chunk takes 1 octet more; with its CRLF the line has 6,")
