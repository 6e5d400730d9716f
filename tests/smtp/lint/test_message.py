"""Each check of a whole message: where it speaks, where it is silent, and what it cites."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.smtp.commands import parse
from smtpwb.smtp.dialogue import Dialogue
from smtpwb.smtp.lint import CHECKS
from smtpwb.smtp.lint.check import Severity
from smtpwb.smtp.lint.message import MESSAGE_CHECKS, lint_message
from smtpwb.smtp.scan import scan
from tests.laws.sources import form
from tests.smtp import dialogues as at

HEADER = (
    b"From: ann@example.net\r\nTo: bob@practice.test\r\nDate: Mon, 01 Jan 2024 12:00:00 +0000\r\n"
    b"Message-ID: <1@example.net>\r\nSubject: s\r\n"
)
GOOD = HEADER + b"\r\nbody\r\n"
MIME = HEADER + b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"


def saying(parameters: bytes, dialogue: Dialogue = at.CONTENT) -> Dialogue:
    """Behind a MAIL with these parameters."""
    return replace(dialogue, mail=parse(b"MAIL FROM:<ann@example.net>" + parameters))


def without(name: bytes) -> bytes:
    lines = GOOD.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith(name + b":"))


def changed(name: bytes, value: bytes) -> bytes:
    lines = GOOD.split(b"\r\n")
    return b"\r\n".join(name + b": " + value if line.startswith(name + b":") else line for line in lines)


def found(message: bytes, dialogue: Dialogue = at.CONTENT, bdat: bool = False) -> set[str]:
    return {one.id for one in lint_message(scan((message,)), dialogue, bdat=bdat)}


CASES: tuple[tuple[bytes, Dialogue, str], ...] = (
    (GOOD, at.CONTENT, ""),
    (without(b"From"), at.CONTENT, "no-from"),
    (changed(b"From", b""), at.CONTENT, "no-from"),
    (without(b"Date"), at.CONTENT, "no-date"),
    (changed(b"Date", b"yesterday"), at.CONTENT, "no-date"),
    (without(b"Message-ID"), at.CONTENT, "no-message-id"),
    (changed(b"Message-ID", b"1"), at.CONTENT, "no-message-id"),
    (changed(b"From", b"Ann <ann@EXAMPLE.net>"), at.CONTENT, ""),
    (changed(b"From", b"ann@other.test"), at.CONTENT, "from-differs"),
    (changed(b"From", b"ann@other.test"), replace(at.CONTENT, reverse_path=b""), ""),
    (changed(b"From", b"ann@example.net, bob@example.net"), at.CONTENT, "no-sender"),
    (changed(b"To", b"carl@practice.test"), at.CONTENT, "not-a-recipient"),
    (changed(b"To", b"bob@PRACTICE.test"), at.CONTENT, ""),
    (without(b"To"), at.CONTENT, "no-recipient-field"),
    (GOOD.replace(b"Subject", b"Subject: a\r\nSubject"), at.CONTENT, "field-repeated"),
    (HEADER + b"Dear Bob,\r\n\r\nbody\r\n", at.CONTENT, "header-malformed"),
    (HEADER, at.CONTENT, "no-blank-line"),
    (changed(b"Subject", "grüße".encode()), at.CONTENT, "header-not-ascii eight-bit-undeclared"),
    (changed(b"Subject", "grüße".encode()), saying(b" SMTPUTF8 BODY=8BITMIME"), ""),
    (changed(b"Subject", b"\xfc"), saying(b" SMTPUTF8 BODY=8BITMIME"), "header-not-ascii"),
    (GOOD + b"x" * 998 + b"\r\n", at.CONTENT, ""),
    (GOOD + b"x" * 999 + b"\r\n", at.CONTENT, "line-over-998"),
    (GOOD + b"a\rb\r\n", at.CONTENT, "bare-cr-or-lf"),
    (GOOD + b"a\nb\r\n", at.CONTENT, "bare-cr-or-lf"),
    (GOOD + b"a\0b\r\n", at.CONTENT, "nul"),
    (MIME + "grüße\r\n".encode(), saying(b"", at.BARE_CONTENT), "eight-bit"),
    (MIME + "grüße\r\n".encode(), at.CONTENT, "eight-bit-undeclared"),
    (MIME + "grüße\r\n".encode(), saying(b" BODY=8BITMIME"), ""),
    (GOOD + "grüße\r\n".encode(), saying(b" BODY=8BITMIME"), "no-mime-version"),
    (HEADER + b"Content-Type: text/plain\r\n\r\n", at.CONTENT, "no-mime-version"),
    (
        MIME.replace(b"8bit", b"7bit") + "grüße\r\n".encode(),
        saying(b" BODY=8BITMIME"),
        "encoding-says-7bit",
    ),
    (GOOD + b"no end", at.CONTENT, "last-line-open"),
    (b"", at.CONTENT, "nothing-in-it no-from no-date no-message-id no-recipient-field"),
    (GOOD + b"x\r\n" * 4000, at.CONTENT, "over-size"),
    (GOOD, saying(b" SIZE=10"), "over-declared-size"),
    (GOOD, saying(b" SIZE=100000"), ""),
    (GOOD, saying(b" SIZE=x"), ""),
    (GOOD, saying(b" BODY=BINARYMIME"), "binary-needs-bdat"),
)
IN_CHUNKS: tuple[tuple[bytes, Dialogue, str], ...] = (
    (GOOD, at.RCPT, ""),
    (GOOD, at.BARE, "chunking-not-offered"),
    (GOOD + b"no end", at.RCPT, "last-line-open"),
    (GOOD + b"a\nb\0" + b"x" * 2000, saying(b" BODY=BINARYMIME", at.RCPT), ""),
    (GOOD + b"a\nb\r\n", saying(b" BODY=8BITMIME", at.RCPT), "bare-cr-or-lf"),
)


@pytest.mark.parametrize(("message", "dialogue", "ids"), CASES)
def test_behind_a_354(message: bytes, dialogue: Dialogue, ids: str) -> None:
    assert found(message, dialogue) == set(ids.split())


@pytest.mark.parametrize(("message", "dialogue", "ids"), IN_CHUNKS)
def test_in_chunks(message: bytes, dialogue: Dialogue, ids: str) -> None:
    assert found(message, dialogue, bdat=True) == set(ids.split())


def test_every_check_has_a_case() -> None:
    named = {id for _, _, ids in (*CASES, *IN_CHUNKS) for id in ids.split()}
    assert named == set(MESSAGE_CHECKS)


@given(st.binary(max_size=400), st.sampled_from(at.ALL), st.booleans())
def test_whatever_it_is_every_finding_is_a_sentence_with_a_source(
    message: bytes, dialogue: Dialogue, bdat: bool
) -> None:
    findings = lint_message(scan((message,)), dialogue, bdat=bdat)
    for one in findings:
        assert one.text.endswith(".")
        assert one.text.isprintable()
        assert form(one.source) == "a section of an RFC"
    order = [tuple(Severity).index(one.severity) for one in findings]
    assert order == sorted(order)


def test_no_id_means_two_things() -> None:
    assert not set(MESSAGE_CHECKS) & set(CHECKS)
    assert all(id == check.id for id, check in MESSAGE_CHECKS.items())


def test_a_large_message_is_looked_at_within_a_second() -> None:
    block = b"The quick brown fox jumps over the lazy dog, and the dog does not mind it at all.\r\n" * 1500

    def pieces() -> Iterator[bytes]:
        yield GOOD
        for _ in range(25_000_000 // len(block)):
            yield block

    began = time.process_time()
    findings = lint_message(scan(pieces()), at.BARE_CONTENT)
    assert time.process_time() - began < 1
    assert {one.id for one in findings} == set()
