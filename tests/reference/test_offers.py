"""The lines of an EHLO reply: which replies have them, and what each says."""

from __future__ import annotations

import pytest

from smtpwb.reference import catalog
from smtpwb.reference.offers import keywords, missing
from smtpwb.smtp.extensions import lists_extensions
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.reply_reader import ReplyReader


def reply(text: bytes) -> Reply:
    """The reply whose lines these are, each without its CRLF, be it complete or not."""
    reader = ReplyReader()
    found = reader.feed(text.replace(b"\n", b"\r\n") + b"\r\n", 0)
    rest = reader.finish()
    return found[0] if found else rest  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("answers", "code", "lists"),
    [
        ("EHLO", b"250", True),
        ("LHLO", b"250", True),
        ("HELO", b"250", False),
        ("HELP", b"214", False),
        ("EHLO", b"502", False),
    ],
)
def test_only_an_accepted_ehlo_or_lhlo_lists_extensions(answers: str, code: bytes, lists: bool) -> None:
    said = reply(code + b"-practice.test\n" + code + b" SIZE 1000")
    assert lists_extensions(said, answers) is lists
    assert bool(keywords(said, answers)) is lists
    assert bool(missing(said, answers, False)) is lists


def test_the_first_line_is_no_keyword_and_an_empty_one_says_nothing() -> None:
    assert [one.keyword for one in keywords(reply(b"250-SIZE\n250-\n250 DSN"), "EHLO")] == ["DSN"]


def test_a_keyword_is_read_with_its_parameters_and_nothing_is_said_twice() -> None:
    size, auth, old = keywords(reply(b"250-a\n250-SIZE 10485760\n250-AUTH PLAIN\n250 AUTH=PLAIN"), "EHLO")
    assert size.readings[0].startswith("Largest message 10.5 MB (10 MiB)")
    assert size.told == " ".join(size.readings)
    assert auth.readings[0].startswith("PLAIN: needs user name and password")
    assert len(old.readings) == 1
    assert "spelling from a draft" in old.readings[0]


def test_what_no_table_knows_is_shown_as_visible_text() -> None:
    (unknown,) = keywords(reply(b"250-a\n250 XFROB \x1bx"), "EHLO")
    assert (unknown.keyword, unknown.parameters) == ("XFROB", "<1B>x")
    assert unknown.told == unknown.meaning
    assert unknown.sources == ()


def test_where_the_parameters_say_nothing_the_extension_is_told() -> None:
    row = next(
        row
        for row in catalog.table("ehlo_keywords")
        if isinstance(row, catalog.EhloKeywordRow) and not row.brief
    )
    (told,) = keywords(reply(f"250-a\n250 {row.key}".encode()), "EHLO")
    if not told.readings:
        assert told.told == row.explanation


@pytest.mark.parametrize(
    ("secured", "said"),
    [
        (False, "No STARTTLS: everything goes in clear"),
        (True, "No 8BITMIME"),
        (None, "No STARTTLS: unless TLS is active already"),
    ],
)
def test_what_is_missing_depends_on_tls_if_that_is_known(secured: bool | None, said: str) -> None:
    assert missing(reply(b"250-a\n250 SIZE"), "EHLO", secured)[0].startswith(said)


def test_nothing_is_missing_of_a_list_that_is_still_arriving() -> None:
    assert missing(reply(b"250-a\n250-SIZE"), "EHLO", False) == ()
