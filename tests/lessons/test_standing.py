"""The rules by which a lesson moves, on a lesson with every kind of condition."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.lesson import Lesson
from smtpwb.lessons.moving import moved
from smtpwb.lessons.standing import Standing, begun
from smtpwb.lessons.steps import Advice, Do
from smtpwb.transcript.transcript import Transcript
from tests.lessons.dialogues import play

RFC = ("RFC 3207 §4",)


def step(name: str, *done: Condition, in_turn: bool = False, advice: tuple[Advice, ...] = ()) -> Do:
    return Do(id=name, title=name, explain="Why.", done=done, sources=RFC, in_turn=in_turn, advice=advice)


def advice(when: str, text: str = "") -> Advice:
    return Advice(when, text or f"general {when}", RFC)


TLS = Lesson(
    id="tls",
    title="TLS",
    summary="A dialogue behind a lock.",
    minutes=3,
    about=("locks",),
    learned=("It locks.",),
    next=("Unlock.",),
    sources=RFC,
    steps=(
        step("connect", Condition(event="opened")),
        step("ehlo", Condition(answers=("EHLO",))),
        step("starttls", Condition(event="secured"), advice=(advice("454", "Not now."),)),
        step("again", Condition(answers=("EHLO",)), in_turn=True),
        step("auth", Condition(answers=("AUTH", "(answer)"), reply="235")),
        step("mail", Condition(answers=("MAIL",))),
    ),
    advice=tuple(map(advice, ("4yz", "5yz", "closed", "open-failed", "cleared"))),
)

PLAIN = """
C: telnet mx.example.net 587
S: 220 mx.example.net ESMTP
C: EHLO ws.example.net
S: 250-mx.example.net
S: 250-AUTH PLAIN
S: 250 STARTTLS
"""
LOCKED = (
    PLAIN
    + """
C: STARTTLS
S: 220 go ahead
S: <secured>
"""
)
AGAIN = (
    LOCKED
    + """
C: EHLO ws.example.net
S: 250-mx.example.net
S: 250 AUTH PLAIN
"""
)
KNOWN = (
    AGAIN
    + """
