"""The runner, watched through whole dialogues: which step is at hand, what to type, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtpwb.lessons.conditions import Condition
from smtpwb.lessons.loading import lessons
from smtpwb.lessons.progress import Kept
from smtpwb.lessons.runner import Runner
from smtpwb.lessons.steps import Do
from smtpwb.transcript.events import Note
from smtpwb.transcript.transcript import Transcript
from tests.lessons.dialogues import event, play

WALKTHROUGH = next(lesson for lesson in lessons() if lesson.id == "walkthrough")

GREETED = """
C: telnet practice.test 25
S: 220 practice.test ESMTP
"""
HELLO = (
    GREETED
    + """
C: HELO ws.example.net
S: 250 practice.test
"""
)
SENDER = (
    HELLO
    + """
C: MAIL FROM:<jrace@example.net>
S: 250 2.1.0 OK
"""
)
RECIPIENT = (
    SENDER
    + """
C: RCPT TO:<jrace@practice.test>
S: 250 2.1.5 OK
"""
)
CONTENT = (
    RECIPIENT
    + """
C: DATA
S: 354 go ahead
"""
)
TEXT = (
    CONTENT
    + """
C: test
"""
)
ACCEPTED = (
    TEXT
    + """
C: .
S: 250 2.0.0 queued
"""
)
GOODBYE = (
    ACCEPTED
    + """
