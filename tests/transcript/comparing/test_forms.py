from __future__ import annotations

import json

import pytest

from smtpwb.transcript.comparing.comparison import compare
from smtpwb.transcript.comparing.forms import FORMS, WIDTH
from tests.dialogues import play
from tests.transcript.comparing.test_comparison import MAIL

GREYLISTED = MAIL.replace("250 2.1.5 Ok", "450 4.7.1 <c@d.test>: Recipient address rejected: Greylisted")
OTHER_OFFER = GREYLISTED.replace("S: 250 STARTTLS", "S: 250 PIPELINING").replace(
    "C: DATA", "C: NOOP\nS: 250 ok\nC: DATA"
)

TEXT = """\
A  practice.test:25, begun 2024-01-01 12:00:00 UTC
B  practice.test:25, begun 2024-01-01 12:00:00 UTC
2 steps of 9 differ; 1 step only in the second.

  the connection
  the greeting                                                             220
! EHLO ws.example.net
    A  250 STARTTLS
    B  250 PIPELINING
    extensions: + PIPELINING · − STARTTLS
  MAIL FROM:<a@b.test>                                               250 2.1.0
! RCPT TO:<c@d.test>
    A  250 2.1.5 Ok
    B  450 4.7.1 <c@d.test>: Recipient address rejected: Greylisted
    was 250 2.1.5, now 450 4.7.1: greylisted
B NOOP                                                                     250
  DATA                                                                     354
  a message of 21 octets                                             250 2.0.0
  QUIT                                                               221 2.0.0
"""


def written(form: str, before: str, after: str) -> str:
    return "".join(f"{row}\n" for row in FORMS[form](compare(play(before), play(after))))


def test_text() -> None:
    assert written("text", MAIL, OTHER_OFFER) == TEXT


def test_what_is_alike_is_counted_where_it_is_much() -> None:
    many = "S: 220 hi\n" + "C: NOOP\nS: 250 ok\n" * 40
    text = written("text", many, many)
    assert "… 36 steps that are alike" in text
    assert text.count("NOOP") == 4


def test_markdown_is_safe_against_hostile_text() -> None:
    text = written("markdown", MAIL, OTHER_OFFER.replace("rejected", "````rejected"))
    *_, last = text.splitlines()
    assert last == "`````"
    assert text.splitlines().count(last) == 1
    assert "- A: `practice.test:25, begun" in text


def test_json_says_it_all() -> None:
    found = json.loads(written("json", MAIL, OTHER_OFFER))
    assert (found["smtpwb_comparison"], found["same"]) == (1, False)
    (row,) = [one for one in found["steps"] if one["verb"] == "RCPT"]
    assert row["differences"] == ["was 250 2.1.5, now 450 4.7.1: greylisted"]
    assert row["before"]["replies"][0]["lines"] == ["250 2.1.5 Ok"]
    assert json.loads(written("json", MAIL, MAIL))["same"] is True


def test_nothing_is_compared_with_nothing() -> None:
    from smtpwb.transcript.transcript import Transcript

    for form in FORMS.values():
        assert list(form(compare(Transcript(), Transcript())))


@pytest.mark.parametrize("form", list(FORMS))
def test_no_control_character_leaves(form: str) -> None:
    text = written(form, "S: 220 hi\nC: A<1B>[2J\nS: 250 a", "S: 220 <1B>]0;x\nC: A<1B>[2J\nS: 500 <U+202E>b")
    assert all(char.isprintable() for char in text.replace("\n", ""))


def test_no_line_is_wider_than_the_page() -> None:
    long = MAIL.replace("354 go", "354 " + "words and more words " * 20)
    assert max(map(len, written("text", MAIL, long).splitlines())) <= WIDTH
