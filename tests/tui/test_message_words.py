from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.prepared import Prepared
from smtpwb.smtp.chunks import Chunks
from smtpwb.smtp.lint.check import Finding, Severity
from smtpwb.tui import message_words as words
from smtpwb.tui.draft import Draft
from smtpwb.tui.sending import Progress


@given(st.text())
def test_what_can_be_written_has_no_control_character_but_line_ends_and_tabs(pasted: str) -> None:
    text, left_out = words.writable(pasted)
    assert all(char in "\n\t" or not ("\0" <= char < " " or "\x7f" <= char <= "\x9f") for char in text)
    assert left_out == len(pasted.replace("\r\n", "\n").replace("\r", "\n")) - len(text)


def test_where_the_subject_is_written() -> None:
    assert words.subject_end("From: a\nSubject: \nDate: b\n\n") == (1, 9)
    assert words.subject_end("") == (0, 0)


@pytest.mark.parametrize(
    ("message", "most", "told"),
    [
        (b"a\r\n", None, "3 octets · then the lone dot"),
        (b"a\r\n", 1000, "3 octets of 1,000 (SIZE) · then the lone dot"),
        (b".a\r\n.b", None, "6 octets · 2 dots doubled, then the lone dot"),
        (b"", None, "0 octets · then the lone dot"),
    ],
)
def test_size_and_what_sending_adds(message: bytes, most: int | None, told: str) -> None:
    assert words.size(Prepared.lay([message], stuffed=True), most).plain == told


@given(st.lists(st.sampled_from([b".", b"\r\n", b"a"])).map(b"".join))
def test_dots_are_counted_as_they_are_doubled(message: bytes) -> None:
    doubled = (b"\r\n" + message).count(b"\r\n.")
    told = words.size(Prepared.lay([message], stuffed=True), None).plain
    assert (f"{doubled} dot" in told) == bool(doubled)
    assert ("doubled" in told) == bool(doubled)


def test_in_chunks_nothing_is_added() -> None:
    assert "as it is" in words.size(Prepared.lay([b".a"], stuffed=False), None).plain


def test_findings() -> None:
    found = words.findings([Finding("a", "One [b]x[/b].", "RFC 1", Severity.ERROR)])
    assert found.plain == "One [b]x[/b]. RFC 1"
    assert "Nothing" in words.findings([]).plain


def test_chunks_are_listed_around_the_next_one() -> None:
    lines = words.chunks(Chunks(1000, 10), 50).plain.split("\n")
    assert lines[0] == "✓ C: BDAT 10  octets 490 to 500"
    assert lines[1] == "› C: BDAT 10  octets 500 to 510"
    assert lines[-2:] == ["  … 46 more", "  C: BDAT 10 LAST  octets 990 to 1,000"]
    assert words.chunks(Chunks(5, 10), 0).plain == "› C: BDAT 5 LAST  octets 0 to 5"


@given(st.integers(0, 60), st.integers(1, 12), st.integers(0, 60))
def test_the_next_and_the_last_are_always_among_them(octets: int, most: int, next_one: int) -> None:
    chunks = Chunks(octets, most)
    next_one = min(next_one, len(chunks) - 1)
    told = words.chunks(chunks, next_one).plain
    assert f"› C: {chunks[next_one].command}" in told
    assert chunks[-1].command in told.split("\n")[-1]
    assert len(told.split("\n")) <= 6


@pytest.mark.parametrize("share", [0, 1, 50, 100])
def test_the_bar_is_in_one_line(share: int) -> None:
    line = words.progress(Progress(share, 100, share, 10**9), 76)
    assert line.plain.count("█") == share // 5
    assert line.plain.count("█") + line.plain.count("░") == 20
    assert "\n" not in line.plain
    assert line.cell_length <= 76


def test_no_file_is_no_row() -> None:
    assert words.files(Draft("h")).plain == ""