C: QUIT
S: 221 2.0.0 bye
"""
)
NOTE_OF_2003 = """
C: telnet CLASSIC.ASIANET.CCO.TH 25
S: 220 mx.asianet.co.th ESMTP qmaill YIT/20030523
C: HELO JRACE@ATTGLOBAL.NET
S: 250 mx.asianet.co.th
C: MAIL FROM: <jrace@attglobal.net>
S: 250 ok
C: rcpt to: <jrace@attglobal.net>
S: 250 ok
C: data
S: 354 go ahead
C: test
C: .
S: 250 ok 1056550716 qp 7338
C: QUIT
S: <closed>
"""
POSTFIX = """
C: telnet mx.postfix.test 25
S: 220 mx.postfix.test ESMTP Postfix (3.7.11, lab)
C: EHLO client.test
S: 250-mx.postfix.test
S: 250-PIPELINING
S: 250-ENHANCEDSTATUSCODES
S: 250 CHUNKING
C: NOOP
S: 250 2.0.0 Ok
C: BOGUS argument
S: 500 5.5.2 Error: command not recognized
C: MAIL FROM:<carol@client.test>
S: 250 2.1.0 Ok
C: RCPT TO:<nobody@lab.test>
S: 550 5.1.1 <nobody@lab.test>: Recipient address rejected: User unknown in virtual mailbox table
C: RCPT TO:<greylist@lab.test>
S: 450 4.2.0 <greylist@lab.test>: Recipient address rejected: Greylisted
C: RCPT TO:<alice@lab.test>
S: 250 2.1.5 Ok
C: RCPT TO:<bob@lab.test>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: lab check
C:
C: ..a line that began with a dot
C: .
S: 250 2.0.0 Ok: queued as 7E50B186B61
C: QUIT
S: 221 2.0.0 Bye
S: <closed>
"""
OPENSMTPD = """
C: telnet mx.opensmtpd.test 25
S: 220 mx.opensmtpd.test ESMTP OpenSMTPD
C: HELO
S: 501 5.5.1 Invalid command: HELO requires domain name
C: HELO client.test
S: 250 mx.opensmtpd.test Hello client.test [127.0.0.1], pleased to meet you
C: MAIL FROM:<carol@client.test>
S: 250 2.0.0 Ok
C: RCPT TO:<alice@lab.test>
S: 250 2.1.5 Destination address valid: Recipient ok
C: DATA
S: 354 Enter mail, end with "." on a line by itself
C: hello
C: .
S: 250 2.0.0 36ba1c5b Message accepted for delivery
C: QUIT
S: 221 2.0.0 Bye
S: <closed>
"""


def watched(*dialogue: str) -> Runner:
    runner = Runner(WALKTHROUGH)
    play("\n".join(dialogue), Transcript(), runner)
    return runner


def at(runner: Runner) -> str:
    """The id of the step at hand; `finished` when there is none."""
    return runner.step.id if runner.step is not None else "finished"


def ids(steps: Iterable[object]) -> list[str]:
    return [str(getattr(step, "id", "")) for step in steps]


# The road


@pytest.mark.parametrize(
    ("dialogue", "step", "number", "hint"),
    [
        ("", "connect", 1, "telnet practice.test 25"),
        ("C: telnet practice.test 25", "connect", 1, ""),
        (GREETED, "helo", 2, "HELO ws.example.net"),
        (HELLO, "mail", 3, "MAIL FROM:<jrace@example.net>"),
        (SENDER, "rcpt", 4, "RCPT TO:<jrace@practice.test>"),
        (RECIPIENT, "data", 5, "DATA"),
        (CONTENT, "text", 6, "test"),
        (TEXT, "dot", 7, "."),
        (ACCEPTED, "quit", 8, "QUIT"),
        (GOODBYE, "finished", 8, ""),
    ],
)
def test_each_step_leads_to_the_next(dialogue: str, step: str, number: int, hint: str) -> None:
    runner = watched(dialogue)
    assert (at(runner), runner.number, runner.total, runner.offer()) == (step, number, 8, hint)
    assert runner.advice == ""


@pytest.mark.parametrize("dialogue", [NOTE_OF_2003, POSTFIX, OPENSMTPD, GOODBYE])
def test_any_server_brings_it_to_its_end(dialogue: str) -> None:
    runner = watched(dialogue)
    assert runner.finished
    assert runner.step is None
    assert (runner.say, runner.advice) == ("", "")
    assert runner.history == WALKTHROUGH.steps


def test_history_is_what_was_done_so_far() -> None:
    assert ids(watched(RECIPIENT).history) == ["connect", "helo", "mail", "rcpt"]


@pytest.mark.parametrize("typed", ["HELO ws.example.net", "EHLO ws", "ehlo [192.0.2.1]", "helo a@b"])
def test_any_hello_does_the_hello(typed: str) -> None:
    assert at(watched(GREETED, f"C: {typed}", "S: 250 practice.test")) == "mail"


@pytest.mark.parametrize(
    "typed", ["mail from: <a@b.example>", "MAIL FROM:<>", "Mail From:a@b.example SIZE=9"]
)
def test_any_spelling_names_the_sender(typed: str) -> None:
    assert at(watched(HELLO, f"C: {typed}", "S: 250 ok")) == "rcpt"


@pytest.mark.parametrize("reply", ["250 ok", "251 will forward", "252 cannot verify"])
def test_any_2yz_accepts_the_recipient(reply: str) -> None:
    assert at(watched(SENDER, "C: RCPT TO:<a@practice.test>", f"S: {reply}")) == "data"


def test_only_354_opens_the_text() -> None:
    assert at(watched(RECIPIENT, "C: DATA", "S: 250 ok")) == "data"


def test_a_typed_line_alone_moves_nothing() -> None:
    assert at(watched(HELLO, "C: MAIL FROM:<a@b.example>")) == "mail"


def test_half_a_reply_moves_nothing_and_the_other_half_does() -> None:
    half = (HELLO, "C: MAIL FROM:<a@b.example>", "S~ 250 o")
    assert at(watched(*half)) == "mail"
    assert at(watched(*half, "C: RCPT TO:<a@practice.test>", "S: k")) == "rcpt"


def test_a_reply_of_many_lines_counts_when_its_last_line_has_come() -> None:
    begun = (GREETED, "C: EHLO ws.example.net", "S: 250-practice.test", "S: 250-SIZE")
    assert at(watched(*begun)) == "helo"
    assert at(watched(*begun, "S: 250 HELP")) == "mail"


def test_more_text_and_an_empty_line_are_text_too() -> None:
    assert at(watched(CONTENT, "C:")) == "dot"
    assert at(watched(TEXT, "C: more", "C: ..", "C: more")) == "dot"


# What is skipped, and what goes back


def test_pipelined_commands_do_their_steps_as_their_replies_come() -> None:
    runner = watched(
        HELLO,
        "C: MAIL FROM:<a@b.example>",
        "C: RCPT TO:<a@practice.test>",
        "C: DATA",
        "S: 250 ok",
        "S: 250 ok",
        "S: 354 go ahead",
    )
    assert at(runner) == "text"


def test_an_empty_message_skips_the_text() -> None:
    runner = watched(CONTENT, "C: .", "S: 250 queued")
    assert at(runner) == "quit"
    assert ids(runner.history) == ["connect", "helo", "mail", "rcpt", "data", "dot"]


def test_a_server_that_wants_no_hello_skips_it() -> None:
    assert at(watched(GREETED, "C: MAIL FROM:<a@b.example>", "S: 250 ok")) == "rcpt"


def test_a_second_recipient_is_fine() -> None:
    assert at(watched(RECIPIENT, "C: RCPT TO:<two@practice.test>", "S: 250 ok")) == "data"


@pytest.mark.parametrize("unrelated", ["NOOP", "HELP", "VRFY jrace", "EXPN staff", "ETRN practice.test"])
def test_unrelated_commands_change_nothing(unrelated: str) -> None:
    runner = watched(SENDER, f"C: {unrelated}", "S: 250 fine")
    assert (at(runner), runner.advice) == ("rcpt", "")


@pytest.mark.parametrize("unrelated", ["HELP", "VRFY jrace", "EXPN staff", "AUTH PLAIN", "STARTTLS"])
def test_an_unrelated_command_that_is_refused_is_explained_and_costs_no_hint(unrelated: str) -> None:
    runner = watched(SENDER, f"C: {unrelated}", "S: 502 5.5.1 not here")
    assert (at(runner), runner.hints, runner.helped) == ("rcpt", (), {})
    assert "(RFC 5321 §4.2.4" in runner.advice, "502"
    assert watched(SENDER, f"C: {unrelated}", "S: 502 no", "C: RCPT TO:<a@b.c>", "S: 250 ok").advice == ""


def test_an_unrelated_command_sent_before_a_failure_was_known_does_not_hide_it() -> None:
    queued = ("C: RCPT TO:<nobody@practice.test>", "C: VRFY jrace")
    runner = watched(SENDER, *queued, "S: 550 5.1.1 no such user", "S: 502 5.5.1 not here")
    assert runner.advice == watched(SENDER, queued[0], "S: 550 5.1.1 no such user").advice


def test_unrelated_commands_leave_the_advice_standing() -> None:
    refused = (SENDER, "C: RCPT TO:<nobody@practice.test>", "S: 550 5.1.1 no such user")
    runner = watched(*refused, "C: NOOP", "S: 250 ok")
    assert runner.advice == watched(*refused).advice != ""


@pytest.mark.parametrize("dialogue", [SENDER, RECIPIENT])
@pytest.mark.parametrize("typed", ["RSET", "HELO again.example.net", "EHLO again.example.net"])
def test_what_clears_the_transaction_leads_back_to_the_sender(dialogue: str, typed: str) -> None:
    runner = watched(dialogue, f"C: {typed}", "S: 250 ok")
    assert at(runner) == "mail"
    assert "cleared the table" in runner.advice
    assert ids(runner.history) == ["connect", "helo"]


def test_a_refused_hello_clears_nothing() -> None:
    assert at(watched(RECIPIENT, "C: EHLO", "S: 501 no")) == "data"


def test_rset_with_nothing_to_clear_changes_nothing() -> None:
    runner = watched(HELLO, "C: RSET", "S: 250 ok")
    assert (at(runner), runner.advice) == ("mail", "")


def test_starttls_leads_back_to_hello_once_the_handshake_succeeded() -> None:
    begun = (HELLO, "C: STARTTLS", "S: 220 go ahead")
    assert at(watched(*begun)) == "mail"
    assert at(watched(*begun, "S: <not secured>")) == "mail"
    assert at(watched(*begun, "S: <secured>")) == "helo"


def test_auth_is_an_aside() -> None:
    begun = (HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6")
    assert at(watched(*begun)) == "mail"
    assert at(watched(*begun, "C: *", "S: 501 5.7.0 cancelled")) == "mail"
    assert watched(*begun, "C: *", "S: 501 5.7.0 cancelled").advice == "", "as was wanted"
    assert watched(*begun, "C: bm8=", "S: 535 5.7.8 no").advice.startswith("Login failed. ")


@pytest.mark.parametrize(
    "reply", ["550 5.7.1 no spam", "552 too big", "554 no header", "451 later", "553 hm"]
)
def test_a_refused_message_leads_back_to_the_sender_with_advice(reply: str) -> None:
    runner = watched(TEXT, "C: .", f"S: {reply}")
    assert at(runner) == "mail"
    assert "at the sender" in runner.advice


def test_quit_after_a_second_message_still_ends_it() -> None:
    second = GOODBYE.replace(HELLO, "").replace("C: QUIT", "").replace("S: 221 2.0.0 bye", "")
    assert at(watched(ACCEPTED, second)) == "quit"
    assert watched(ACCEPTED, second, "C: QUIT", "S: 221 bye").finished


# The end of the connection


@pytest.mark.parametrize("dialogue", [GREETED, HELLO, SENDER, RECIPIENT])
@pytest.mark.parametrize("end", ["S: <closed>", "C: <close>"])
def test_an_early_end_leads_back_to_connect_with_advice(dialogue: str, end: str) -> None:
    runner = watched(dialogue, end)
    assert at(runner) == "connect"
    assert "ended before the message was handed over" in runner.advice
    assert runner.history == ()
    assert runner.offer() == "telnet practice.test 25"


def test_an_end_inside_the_text_says_that_nothing_is_delivered() -> None:
    assert "throw the text away" in watched(CONTENT, "S: <closed>").advice


def test_an_end_after_the_dot_says_that_the_message_is_in_doubt() -> None:
    assert "deliver it twice" in watched(TEXT, "C: .", "S: <closed>").advice


def test_an_end_before_the_greeting_says_so() -> None:
    runner = watched("C: telnet mx.example.net 25", "S: <closed>")
    assert (at(runner), runner.number) == ("connect", 1)
    assert "before you were greeted" in runner.advice


@pytest.mark.parametrize("end", ["S: <closed>", "C: <close>"])
def test_once_the_message_is_accepted_any_end_will_do(end: str) -> None:
    runner = watched(ACCEPTED, end)
    assert runner.finished
    assert runner.history == WALKTHROUGH.steps


def test_a_421_there_ends_it_as_well() -> None:
    assert watched(ACCEPTED, "S: 421 4.4.2 timeout", "S: <closed>").finished


def test_an_early_quit_ends_no_lesson() -> None:
    said = (SENDER, "C: QUIT", "S: 221 bye")
    assert at(watched(*said)) == "rcpt"
    assert at(watched(*said, "S: <closed>")) == "connect"


@pytest.mark.parametrize("line", ["C: MAIL FROM:<a@b.example>\nS: 421 busy", "S: 421 4.4.2 timeout"])
def test_the_words_of_a_421_outlast_the_end_that_follows(line: str) -> None:
    runner = watched(HELLO, line)
    assert (at(runner), "hang up" in runner.advice) == ("mail", True)
    runner = watched(HELLO, line, "S: <closed>")
    assert (at(runner), "hang up" in runner.advice) == ("connect", True)


def test_a_greeting_that_refuses_is_explained_before_and_after_the_end() -> None:
    refused = ("C: telnet mx.example.net 25", "S: 554 no service")
    for dialogue in (refused, (*refused, "C: QUIT", "S: 221 bye"), (*refused, "S: <closed>")):
        runner = watched(*dialogue)
        assert at(runner) == "connect"
        assert "greets you with a refusal" in runner.advice


def test_no_order_to_connect_is_offered_while_a_connection_stands() -> None:
    refused = ("C: telnet mx.example.net 25", "S: 554 no service")
    assert watched(*refused).offer() == "QUIT"
    assert watched(*refused, "S: <closed>").offer() == "telnet mx.example.net 25"


def test_a_failed_connection_brings_advice_and_the_next_takes_it_away() -> None:
    failed = watched("S: <no connection>")
    assert (at(failed), "Check the name and the port" in failed.advice) == ("connect", True)
    assert watched("S: <no connection>", "C: telnet practice.test 25").advice == ""


def test_a_new_connection_starts_anew() -> None:
    again = watched(RECIPIENT, "S: <closed>", "C: telnet practice.test 25")
    assert (at(again), again.advice, again.history) == ("connect", "", ())
    assert at(watched(RECIPIENT, "S: <closed>", GREETED)) == "helo"
    assert watched(RECIPIENT, "S: <closed>", GOODBYE).finished


def test_a_finished_lesson_stays_finished() -> None:
    runner = watched(GOODBYE, "S: <closed>", GREETED, "C: HELO", "S: 501 no")
    assert runner.finished
    assert runner.advice == ""


# Advice


@pytest.mark.parametrize(
    ("dialogue", "typed", "reply", "words"),
    [
        (GREETED, "HELO", "501 5.5.4 no name", "wants a host name"),
        (GREETED, "HELO ws", "504 5.5.2 need fully-qualified hostname", "full name with a dot"),
        (GREETED, "HELO x.example", "550 go away", "true name of your machine"),
        (GREETED, "EHLO x.example", "502 no", "HELO always works"),
        (GREETED, "HELLO x.example", "500 5.5.2 what", "typing error"),
        (GREETED, "MAIL FROM:<a@b.example>", "503 5.5.1 HELO first", "HELO is still missing"),
        (HELLO, "MAIL FROM:<a@b.example>", "530 5.7.0 authenticate", "STARTTLS, then AUTH"),
        (HELLO, "MAIL FROM:<a@b.example>", "550 5.1.8 no such domain", "in the DNS"),
        (HELLO, "MAIL FROM:<a@b.example>", "550 5.7.1 no", "not welcome"),
        (HELLO, "MAIL FROM:a", "501 5.1.7 bad", "does not read as one"),
        (HELLO, "RCPT TO:<a@practice.test>", "503 5.5.1 need MAIL", "needs a sender first"),
        (SENDER, "RCPT TO:<nobody@practice.test>", "550 5.1.1 no such user", "name another recipient"),
        (SENDER, "RCPT TO:<moved@practice.test>", "550 5.1.6 moved", "has moved"),
        (SENDER, "RCPT TO:<disabled@practice.test>", "550 5.2.1 disabled", "takes no mail"),
        (SENDER, "RCPT TO:<full@practice.test>", "452 4.2.2 full", "is full"),
        (SENDER, "RCPT TO:<full@practice.test>", "552 5.2.2 full", "is full"),
        (SENDER, "RCPT TO:<big@practice.test>", "552 5.2.3 too long", "Declare less"),
        (SENDER, "RCPT TO:<greylist@practice.test>", "451 4.7.1 greylisted", "greylisting"),
        (SENDER, "RCPT TO:<greylist@lab.test>", "450 4.2.0 greylisted", "greylists strangers"),
        (SENDER, "RCPT TO:<elsewhere@other.test>", "550 5.7.1 relaying denied", "relay for strangers"),
        (SENDER, "RCPT TO:<elsewhere@other.test>", "554 5.7.1 Relay access denied", "relay for strangers"),
        (SENDER, "RCPT TO:<a@practice.test>", "550 5.7.26 unauthenticated", "often say which"),
        (SENDER, "RCPT TO:<a@practice.test>", "452 4.5.3 too many", "go on with DATA"),
        (SENDER, "RCPT TO:<a@practice.test>", "550 Invalid recipient", "does not take mail for this"),
        (SENDER, "RCPT TO:<a@practice.test>", "571 no", "change something"),
        (SENDER, "RCPT TO:<a@practice.test>", "471 no", "wait, and send it again"),
        (SENDER, "RCTP TO:<a@practice.test>", "502 5.5.2 what", "typing error"),
        (SENDER, "DATA", "503 5.5.1 need RCPT", "a sender and a recipient first"),
        (SENDER, "DATA", "554 5.5.1 no valid recipients", "No valid recipient"),
        (RECIPIENT, "test", "500 5.5.2 what", "does not know this command"),
        (RECIPIENT, "RCPT TO:<nobody@practice.test>", "550 5.1.1 no such user", "Nobody of that name"),
        (ACCEPTED, "QUIT now", "501 no", "your message is safe"),
        (ACCEPTED, "RCPT TO:<a@practice.test>", "503 5.5.1 need MAIL", "needs a sender first"),
    ],
)
def test_a_failure_brings_its_advice_with_its_source_and_stays(
    dialogue: str, typed: str, reply: str, words: str
) -> None:
    before, runner = watched(dialogue), watched(dialogue, f"C: {typed}", f"S: {reply}")
    assert runner.advised is not None
    assert words in runner.advised.text
    assert runner.advice == f"{runner.advised.text} ({', '.join(runner.advised.sources)})"
    assert runner.step == before.step


def test_success_takes_the_advice_away() -> None:
    refused = (SENDER, "C: RCPT TO:<nobody@practice.test>", "S: 550 5.1.1 no such user")
    assert watched(*refused, "C: RCPT TO:<jrace@practice.test>", "S: 250 ok").advice == ""


def test_an_error_that_follows_from_an_earlier_one_does_not_hide_it() -> None:
    pipelined = watched(
        SENDER,
        "C: RCPT TO:<nobody@practice.test>",
        "C: DATA",
        "S: 550 5.1.1 no such user",
        "S: 554 5.5.1 no valid recipients",
    )
    assert "Nobody of that name" in pipelined.advice


def test_an_error_that_came_of_a_later_line_is_what_counts() -> None:
    one_by_one = watched(
        SENDER,
        "C: RCPT TO:<nobody@practice.test>",
        "S: 550 5.1.1 no such user",
        "C: DATA",
        "S: 554 5.5.1 no valid recipients",
    )
    assert "No valid recipient" in one_by_one.advice


def test_a_reply_that_nobody_asked_for_changes_nothing() -> None:
    runner = watched(SENDER, "S: 550 5.1.1 who asked")
    assert (at(runner), runner.advice) == ("rcpt", "")


# The line to type


def test_the_defaults_give_way_to_values_and_these_to_what_the_user_gave() -> None:
    runner = Runner(WALKTHROUGH, {"helo": "mine.example.org", "unknown": "x"})
    assert runner.say == "telnet practice.test 25"
    transcript = Transcript()
    play(GREETED, transcript, runner)
    assert runner.say == "HELO mine.example.org"
    play("C: EHLO  typed.example.org\nS: 250 ok\nC: RSET\nS: 250 ok\nC: STARTTLS\nS: 220 ok", transcript)
    play("S: <secured>", transcript)
    assert runner.say == "HELO typed.example.org"


def test_what_the_user_gave_is_offered_again_after_a_new_start() -> None:
    runner = Runner(WALKTHROUGH)
    transcript = Transcript()
    play(
        NOTE_OF_2003.replace("C: data\nS: 354 go ahead", "S: <closed>").split("C: test")[0],
        transcript,
        runner,
    )
    said = [runner.say]
    for line in (
        "C: telnet mx.example.net 25\nS: 220 hi",
        "C: HELO x.example\nS: 250 ok",
        "C: MAIL FROM:<>\nS: 250 ok",
    ):
        play(line, transcript)
        said.append(runner.say)
    assert said == [
        "telnet CLASSIC.ASIANET.CCO.TH 25",
        "HELO JRACE@ATTGLOBAL.NET",
        "MAIL FROM:<jrace@attglobal.net>",
        "RCPT TO:<jrace@attglobal.net>",
    ]


def test_what_was_refused_is_not_offered_again() -> None:
    refused = watched(SENDER, "C: RCPT TO:<nobody@practice.test>", "S: 550 5.1.1 no such user")
    assert refused.say == "RCPT TO:<jrace@practice.test>"


@pytest.mark.parametrize("name", ["a\x1b[31m.example", "\u202eelpmaxe"])
def test_what_cannot_be_shown_is_not_offered_again(name: str) -> None:
    runner = watched(GREETED, f"C: HELO {name}", "S: 250 ok", "S: <closed>", GREETED)
    assert runner.say == "HELO ws.example.net"


# The same events give the same lesson (law 7)


def test_a_runner_that_begins_late_catches_up() -> None:
    transcript = play(RECIPIENT, Transcript())
    runner = Runner(WALKTHROUGH)
    runner.observe(transcript)
    assert at(runner) == "data"
    assert ids(runner.history) == ["connect", "helo", "mail", "rcpt"]


LINES = """
C: telnet practice.test 25
C: HELO x.example
C: MAIL FROM:<a@b.example>
C: RCPT TO:<a@practice.test>
C: DATA
C: text
C: .
C: QUIT
C: RSET
C: STARTTLS
C: AUTH PLAIN
S: 220 hi
S: 250 ok
S: 354 go ahead
S: 334
S: 550 5.1.1 no
S: 421 bye
S: 250-more
S~ 25
S: 0 ok
S: nonsense
S: <closed>
C: <close>
S: <secured>
S: <no connection>
""".strip().splitlines()


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(st.sampled_from(LINES), max_size=30), late=st.integers(0, 30))
def test_watching_all_along_and_catching_up_come_to_the_same(lines: list[str], late: int) -> None:
    transcript, along, later = Transcript(), Runner(WALKTHROUGH), Runner(WALKTHROUGH)
    transcript.subscribe(lambda change: along.observe(transcript, change))
    for number, line in enumerate(lines):
        if number == late:
            transcript.subscribe(lambda change: later.observe(transcript, change))
        transcript.append(event(line, transcript))
        assert 1 <= along.number <= along.total
        assert set(along.history) <= set(WALKTHROUGH.steps)
    later.observe(transcript)
    assert (at(later), later.history, later.say, later.offer()) == (
        at(along),
        along.history,
        along.say,
        along.offer(),
    )
    assert later.advice == along.advice


def test_in_lmtp_it_steps_aside_until_the_next_connection() -> None:
    lmtp = GREETED + "C: LHLO ws\nS: 250 a\nC: MAIL FROM:<>\nS: 250 a\nC: DATA\nS: 503 no\n"
    runner = watched(lmtp)
    assert "LMTP" in runner.aside
    assert (runner.offer(), runner.advice, runner.number) == ("", "", 2)
    again = watched(lmtp, "S: <closed>", HELLO)
    assert (again.aside, at(again)) == ("", "mail")


# Begun beside a dialogue, and taken up again


def test_begun_beside_a_dialogue_only_the_connection_counts() -> None:
    transcript = play(RECIPIENT, Transcript())
    runner = Runner(WALKTHROUGH)
    runner.join(transcript)
    assert (at(runner), ids(runner.history)) == ("helo", ["connect"])
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play("C: HELO again\nS: 250 ok", transcript)
    assert at(runner) == "mail"


def test_begun_beside_a_dialogue_that_has_ended_nothing_counts() -> None:
    runner = Runner(WALKTHROUGH)
    runner.join(play(RECIPIENT + "S: <closed>", Transcript()))
    assert (at(runner), runner.begun, runner.offer()) == ("connect", False, "telnet practice.test 25")


def test_taken_up_again_it_begins_at_a_connection_with_the_words_given() -> None:
    kept = Kept(step="rcpt", given={"sender": "me@b.example"})
    transcript, runner = Transcript(), Runner(WALKTHROUGH, kept=kept)
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    assert at(runner) == "connect"
    assert "have to be said again" in runner.advice
    play(HELLO, transcript)
    assert (runner.say, runner.advice) == ("MAIL FROM:<me@b.example>", "")


@pytest.mark.parametrize("kept", [None, Kept(), Kept(step="a step that is no more")])
def test_where_nothing_fits_it_begins_anew(kept: Kept | None) -> None:
    assert at(Runner(WALKTHROUGH, kept=kept)) == "connect"


def test_while_another_connection_stands_it_says_so() -> None:
    first = WALKTHROUGH.steps[0]
    assert isinstance(first, Do)
    line = "telnet pix.practice.test 25"
    there = msgspec.structs.replace(first, say=line, done=(Condition(event="opened", target="pix"),))
    lesson = msgspec.structs.replace(WALKTHROUGH, steps=(there, *WALKTHROUGH.steps[1:]))
    transcript, runner = Transcript(), Runner(lesson)
    transcript.subscribe(lambda change: runner.observe(transcript, change))
    play("C: telnet practice.test 25", transcript)
    assert runner.aside == ""
    play("S: 220 hi", transcript)
    assert "Another connection stands" in runner.aside
    assert runner.aside.endswith(f"Then: {line}"), "what comes next is told, too"
    blind = msgspec.structs.replace(there, blind=True, hints=("a", "b"))
    heart = Runner(msgspec.structs.replace(lesson, steps=(blind, *lesson.steps[1:])))
    heart.observe(transcript)
    assert heart.aside.endswith(f"Then: {blind.title}")
    play("C: QUIT\nS: 221 bye", transcript)
    assert runner.aside == ""
    play("S: <closed>\nC: telnet pix.practice.test 25", transcript)
    assert (at(runner), runner.aside) == ("helo", "")


def test_a_note_on_a_refusal_is_no_refusal() -> None:
    transcript, runner = Transcript(), Runner(WALKTHROUGH)
    play(RECIPIENT + "C: RCPT TO:<nobody@practice.test>\nS: 550 5.1.1 no such user", transcript, runner)
    assert runner.advice
    runner.deeper()
    play("C: DATA\nS: 354 go\nC: test\nC: .\nS: 250 ok", transcript)
    before = runner.standing
    assert (at(runner), runner.advice) == ("quit", "")
    seq, part = transcript.place(next(i for i, one in enumerate(transcript.entries) if one.refuses))
    note = Note(
        seq=len(transcript.events), wall=transcript.events[0].wall, at=1, on=seq, part=part, text="why?"
    )
    transcript.append(note)
    assert runner.standing == before
    play("C: QUIT\nS: 221 bye\nS: <closed>", transcript)
    assert runner.finished
