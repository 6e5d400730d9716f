"""What stands above many answers."""

from __future__ import annotations

from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find
from smtpwb.transcript.pasted.overview import LISTED, overview, refuses


def of(text: bytes) -> tuple[str, list[str]]:
    return overview([(found, explained(found)) for found in find(text)])


def test_answers_are_counted_and_refusals_listed() -> None:
    heading, lines = of(b"220 hi\r\n250 ok\r\n550 5.1.1 no such user\r\n")
    assert heading == "3 answers, 1 refusal"
    assert lines == ["line 3 · 550 5.1.1 · No such recipient"]


def test_many_are_counted() -> None:
    heading, lines = of(b"550 5.1.1 no such user\r\n" * (LISTED + 3))
    assert heading == f"{LISTED + 3} answers, {LISTED + 3} refusals"
    assert lines[LISTED:] == ["and 3 more"]


def test_what_is_accepted_is_no_refusal() -> None:
    assert [refuses(found) for found in find(b"250 ok\r\n451 later\r\n")] == [False, True]
    assert of(b"220 hi\r\n250 ok\r\n") == ("2 answers, no refusals", [])
