"""Which happenings are a wrong turn, how long advice stays, and how hints go deeper."""

from __future__ import annotations

import msgspec
import pytest

from smtpwb.lessons import beside
from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.progress import Kept
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import Advice, Do, Explain, Step
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play
from tests.lessons.bare import bare

RFC = ("RFC 5321 §3.3",)
HELLO = ("S: 220 a", "C: EHLO a", "S: 250 a")
SENDER = (*HELLO, "C: MAIL FROM:<a@b.example>", "S: 250 a")


def do(name: str, *advice: Advice, hints: tuple[str, ...] = (), blind: bool = False, **done: object) -> Do:
    condition = msgspec.convert(done, Condition)
    return Do(
        id=name,
        title=name,
        explain="w",
        done=(condition,),
        sources=RFC,
        advice=advice,
        hints=hints,
        blind=blind,
        say=f"{name.upper()} the line",
    )


CONNECT = do("connect", answers=["(greeting)"])
EHLO = do("ehlo", answers=["EHLO"])
MAIL = do("mail", answers=["MAIL"])
NOBODY = do(
    "rcpt",
    Advice("250", "That one exists.", RFC),
    Advice("sent", "Another line went out.", RFC),
    hints=("vague", "pointed"),
    blind=True,
    answers=["RCPT"],
    reply="550",
)
TEXT = do("text", Advice("sent", "Not that line.", RFC), sent="content", argument="^To:")


def watched(*lines: str, steps: tuple[Step, ...] = (CONNECT, EHLO, MAIL, NOBODY)) -> Runner:
    runner, transcript = Runner(bare(*steps)), Transcript()
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play(*lines, transcript=transcript)
    return runner


def said(runner: Runner) -> str:
    return runner.advised.text if runner.advised is not None else ""


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("C: RCPT TO:<a@b.example>", "S: 250 a"), "That one exists."),
        (("C: NOOP", "S: 250 a"), "That one exists."),
        (("C: NOOP", "S: 251 a"), "Another line went out."),
        (("C: RCPT TO:<a@b.example>", "S: 354 a"), ""),
    ],
)
def test_a_success_that_did_no_step_is_one_where_the_step_has_a_word_for_it(
    lines: tuple[str, ...], text: str
) -> None:
    runner = watched(*SENDER, *lines)
    assert said(runner) == text
    assert runner.standing.depth == bool(text)


def test_a_line_of_the_message_that_is_not_the_one_is_told_at_once() -> None:
    steps = (CONNECT, do("data", answers=["DATA"], reply="354"), TEXT)
    content = (*SENDER, "C: RCPT TO:<a@b.example>", "S: 250 a", "C: DATA", "S: 354 a")
    assert said(watched(*content, steps=steps)) == ""
    assert said(watched(*content, "C: From: a", steps=steps)) == "Not that line."
    assert watched(*content, "C: From: a", "C: To: b", steps=steps).finished


RCPT = do("rcpt", answers=["RCPT"], path="^full@")
TAKEN = (*SENDER, "C: RCPT TO:<a@b.example>", "S: 250 a")


def test_beside_the_task_in_a_message_it_is_said_once_how_to_get_out_and_nothing_leads_away() -> None:
    runner, transcript = Runner(bare(CONNECT, EHLO, MAIL, RCPT)), Transcript()
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play(*TAKEN, transcript=transcript)
    assert (runner.step, runner.way_out) == (RCPT, "")
    assert "not the address" in said(runner)
    play("C: DATA", "S: 354 a", "C: one", "C: two", transcript=transcript)
    assert (runner.step, runner.way_out, runner.offer(), runner.silent) == (RCPT, ".", ".", False)
    assert (said(runner), runner.standing.depth) == (beside.INSIDE.text, 2)
    runner.deeper()
    assert runner.hints[-1] == "First type . and Enter. Then: RCPT the line"
    play("C: .", "S: 250 a", transcript=transcript)
    assert (runner.step, runner.way_out) == (MAIL, "")


def test_where_a_new_connection_is_asked_for_the_way_out_of_this_one_is_offered() -> None:
    other = do("other", event="opened", target="other")
    runner = watched(*SENDER, steps=(CONNECT, EHLO, MAIL, other))
    assert (runner.way_out, runner.offer(), runner.silent) == ("QUIT", "QUIT", False)
    assert not runner.leads
    assert watched(*HELLO, steps=(CONNECT, EHLO, MAIL, other)).leads


GROUP = do("group", answers=["RCPT", "DATA"], reply="354", pipelined=True)


def test_of_lines_sent_together_the_last_reply_tells() -> None:
    together = ("C: RCPT TO:<no@b.example>", "C: RCPT TO:<a@b.example>", "C: DATA")
    group = msgspec.structs.replace(GROUP, say="RCPT\nRCPT\nDATA")
    steps = (CONNECT, EHLO, MAIL, group, RCPT)
    replies = ("S: 550 no", "S: 250 a", "S: 354 a")
    assert watched(*SENDER, *together, *replies, steps=steps).helped == {}
    assert watched(*SENDER, *together, "S: 550 no", "S: 550 no", "S: 554 no", steps=steps).helped == {
        "group": 1
    }


