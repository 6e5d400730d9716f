from __future__ import annotations

from smtpwb.smtp.dialogue import GREETING
from smtpwb.transcript.comparing.steps import ANSWER, CONNECT, END, MESSAGE, TLS, UNASKED, steps
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import Stage, play

MAIL = (
    "S: 220 hi",
    "C: MAIL FROM:<a@b.test>",
    "S: 250 2.1.0 Ok",
    "C: rcpt TO:<c@d.test>",
    "S: 250 2.1.5 Ok",
    "C: DATA",
    "S: 354 go",
)


def told(*lines: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(step.verb, tuple(one.codes for one in step.answers)) for step in steps(play(*lines))]


def test_a_command_and_its_replies_are_one_step() -> None:
    assert told(
        *MAIL, "C: hi", "C: there", "C: .", "S: 250 2.0.0 queued", "C: QUIT", "S: 221 bye", "S: <closed>"
    ) == [
        (CONNECT, ()),
        (GREETING, ("220",)),
        ("MAIL", ("250 2.1.0",)),
        ("RCPT", ("250 2.1.5",)),
        ("DATA", ("354",)),
        (MESSAGE, ("250 2.0.0",)),
        ("QUIT", ("221",)),
    ]


def test_commands_that_went_out_together_have_their_own_replies() -> None:
    assert told("S: 220 hi", "C: NOOP", "C: RSET", "S: 250 one", "S: 500 two")[2:] == [
        ("NOOP", ("250",)),
        ("RSET", ("500",)),
    ]


def test_what_is_no_exchange() -> None:
    lines = ("S: 220 hi", "C: STARTTLS", "S: 220 go", "S: <tls>", "S: 421 4.4.2 idle", "S: <closed>")
    assert told(*lines)[3:] == [(TLS, ()), (UNASKED, ("421 4.4.2",)), (END, ())]


def test_our_own_hanging_up_is_no_step() -> None:
    assert told("S: 220 hi", "C: <close>") == [(CONNECT, ()), (GREETING, ("220",))]


def message(*lines: str) -> str:
    return steps(play(*MAIL, *(f"C: {line}" for line in lines), "C: ."))[-1].key


def test_a_message_is_known_by_what_does_not_change_each_time() -> None:
    one = message("Date: Mon, 1 Jan 2024 12:00:00 +0000", "Message-ID: <1@a.test>", "Subject: x", "", "hi")
    assert one == message(
        "Date: Tue, 2 Jan 2024 12:00:00 +0000", "message-id:", " <2@a.test>", "Subject: x", "", "hi"
    )
    assert one != message(
        "Date: Mon, 1 Jan 2024 12:00:00 +0000", "Message-ID: <1@a.test>", "Subject: y", "", "hi"
    )
    assert message("Subject: x", "", "Date: 1") != message("Subject: x", "", "Date: 2")


def test_a_verb_in_lower_case_is_the_same() -> None:
    assert steps(play(*MAIL))[3].key == "RCPT TO:<c@d.test>"
    assert steps(play(*MAIL))[3].text == "rcpt TO:<c@d.test>"


def test_how_long_a_secret_is_counts_for_nothing() -> None:
    def masked(length: int) -> str:
        stage = Stage()
        stage.opened()
        stage.arrived(b"220 hi\r\n")
        from smtpwb.transcript.events import Purpose, Sent

        data = b"AUTH PLAIN " + b"*" * length + b"\r\n"
        event = stage.transcript.events[-1]
        stage.transcript.append(
            Sent(
                seq=2, wall=event.wall, at=2, data=data, purpose=Purpose.COMMAND, masked=((11, 11 + length),)
            )
        )
        return steps(stage.transcript)[-1].key

    assert masked(8) == masked(20) == "AUTH PLAIN •"


def test_an_answer_is_masked() -> None:
    found = steps(play("S: 220 hi", "C: AUTH LOGIN", "S: 334 x", "C: c2VjcmV0", "S: 235 2.7.0 yes"))
    assert (found[-1].verb, found[-1].key, found[-1].text) == (ANSWER, ANSWER, "an answer, masked")


def test_nothing() -> None:
    assert steps(Transcript()) == ()
