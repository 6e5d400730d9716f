"""What a run came to, in sentences."""

from __future__ import annotations

import pytest

from smtpwb.cli.run_summary import Summary
from smtpwb.session.script_reader import parse
from smtpwb.session.script_result import Result, Verdict

SCRIPT = parse("\n".join(["C: NOOP", "S: 250"] * 10))


def summed(*results: Result) -> Summary:
    summary = Summary(SCRIPT)
    for result in results:
        summary.add(result)
    return summary


def test_all_as_expected() -> None:
    summary = summed(Result(Verdict.SENT, 1), Result(Verdict.FITS, 2), Result(Verdict.ACCEPTED, 3))
    assert summary.as_expected
    assert not summary.lost
    assert list(summary.sentences()) == ["replies: 1 as expected, 1 of which nothing was expected"]


def test_what_was_not_is_named_by_its_lines() -> None:
    summary = summed(*(Result(Verdict.DIFFERS, line) for line in range(2, 26, 2)))
    assert not summary.as_expected
    assert list(summary.sentences()) == [
        "replies: 0 as expected, 12 not (lines 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 2 more)"
    ]


@pytest.mark.parametrize(
    ("verdict", "hint"), [(Verdict.MISSING, "; --timeout gives a reply longer"), (Verdict.LOST, "")]
)
def test_where_it_stopped(verdict: Verdict, hint: str) -> None:
    *_, last = summed(Result(verdict, 4, stops=True)).sentences()
    assert last == f"stopped at line 4 of 20{hint}"


def test_a_lost_connection_is_told_with_its_line() -> None:
    assert summed(Result(Verdict.LOST, 4, why="it ended", stops=True)).lost == "line 4: it ended"
    failed = Result(Verdict.NO_TLS, 4, why="bad record", stops=True)
    assert summed(failed).lost == "line 4: the TLS handshake failed: bad record"
    assert not summed(failed).as_expected


def test_what_was_not_sent_is_not_as_expected() -> None:
    assert not summed(Result(Verdict.UNSENT, 3)).as_expected
