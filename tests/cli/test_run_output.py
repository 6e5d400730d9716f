"""How a run is told in each format, result by result. What the command as a whole writes is in `test_run`."""

from __future__ import annotations

import json

import pytest

from smtpwb.cli.run_output import OUTPUTS
from smtpwb.cli.run_summary import Summary
from smtpwb.session.expectation import Expectation, difference, read_line
from smtpwb.session.script_reader import parse
from smtpwb.session.script_result import Result, Verdict
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

SAID = ("S: 220 hi", "C: NOOP <1B>[31m", "S: 250-one <U+202E>", "S: 250 two", "C: QUIT", "S: <closed>")


def results(transcript: Transcript, expected: str, strict: bool) -> list[Result]:
    """What a runner would tell of the dialogue, with the last reply expected otherwise."""
    line = read_line(expected)
    assert line is not None
    found = []
    for index, entry in enumerate(transcript.entries):
        if entry.sent:
            found.append(Result(Verdict.SENT, index, index))
        elif entry.reply is not None:
            asked = Expectation((line,)) if len(entry.reply.lines) > 1 else None
            differs = difference(asked, entry.reply, strict) if asked else None
            verdict = Verdict.DIFFERS if differs else Verdict.FITS
            found.append(Result(verdict, index, index, asked, differs))
    return [*found, Result(Verdict.LOST, 9, len(transcript.entries) - 1, why="it ended", stops=True)]


def told(
    form: str, capsys: pytest.CaptureFixture[str], expected: str = "550", strict: bool = False
) -> list[str]:
    transcript = play(*SAID)
    output, summary = OUTPUTS[form](transcript), Summary(parse("C: NOOP"))
    for result in results(transcript, expected, strict):
        summary.add(result)
        output.result(result)
    output.end(summary)
    return capsys.readouterr().out.splitlines()


def test_text_has_every_entry_once_and_the_times(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told("text", capsys)
    assert rows[:5] == [
        "# connected to 127.0.0.1:2525",
        f"{'S: 220 hi':<68}     1.0 ms",
        "C: NOOP <1B>[31m",
        "S: 250-one <U+202E>",
        f"{'S: 250 two':<68}     2.0 ms",
    ]
    assert rows[5:8] == [
        "# line 3 is not as expected, in its reply code:",
        "#   expected  550",
        "#   got       250 two",
    ]
    assert rows[8].startswith("#   means     ")
    assert rows[-4:-2] == ["# the server closed the connection", "# line 9 ends here: it ended"]
    assert all(len(row) < 80 for row in rows)


def test_a_long_line_has_its_time_beneath(capsys: pytest.CaptureFixture[str]) -> None:
    OUTPUTS["text"](play(f"S: 220 {'x' * 70}")).rest()
    assert capsys.readouterr().out.splitlines()[1:] == [f"S: 220 {'x' * 70}", f"#{'1.0 ms':>78}"]


def test_words_that_differ_are_shown_and_need_no_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told("text", capsys, "250 two", strict=True)
    begins = rows.index("# line 3 is not as expected, in its number of lines:")
    assert rows[begins + 1 : begins + 4] == [
        "#   expected  250 two",
        "#   got       250-one <U+202E>",
        "#             250 two",
    ]
    assert not any("means" in row for row in rows)


def test_markdown_cannot_be_broken_out_of(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told("markdown", capsys)
    assert [index for index, row in enumerate(rows) if row.startswith("```")] == [0, rows.index("```")]


def test_rfc_ends_as_the_dialogue_did(capsys: pytest.CaptureFixture[str]) -> None:
    rows = told("rfc", capsys)
    assert rows[:3] == [
        "# SMTP dialogue with practice.test:25, 2024-01-01 12:00:00 UTC",
        "# target: telnet practice.test 25",
        "# connected to 127.0.0.1:2525",
    ]
    assert [row for row in rows if not row.startswith("#")] == list(SAID)


def test_json_tells_why(capsys: pytest.CaptureFixture[str]) -> None:
    *found, lost, summary = [json.loads(row) for row in told("json", capsys)]
    assert found[2]["differs"] == "reply code"
    assert found[2]["got"] == ["250 two"]
    assert found[2]["reply"] == ["250-one <U+202E>", "250 two"]
    assert (lost["verdict"], lost["why"], lost["happened"]) == (
        "connection lost",
        "it ended",
        ["the server closed the connection"],
    )
    assert summary["stopped"] == 9


def test_jsonl_has_every_event_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert [json.loads(row)["seq"] for row in told("jsonl", capsys)] == list(range(len(play(*SAID).events)))


def test_a_result_without_an_entry_is_told_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    output = OUTPUTS["text"](play(SAID[0]))
    line = read_line("250 ok")
    assert line is not None
    output.result(Result(Verdict.MISSING, 4, expected=Expectation((line,)), why="too late", stops=True))
    assert capsys.readouterr().out.splitlines()[2:] == [
        "# line 4 has no reply: too late",
        "#   expected  250 ok",
    ]


def test_every_kind_of_entry_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    transcript = play("S: 220 hi", "C: STARTTLS", "S: 220 go", "S: <tls>", "C: EHLO a", "C: <close>")
    assert {Kind.SECURED, Kind.CLOSED} <= {entry.kind for entry in transcript.entries}
    for form in OUTPUTS:
        OUTPUTS[form](transcript).rest()
    assert "Traceback" not in capsys.readouterr().err
