"""Two columns that never run into each other, whatever stands in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from smtpwb.practice.envelope import NONE, Row
from smtpwb.smtp.visible import visible_text
from smtpwb.tui.widgets.envelope_view import DIFFERS, EQUAL, EnvelopeView, laid
from tests.tui.desk import rest
from tests.tui.stage import Stage, words

SAME = Row("RCPT TO:<b@practice.test>", "To: b@practice.test")
OTHER = Row(
    "MAIL FROM:<list@example.org>",
    "From: a@example.net",
    "They differ.",
    ("RFC 5321 §2.3.1", "RFC 5322 §3.6"),
)
LONG = Row("MAIL FROM:<a-very-long-local-part-of-an-address@lists.example.org>", NONE)


def lines(*rows: Row, width: int = 74) -> list[str]:
    return laid(rows, width).plain.split("\n")


def test_what_agrees_stands_beside_each_other_with_a_sign() -> None:
    _, line = lines(SAME)
    assert line.split() == ["RCPT", "TO:<b@practice.test>", EQUAL, "To:", "b@practice.test"]


def test_what_differs_has_a_mark_and_a_sentence_with_its_sources_below() -> None:
    _, pair, *told = lines(OTHER)
    assert f" {DIFFERS} " in pair
    assert " ".join("".join(told).split()) == "They differ. RFC 5321 §2.3.1 · RFC 5322 §3.6"


def test_what_encoded_words_say_stands_below_them() -> None:
    _, pair, told = lines(Row(NONE, "Subject: =?utf-8?q?=C3=BC?=", reads="\u00fc [b]x[/b]"))
    assert DIFFERS not in pair
    assert told == "    people read  \u00fc [b]x[/b]  RFC 2047 \u00a76.2"


def test_what_is_alone_has_no_sign() -> None:
    assert EQUAL not in "".join(lines(LONG)[1:])


@pytest.mark.parametrize("width", [40, 74, 116])
def test_a_long_address_goes_on_below_its_name(width: int) -> None:
    whole = lines(LONG, width=width)
    assert max(map(len, whole)) <= max(width, 35)
    assert "list" in "".join(part[: width // 2] for part in whole)


@given(st.text(max_size=90), st.text(max_size=90), st.integers(36, 120))
def test_no_line_is_wider_than_the_room(left: str, right: str, width: int) -> None:
    row = Row(
        f"MAIL FROM:<{visible_text(left)}>", f"From: {visible_text(right)}", "It differs.", ("RFC 5321",)
    )
    assert all(line.cell_length <= width for line in laid((row,), width).split("\n"))


async def _told(pilot: Pilot[None], view: EnvelopeView) -> str:
    view.show((SAME, OTHER), ("How it came",))
    await rest(pilot)
    return words(view.app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_shows_the_comparison_and_what_stands_below(size: tuple[int, int]) -> None:
    view = EnvelopeView()
    async with Stage(view).run_test(size=size) as pilot:
        said = await _told(pilot, view)
    for part in ("Envelope", "Header", "They differ.", "How it came"):
        assert part in said
