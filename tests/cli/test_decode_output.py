"""What `smtpwb decode` writes: the same in every format, with nothing in it that takes effect."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.cli import decode
from smtpwb.cli.decode_output import FORMATS
from smtpwb.reference.explain import Explanation
from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find
from tests.cli import program

HOSTILE = b"550 \x1b]0;t\x07 [red]x[/] *b* `` ` <script>&#x202E; | [a](http://b) \xe2\x80\xae \xff\r\n"


def written(format: str, text: bytes, after: str = "") -> str:
    write = FORMATS[format]
    return "\n".join(write(found, explained(found, after)) for found in find(text))


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_has_what_matters(format: str) -> None:
    told = written(format, b"550 5.1.1 no such user\r\n", "RCPT")
    for said in ("550 5.1.1 no such user", "This recipient only.", "Check the part left of the"):
        assert said in told
    assert "RFC 5321 §4.2.3" in told


def test_a_reply_without_its_end_is_explained_as_far_as_it_goes() -> None:
    (found,) = find(b"250-a\r\n250-b")
    assert not found.reply.complete
    assert "250-b" in written("text", b"250-a\r\n250-b")


def documented_keys() -> set[str]:
    text = " ".join(decode.DESCRIPTION.split())
    listed = text.partition("with the keys: ")[2].partition(".")[0]
    return set(re.sub(r" \(.*?\)", "", listed).split(", "))


@pytest.mark.parametrize(
    "text", [b"550 5.1.1 no", b"250-a\r\n250 SIZE 10", b"334 VXNlcm5hbWU6", b"299 hm", HOSTILE]
)
def test_json_has_the_documented_keys(text: bytes) -> None:
    told = json.loads(written("json", text, "EHLO"))
    assert set(told) == documented_keys()
    lists = {"keywords", "missing", "remarks", "may_say", "not_yet", "sources", "evidence"}
    assert {key for key, value in told.items() if isinstance(value, list)} == lists
    unknown_is_null = {"confidence", "permanent", "wait_seconds"}
    assert told["line"] == 1
    assert all(isinstance(told[key], str) for key in set(told) - lists - unknown_is_null - {"line"})


def test_json_says_what_the_explanation_says() -> None:
    told = json.loads(written("json", b"550 5.1.1 no", "RCPT"))
    assert (told["code"], told["enhanced"], told["class"]) == ("550", "5.1.1", "5yz")
    assert told["reply"] == "550 5.1.1 no"
    assert told["may_say"][0] == "RCPT"
    assert told["not_yet"] == [{"text": "RCPT", "meaning": "MAIL comes first"}] or told["not_yet"]
    assert told["try"]


SWAKS = b"<-  220 a\n -> MAIL FROM:<>\n<-  250 ok\n -> RCPT TO:<one@example.net>\n<** 550 5.1.1 no\n"


def test_json_says_of_whom_and_where() -> None:
    told = [json.loads(line) for line in written("json", SWAKS).splitlines()]
    assert [(one["code"], one["recipient"], one["said_in"]) for one in told] == [
        ("220", "", "transcript"),
        ("250", "", "transcript"),
        ("550", "one@example.net", "transcript"),
    ]


def test_the_text_says_of_whom_and_where() -> None:
    told = written("text", SWAKS)
    assert re.search(r"Said in +transcript, line 5, after RCPT\n +Recipient +one@example.net\n", told)
    assert "Said in" not in written("text", b"550 5.1.1 no")


def test_after_overrides_what_the_source_says() -> None:
    assert written("json", SWAKS, "DATA").splitlines()[2] != written("json", SWAKS).splitlines()[2]


def test_a_failure_without_a_reply_is_explained_by_its_words() -> None:
    line = (
        b"postfix/smtp[1]: 4AbC: to=<one@example.net>, relay=none, delay=1, dsn=4.4.1, status=deferred "
        b"(connect to mx.example.net[192.0.2.1]:25: Connection timed out)"
    )
    told = json.loads(written("json", line))
    assert (told["code"], told["enhanced"], told["name"]) == ("", "4.4.1", "no reply")
    assert told["cause"] == "network"
    assert told["said_in"] == "log line of Postfix"


def test_json_has_a_line_a_reply() -> None:
    lines = written("json", b"220 hi\r\n250-a\r\n250 b\r\n").splitlines()
    assert [json.loads(line)["reply"] for line in lines] == ["220 hi", "250-a\n250 b"]


def test_json_is_never_lost_for_want_of_a_key() -> None:
    """Every field of an explanation but the digits taken apart, which can be had from the code, and the
    headline, which only a dialogue gives."""
    fields = set(Explanation.__struct_fields__) - {"parts", "enhanced_parts", "diagnosis", "headline"}
    renamed = {"advice": "try"}
    assert {renamed.get(field, field) for field in fields} <= documented_keys()


@pytest.mark.parametrize("format", FORMATS)
def test_no_octet_of_a_server_takes_effect(format: str) -> None:
    told = written(format, HOSTILE)
    assert all(char.isprintable() or char == "\n" for char in told)
    assert "<1B>]0;t<07>" in told


def outside_fences(markdown: str) -> str:
    """What a reader of CommonMark takes as markup: everything but the fenced blocks."""
    kept, fence = [], ""
    for line in markdown.splitlines():
        if fence:
            fence = "" if line.strip() == fence else fence
        elif opened := re.match("`{3,}", line):
            fence = opened[0]
        else:
            kept.append(line)
    assert not fence
    return "\n".join(kept)


@pytest.mark.parametrize("ticks", range(8))
def test_markdown_keeps_the_servers_words_in_their_fence(ticks: int) -> None:
    words = b"550-" + b"`" * ticks + b"\r\n550 " + b"`" * ticks + b" <script>\r\n"
    assert "script" not in outside_fences(written("markdown", words))


def test_markdown_shows_keywords_as_they_are() -> None:
    told = outside_fences(written("markdown", b"250-a\r\n250 XY <b>[y](z)&lt;`q`\r\n", "EHLO"))
    assert "**XY \\<b\\>\\[y\\](z)\\&lt;\\`q\\`**" in told


def test_a_long_label_does_not_run_into_its_text() -> None:
    assert "ENHANCEDSTATUSCODES Replies" in written("text", b"250-a\r\n250 ENHANCEDSTATUSCODES\r\n", "EHLO")


def test_a_keyword_is_shown_with_its_parameters() -> None:
    assert "AUTH PLAIN LOGIN " in written("text", b"250-a\r\n250 AUTH PLAIN LOGIN\r\n", "EHLO")


def test_a_visible_keyword_is_not_made_visible_twice() -> None:
    assert "X<1B> " in written("text", b"250-a\r\n250 X\x1b\r\n", "EHLO")


@given(st.binary(max_size=300), st.sampled_from(sorted(FORMATS)))
def test_anything_is_explained_or_passed_over(text: bytes, format: str) -> None:
    assert all(char.isprintable() or char == "\n" for char in written(format, text))


BOUNCED = b"""\
From: postmaster@example.org
To: sender@example.org
Subject: failure

