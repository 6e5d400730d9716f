"""Names are found as by an alternation of them all, in a time that their number does not matter to."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.redaction.lookup import Anywhere, AsWords
from smtpwb.transcript.redaction.names import Switches
from smtpwb.transcript.redaction.redact import redacted
from tests.dialogues import play

SOME = st.text("ab.-@1:", min_size=1, max_size=8).map(str.encode)
OCTETS = st.text("abAB.-@1: \n", max_size=60).map(str.encode)


def alternation(names: list[bytes]) -> bytes:
    return b"|".join(map(re.escape, sorted(names, key=len, reverse=True)))


@given(names=st.lists(SOME, max_size=6), octets=OCTETS)
def test_words_are_found_as_by_an_alternation_the_longest_first(names: list[bytes], octets: bytes) -> None:
    found = list(AsWords(names).spans(octets, 0, len(octets)))
    if not names:
        assert found == []
        return
    pattern = re.compile(rb"(?<![A-Za-z0-9])(?:%b)(?![A-Za-z0-9])" % alternation(names), re.IGNORECASE)
    assert found == [one.span() for one in pattern.finditer(octets)]


@given(names=st.lists(SOME.filter(lambda name: len(name) >= 4), min_size=1, max_size=6), octets=OCTETS)
def test_inside_words_they_are_met_as_by_an_alternation(names: list[bytes], octets: bytes) -> None:
    pattern = re.compile(alternation(names), re.IGNORECASE)
    assert Anywhere(names).met(octets) is bool(pattern.search(octets))


def test_a_range_of_lines_is_looked_at_by_itself() -> None:
    assert list(AsWords([b"a.b"]).spans(b"a.b\nx a.b\na.b", 4, 10)) == [(6, 9)]


@pytest.mark.parametrize("form", ["person%d", "first.last%d", '"some one%d"', "recipient%dlong"])
def test_ten_times_as_many_names_take_some_ten_times_as_long(form: str) -> None:
    """Where each name is looked for at each octet, it would be a hundred times."""

    def spent(count: int) -> float:
        talk = play(
            "S: 220 a",
            *(
                f"C: RCPT TO:<{form % number}@b{number % 7}.test>\nS: 250 <{form % number}> queued{number:08}"
                for number in range(count)
            ),
        )
        begun = process_time()
        redacted(talk, Switches())
        return process_time() - begun

    spent(20)
    assert spent(2_000) < 40 * max(spent(200), 0.005)
