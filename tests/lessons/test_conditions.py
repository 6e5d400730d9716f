"""When a condition is met, and which conditions there can be."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from smtpwb.lessons.conditions import Condition, does, left_unanswered
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

HELLO = ("S: 220 a", "C: EHLO ws.example.net", "S: 250-a", "S: 250 SIZE")
MAIL = (*HELLO, "C: MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME", "S: 250 2.1.0 ok")
RCPT = (*MAIL, "C: RCPT TO:<Nobody@practice.test>", "S: 550 5.1.1 no such mailbox")
CONTENT = (*MAIL, "C: RCPT TO:<b@b.example>", "S: 250 ok", "C: DATA", "S: 354 go")


def read(**keys: object) -> Condition:
    """As it is read from a file."""
    return msgspec.convert(keys, Condition)


def met(condition: Condition, *lines: str) -> bool:
    """Whether the last entry of the dialogue meets it."""
    return met_in(condition, play(*lines))


def met_in(condition: Condition, transcript: Transcript) -> bool:
    return does(condition, transcript.entries, len(transcript.entries) - 1)


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        ({"answers": ["(greeting)"]}, HELLO[:1]),
        ({"answers": ["EHLO", "HELO"]}, HELLO),
        ({"answers": ["EHLO"], "words": "^size$"}, HELLO),
        ({"answers": ["MAIL"], "parameters": ["size", "BODY=8bitmime"]}, MAIL),
        ({"answers": ["MAIL"], "parameters": ["SIZE=1000"], "secured": False}, MAIL),
        ({"answers": ["RCPT"], "reply": "550 5.1.x", "path": "^nobody@"}, RCPT),
        ({"answers": ["RCPT"], "reply": "5yz", "argument": "TO:<.*>$"}, RCPT),
        ({"answers": ["XYZZY"], "reply": "500"}, (*HELLO, "C: XYZZY", "S: 500 what")),
        ({"answers": ["(empty line)"], "reply": "500"}, (*HELLO, "C: ", "S: 500 what")),
        ({"answers": ["AUTH"], "reply": "334"}, (*HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6")),
        (
            {"answers": ["(answer)"], "reply": "235", "mechanism": "cram-md5"},
            (*HELLO, "C: AUTH CRAM-MD5", "S: 334 PDE+", "C: xxxx", "S: 235 ok"),
        ),
        (
            {"answers": ["AUTH"], "reply": "235", "mechanism": "PLAIN"},
            (*HELLO, "C: AUTH PLAIN eA==", "S: 235 ok"),
        ),
        ({"sent": "content"}, (*CONTENT, "C: hello")),
        ({"sent": "content", "argument": r"^\.\."}, (*CONTENT, "C: ..hello")),
        ({"sent": "content", "argument": "^$"}, (*CONTENT, "C: ")),
        ({"event": "closed"}, (*HELLO, "S: <closed>")),
        ({"event": "secured"}, (*HELLO, "C: STARTTLS", "S: 220 go", "S: <tls>")),
        ({"event": "secured", "verdict": "not ok"}, (*HELLO, "C: STARTTLS", "S: 220 go", "S: <no tls>")),
        ({"answers": ["RCPT"], "unanswered": True}, (*MAIL, "C: RCPT TO:<drop@b.example>", "S: <closed>")),
        (
            {"answers": ["RCPT"], "unanswered": True, "path": "^drop@"},
            (*MAIL, "C: RCPT TO:<drop@b.example>", "S: <closed>"),
        ),
    ],
)
def test_it_is_met(keys: dict[str, Any], lines: tuple[str, ...]) -> None:
    assert met(read(**keys), *lines)


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        ({"answers": ["(greeting)"], "reply": "421"}, HELLO[:1]),
        ({"answers": ["HELO"]}, HELLO),
        ({"answers": ["EHLO"], "words": "pipelining"}, HELLO),
        ({"answers": ["EHLO"], "secured": True}, HELLO),
        ({"answers": ["MAIL"], "parameters": ["SIZE", "SMTPUTF8"]}, MAIL),
        ({"answers": ["MAIL"], "parameters": ["SIZE=10"]}, MAIL),
        ({"answers": ["RCPT"]}, RCPT),
        ({"answers": ["RCPT"], "reply": "550", "path": "^full@"}, RCPT),
        (
            {"answers": ["(answer)"], "reply": "235", "mechanism": "PLAIN"},
            (*HELLO, "C: AUTH X", "S: 334", "C: a", "S: 235 ok"),
        ),
        ({"sent": "content"}, (*CONTENT, "C: .")),
        ({"sent": "content", "argument": "^To:"}, (*CONTENT, "C: From: a")),
        ({"event": "secured"}, (*HELLO, "C: STARTTLS", "S: 220 go", "S: <no tls>")),
        ({"event": "secured", "verdict": "ok"}, (*HELLO, "C: STARTTLS", "S: 220 go", "S: <tls>")),
        ({"event": "opened"}, (*HELLO, "S: <closed>")),
        ({"answers": ["RCPT"], "unanswered": True}, (*RCPT, "S: <closed>")),
        ({"answers": ["MAIL"], "unanswered": True}, (*MAIL, "C: RCPT TO:<d@b.example>", "S: <closed>")),
        ({"looked": "mailbox"}, HELLO),
    ],
)
def test_it_is_not_met(keys: dict[str, Any], lines: tuple[str, ...]) -> None:
    assert not met(read(**keys), *lines)


def test_half_a_reply_is_no_answer() -> None:
    transcript = play(*MAIL, "C: RCPT TO:<d@b.example>", "S: 250-half", "S: <closed>")
    assert met_in(read(answers=["RCPT"], unanswered=True), transcript)
    asked = left_unanswered(transcript.entries, len(transcript.entries) - 1)
    assert asked is not None
    assert transcript.entries[asked].answers == "RCPT"


def test_what_was_left_unanswered_on_an_earlier_connection_counts_no_more() -> None:
    transcript = play(*HELLO, "C: NOOP", "S: <closed>", "S: 220 a", "C: HELP", "S: 214 a", "S: <closed>")
    assert left_unanswered(transcript.entries, len(transcript.entries) - 1) is None


@pytest.mark.parametrize("pipelined", [False, True])
def test_a_line_sent_ahead_of_the_reply_before_it_is_pipelined(pipelined: bool) -> None:
    condition = read(answers=["RCPT"], pipelined=True)
    rcpt = "C: RCPT TO:<b@b.example>"
    between = ("C: MAIL FROM:<>", rcpt, "S: 250 a") if pipelined else ("C: MAIL FROM:<>", "S: 250 a", rcpt)
    assert met(condition, *HELLO, *between, "S: 250 b") is pipelined
    assert met(read(answers=["RCPT"], pipelined=False), *HELLO, *between, "S: 250 b") is not pipelined


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({}, "exactly one of"),
        ({"answers": ["MAIL"], "sent": "content"}, "exactly one of"),
        ({"sent": "content", "path": "a"}, "`path` says nothing beside `sent`"),
        ({"looked": "mailbox", "reply": "250"}, "`reply` says nothing beside `looked`"),
        ({"answers": ["MAIL"], "path": "("}, "no regular expression"),
        ({"answers": ["MAIL"], "reply": "2"}, "no reply pattern"),
        ({"answers": ["RCTP"]}, "no verb that a server accepts"),
        ({"answers": ["rcpt"], "reply": "500"}, "no verb that a server accepts"),
        ({"answers": ["RCPT"], "unanswered": True, "reply": "250"}, "leaves no `reply`"),
        ({"event": "opened", "verdict": "ok"}, "`verdict` goes with"),
        ({"event": "closed", "target": "a"}, "`target` goes with"),
        ({"looked": "sky"}, "Invalid enum value"),
        ({"answers": ["MAIL"], "when": "now"}, "unknown field"),
    ],
)
def test_what_no_condition_can_be(keys: dict[str, Any], reason: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=reason):
        read(**keys)


def test_what_a_condition_is_about() -> None:
    assert read(answers=["(chunk)"]).verbs == ("(chunk)", "BDAT", "BDAT LAST")
    assert read(sent="content").verbs == (".",)
    assert read(event="secured").verbs == ("STARTTLS",)
    assert read(answers=["(greeting)"]).connects
    assert read(answers=["QUIT"]).ends
    assert read(answers=["DATA"], reply="503").refuses
    assert not read(answers=["DATA"], reply="354").refuses


@pytest.mark.parametrize(
    ("keys", "moves"),
    [
        ({"answers": ["RCPT"]}, True),
        ({"answers": ["RCPT"], "reply": "550 5.1.1"}, False),
        ({"answers": ["RCPT"], "unanswered": True}, True),
        ({"answers": ["DATA"], "reply": "354"}, True),
        ({"answers": ["VRFY"], "reply": "252"}, False),
        ({"answers": ["(answer)"], "reply": "535"}, True),
        ({"answers": ["(greeting)"], "reply": "421"}, True),
        ({"answers": ["(chunk)"]}, True),
        ({"event": "closed"}, True),
        ({"sent": "content"}, True),
        ({"looked": "bounce"}, False),
    ],
)
def test_a_refused_command_and_a_view_leave_the_dialogue_where_it_stood(
    keys: dict[str, Any], moves: bool
) -> None:
    assert read(**keys).moves is moves


@pytest.mark.parametrize(
    ("verb", "reply", "anywhere"),
    [("DATA", "503", True), ("EHLO", "50z", True), ("RCPT", "550", False), (".", "5yz", False)],
)
def test_a_verb_can_be_refused_for_its_place_anywhere(verb: str, reply: str, anywhere: bool) -> None:
    assert read(answers=[verb], reply=reply).anywhere is anywhere