<one@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command)

<two@example.net>: host mx.example.net[192.0.2.1] said: 452 4.2.2 mailbox full (in reply to RCPT TO command)
"""


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_several_begin_with_an_overview_of_what_was_refused(format: str) -> None:
    out = program.smtpwb("decode", "--format", format, stdin=BOUNCED).stdout.decode()
    heading, *rest = [line.strip("*- ") for line in out.replace("\\", "").splitlines() if line.strip()]
    assert heading == "2 answers, 2 refusals"
    assert rest[0].startswith("line 5 · 550 5.1.1 · <one@example.net> · ")
    assert rest[1].startswith("line 7 · 452 4.2.2 · <two@example.net> · ")


def test_one_reply_needs_no_overview() -> None:
    assert program.smtpwb("decode", stdin=b"550 5.1.1 no\n").stdout.startswith(b"550 5.1.1 no\n")


def test_json_has_no_overview_but_the_facts_of_the_text_around() -> None:
    lines = program.smtpwb("decode", "--format", "json", stdin=BOUNCED).stdout.splitlines()
    told = [json.loads(line) for line in lines]
    assert [(one["line"], one["after"], one["sender"]) for one in told] == [
        (5, "RCPT", "sender@example.org"),
        (7, "RCPT", "sender@example.org"),
    ]


def test_many_refusals_are_counted() -> None:
    out = program.smtpwb("decode", stdin=b"550 5.1.1 no\n" * 30).stdout.decode()
    assert "\n  and 10 more\n" in out


def test_what_may_be_said_next_is_for_dialogues() -> None:
    assert "May say next" not in written("text", BOUNCED)
    assert "May say next" in written("text", b"550 5.1.1 no", "RCPT")