def test_a_reply_to_what_was_sent_before_the_step_came_up_is_none() -> None:
    ahead = ("C: MAIL FROM:<>", "C: NOOP", "S: 250 a", "S: 251 a")
    assert said(watched(*HELLO, *ahead)) == ""


def test_what_is_tried_while_something_is_to_be_read_is_free() -> None:
    read = Explain(id="read", title="r", explain="r", sources=RFC)
    runner = watched(*HELLO, "C: MAIL FROM:x", "S: 501 a", steps=(CONNECT, EHLO, read, MAIL))
    assert (runner.step, said(runner)) == (read, "")


def test_each_wrong_turn_and_each_wish_goes_one_hint_deeper_and_the_last_shows_the_line() -> None:
    runner, transcript = Runner(bare(CONNECT, EHLO, MAIL, NOBODY)), Transcript()
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play(*SENDER, transcript=transcript)
    assert (runner.hints, runner.say, runner.offer(), runner.silent) == ((), "", "", True)
    assert runner.line == "RCPT the line"
    play("C: RCPT TO:<a@b.example>", "S: 250 a", transcript=transcript)
    assert (runner.hints, runner.say) == (("vague",), "")
    runner.deeper()
    assert (runner.hints, runner.say) == (("vague", "pointed"), "")
    runner.deeper()
    assert runner.hints[-1] == "Type RCPT the line or press Tab to take it, then Enter."
    assert runner.say == runner.offer() == "RCPT the line"
    assert not runner.silent
    runner.deeper()
    assert len(runner.hints) == 3
    assert runner.helped == {"rcpt": 3}


def test_where_the_line_could_not_be_said_there_is_nothing_to_be_silent_about() -> None:
    call = do("call", hints=("vague", "pointed"), blind=True, answers=["(greeting)"])
    runner, transcript = Runner(bare(CONNECT, MAIL, call)), Transcript()
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play(*SENDER, transcript=transcript)
    assert (runner.step, runner.silent) == (call, False), "another connection has to be ended first"
    play("S: <closed>", transcript=transcript)
    assert (runner.step, runner.silent) == (call, True)


@pytest.mark.parametrize(
    ("sent", "queued", "offered"),
    [
        ((), (), "MAIL FROM:<>"),
        ((), ("MAIL FROM:<>",), "DATA"),
        ((), ("MAIL FROM:<>", "DATA"), ""),
        ((), ("NOOP", "MAIL FROM:<>"), "DATA"),
        (("C: MAIL FROM:<>",), (), "DATA"),
        (("C: MAIL FROM:<>", "C: DATA"), (), "MAIL FROM:<>"),
    ],
)
def test_of_several_lines_the_next_one_is_offered(
    sent: tuple[str, ...], queued: tuple[str, ...], offered: str
) -> None:
    both = msgspec.structs.replace(MAIL, say="MAIL FROM:<>\nDATA")
    runner = watched(*HELLO, *sent, steps=(CONNECT, EHLO, both))
    assert runner.offer(queued) == offered
    for _ in range(3):
        runner.deeper()
    assert "one after the other" in runner.hints[-1]


def test_at_the_next_step_hints_begin_anew() -> None:
    runner, transcript = Runner(bare(CONNECT, EHLO, MAIL, NOBODY)), Transcript()
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play(*HELLO, transcript=transcript)
    runner.deeper()
    assert runner.hints
    play("C: MAIL FROM:<>", "S: 250 a", transcript=transcript)
    assert runner.hints == ()
    runner.deeper()
    play("S: <closed>", transcript=transcript)
    assert runner.helped == {"mail": 1, "rcpt": 2}, "each at its step, and what was taken stays"


def test_the_hints_taken_before_a_lesson_was_left_count_when_it_is_taken_up_again() -> None:
    kept = Kept(step="mail", helped={"ehlo": 2, "a-lost-one": 1})
    runner = Runner(bare(CONNECT, EHLO, MAIL, NOBODY), kept=kept)
    assert (runner.hints, runner.helped) == ((), {"ehlo": 2})
    runner.deeper()
    assert runner.helped == {"connect": 1, "ehlo": 2}


def test_without_a_connection_there_is_advice_at_the_step_that_connects() -> None:
    runner = watched(*SENDER, "S: <closed>")
    assert runner.step == CONNECT
    assert "Connect again" in said(runner)


@pytest.mark.parametrize(
    ("line", "depth"), [("RPCT TO:<a@b.example>", 0), ("RCTP", 0), ("TO:<a@b.example>", 1), ("XYZZY", 1)]
)
def test_a_slip_in_the_verb_of_the_step_is_told_and_costs_no_hint(line: str, depth: int) -> None:
    runner = watched(*SENDER, f"C: {line}", "S: 500 5.5.2 what")
    assert said(runner)
    assert runner.standing.depth == depth
