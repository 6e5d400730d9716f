from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.smtp.extensions import Extensions, read_offer
from smtpwb.transcript import capabilities
from smtpwb.transcript.capabilities import Capabilities, Change, Changed, change, compared
from tests.dialogues import play


def offers(*lines: str) -> Extensions:
    return Extensions(tuple(read_offer(line.encode()) for line in lines))


def ehlo(*lines: str) -> str:
    return "\n".join(["C: EHLO a", "S: 250-a", *(f"S: 250-{line}" for line in lines), "S: 250 HELP"])


def test_what_was_added_removed_and_changed() -> None:
    found = compared(
        offers("SIZE 10485760", "STARTTLS", "8BITMIME"),
        offers("8BITMIME", "SIZE 20971520", "AUTH PLAIN LOGIN"),
    )
    assert found == Capabilities(
        ("AUTH PLAIN LOGIN",),
        ("STARTTLS",),
        (Changed("SIZE", "10.5 MB (10 MiB)", "21.0 MB (20 MiB)"),),
    )
    assert found.summary == "+ AUTH PLAIN LOGIN · − STARTTLS · SIZE 10.5 MB (10 MiB) → 21.0 MB (20 MiB)"


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        ("AUTH SCRAM-SHA-1", "AUTH SCRAM-SHA-1 PLAIN", "AUTH SCRAM-SHA-1 → SCRAM-SHA-1 PLAIN"),
        ("AUTH plain", "AUTH PLAIN", ""),
        ("AUTH=PLAIN", "AUTH PLAIN", ""),
        ("SIZE", "SIZE 512", "SIZE none → 512 octets"),
        ("X <1B>", "X", "X <3C>1B> → none"),
    ],
)
def test_a_change_of_parameters_reads_as_people_read_it(before: str, after: str, summary: str) -> None:
    assert compared(offers(before), offers(after)).summary == summary


KEYWORDS = st.lists(
    st.sampled_from(["SIZE 1", "SIZE 2", "AUTH PLAIN", "AUTH X", "STARTTLS", "8BITMIME", "X <y>"])
)


@given(KEYWORDS)
def test_a_list_differs_from_itself_in_nothing(lines: list[str]) -> None:
    assert not compared(offers(*lines), offers(*lines))


@given(KEYWORDS, KEYWORDS)
def test_what_one_way_adds_the_other_way_removes(first: list[str], second: list[str]) -> None:
    there, back = compared(offers(*first), offers(*second)), compared(offers(*second), offers(*first))
    assert {one.partition(" ")[0] for one in there.added} == set(back.removed)
    assert {(one.keyword, one.before, one.after) for one in there.changed} == {
        (one.keyword, one.after, one.before) for one in back.changed
    }


STARTTLS = "C: STARTTLS\nS: 220 go\nS: <tls>"


def newest(*lines: str) -> Change:
    transcript = play(*lines)
    found = change(transcript, len(transcript.entries) - 1)
    assert found is not None
    assert all(finding.sources for finding in found.meaning)
    return found


def test_starttls_is_gone_as_it_must_and_auth_comes_inside_tls_only() -> None:
    found = newest("S: 220 hi", ehlo("STARTTLS"), STARTTLS, ehlo("AUTH PLAIN"))
    assert found.since == "STARTTLS"
    assert found.capabilities.summary == "+ AUTH PLAIN · − STARTTLS"
    assert found.meaning == (
        capabilities.GONE_AS_IT_MUST,
        capabilities.AUTH_INSIDE_ONLY,
        capabilities.FORGOTTEN,
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("STARTTLS", "STARTTLS", capabilities.STILL_THERE),
        ("AUTH SCRAM-SHA-1", "AUTH SCRAM-SHA-1 PLAIN", capabilities.MORE_MECHANISMS),
        ("AUTH PLAIN", "SIZE", capabilities.AUTH_LOST),
    ],
)
def test_what_tls_brings_is_said(before: str, after: str, said: object) -> None:
    assert said in newest("S: 220 hi", ehlo(before), STARTTLS, ehlo(after)).meaning


def test_a_second_ehlo_without_tls() -> None:
    again = newest("S: 220 hi", ehlo("STARTTLS"), ehlo("STARTTLS"))
    assert (again.since, again.meaning, bool(again.capabilities)) == ("EHLO", (capabilities.SAME,), False)
    removed = newest("S: 220 hi", ehlo("STARTTLS"), ehlo("SIZE"))
    assert removed.meaning == (capabilities.REMOVED, capabilities.NEWEST_COUNTS)


def test_a_login_between_two_ehlos() -> None:
    found = newest("S: 220 hi", ehlo("AUTH PLAIN"), "C: AUTH PLAIN AA==\nS: 235 ok", ehlo("SIZE"))
    assert found.since == "AUTH"
    assert found.meaning == (capabilities.LOGGED_IN, capabilities.NEWEST_COUNTS)


def test_a_handshake_that_failed_is_none() -> None:
    found = newest("S: 220 hi", ehlo("STARTTLS"), "C: STARTTLS\nS: 220 go\nS: <no tls>", ehlo("STARTTLS"))
    assert found.since == "EHLO"


@pytest.mark.parametrize(
    "lines",
    [
        ("S: 220 hi", ehlo("SIZE")),
        ("S: 220 hi", ehlo("SIZE"), "C: EHLO a\nS: 502 no"),
        ("S: 220 hi", ehlo("SIZE"), "C: HELO a\nS: 250 a"),
        ("S: 220 hi", ehlo("SIZE"), "C: EHLO a\nS: 250-a"),
        ("S: 220 hi", ehlo("SIZE"), "S: <closed>", "S: 220 hi", ehlo("AUTH PLAIN")),
    ],
    ids=["the first", "refused", "HELO", "still arriving", "another connection"],
)
def test_there_is_nothing_to_compare(lines: tuple[str, ...]) -> None:
    transcript = play(*lines)
    assert not any(change(transcript, index) for index in range(len(transcript.entries)))