C: AUTH PLAIN
S: 334
C: secret
S: 235 2.7.0 welcome
"""
)


def after(*dialogue: str, lesson: Lesson = TLS) -> Standing:
    standing, entries = begun(lesson), play("\n".join(dialogue), Transcript()).entries
    for index in range(len(entries)):
        standing = moved(lesson, standing, entries, index)
    return standing


def at(standing: Standing, lesson: Lesson = TLS) -> str:
    return [*(one.id for one in lesson.steps), "finished"][standing.at]


@pytest.mark.parametrize(
    ("dialogue", "name"),
    [
        ("", "connect"),
        ("C: telnet mx.example.net 587", "ehlo"),
        (PLAIN, "starttls"),
        (LOCKED, "again"),
        (AGAIN, "auth"),
        (KNOWN, "mail"),
        (KNOWN + "C: MAIL FROM:<a@b.example>\nS: 250 ok", "finished"),
    ],
)
def test_events_and_replies_do_their_steps(dialogue: str, name: str) -> None:
    assert at(after(dialogue)) == name


def test_a_step_in_turn_is_not_done_early() -> None:
    assert at(after(PLAIN, "C: EHLO ws.example.net", "S: 250 ok")) == "starttls"


def test_a_step_not_in_turn_is_and_skips_what_stood_before() -> None:
    standing = after(PLAIN, "C: AUTH PLAIN", "S: 334", "C: secret", "S: 235 welcome")
    assert at(standing) == "mail"
    assert standing.done == (0, 1, 4)


def test_a_failed_handshake_does_no_step() -> None:
    assert at(after(PLAIN, "C: STARTTLS", "S: 220 go ahead", "S: <not secured>")) == "starttls"


def test_a_challenge_neither_does_the_step_nor_leads_back() -> None:
    assert at(after(AGAIN, "C: AUTH PLAIN", "S: 334")) == "auth"


def test_an_end_inside_tls_leads_back_to_the_first_step_and_forgets_what_was_done() -> None:
    standing = after(KNOWN, "S: <closed>")
    assert (at(standing), standing.done) == ("connect", ())
    assert standing.advice is not None
    assert standing.advice.text == "general closed"


@pytest.mark.parametrize(("reply", "text"), [("454 no", "Not now."), ("501 no", "general 5yz")])
def test_advice_comes_from_the_step_and_else_from_the_lesson(reply: str, text: str) -> None:
    standing = after(PLAIN, "C: STARTTLS", f"S: {reply}")
    assert standing.advice is not None
    assert standing.advice.text == text


def test_advice_remembers_the_entry_that_brought_it() -> None:
    refused = after(PLAIN, "C: STARTTLS", "S: 454 no")
    assert refused.advised == len(play(PLAIN, Transcript()).entries) + 1


PASSWORD = replace(
    TLS,
    steps=(
        step("connect", Condition(event="opened")),
        step("ehlo", Condition(answers=("EHLO",))),
        step("auth", Condition(answers=("AUTH",), reply="334")),
        step("wrong", Condition(answers=("(answer)",), reply="535"), in_turn=True),
        step("early", Condition(answers=("DATA",), reply="503")),
        step("spam", Condition(answers=(".",), reply="554")),
    ),
)


def test_a_challenge_that_is_gone_leads_back_to_where_the_next_one_comes_from() -> None:
    asked = after(AGAIN, "C: AUTH PLAIN", "S: 334", lesson=PASSWORD)
    assert at(asked, PASSWORD) == "wrong"
    assert (
        at(after(AGAIN, "C: AUTH PLAIN", "S: 334", "C: x", "S: 501 no", lesson=PASSWORD), PASSWORD) == "auth"
    )
    assert (
        at(after(AGAIN, "C: AUTH PLAIN", "S: 334", "C: x", "S: 535 no", lesson=PASSWORD), PASSWORD) == "early"
    )


def test_a_verb_may_be_refused_out_of_its_place_and_the_dot_only_in_its_own() -> None:
    refused = (AGAIN, "C: AUTH PLAIN", "S: 334", "C: x", "S: 535 no", "C: DATA", "S: 503 no")
    early = refused[:5]
    assert at(after(*early, lesson=PASSWORD), PASSWORD) == "early", "here it is to be refused"
    assert at(after(*refused, lesson=PASSWORD), PASSWORD) == "auth", "no text is on its way"


def test_the_entry_that_moves_a_standing_leaves_the_old_one_as_it_was() -> None:
    transcript = play(PLAIN, Transcript())
    start = begun(TLS)
    assert moved(TLS, start, transcript.entries, 0) != start
    assert start == begun(TLS)


MISTAKEN = replace(
    TLS,
    steps=(
        step("connect", Condition(event="opened")),
        step("ehlo", Condition(answers=("EHLO",))),
        step("mail", Condition(answers=("MAIL",), parameters=("SIZE",))),
        step("rcpt", Condition(answers=("RCPT",))),
        step("refused", Condition(answers=("MAIL",), reply="553")),
    ),
)
SIZED = ("C: MAIL FROM:<a@b.example> SIZE=1", "S: 250 ok", "C: RCPT TO:<a@b.example>", "S: 250 ok")


@pytest.mark.parametrize(("before", "name"), [((), "mail"), ((*SIZED, "C: RSET", "S: 250 ok"), "refused")])
def test_a_sender_accepted_in_place_of_another_is_in_the_way_and_nothing_is_missing(
    before: tuple[str, ...], name: str
) -> None:
    """RSET, and the line that was meant: not all that went before once more."""
    accepted = (AGAIN, *before, "C: MAIL FROM:<b@b.example>", "S: 250 ok")
    assert at(after(*accepted, lesson=MISTAKEN), MISTAKEN) == name
    assert at(after(*accepted, "C: RSET", "S: 250 ok", lesson=MISTAKEN), MISTAKEN) == name
