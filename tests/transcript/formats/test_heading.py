"""What stands above an exported dialogue."""

from __future__ import annotations

from smtpwb.transcript.events import OpenFailed
from smtpwb.transcript.formats.heading import MANY, Heading, heading
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, play
from tests.transcript.formats.checks import real

HELLO = "S: 220 mx.test ESMTP\nC: EHLO a\nS: 250 mx.test"


def of(*lines: str, options: Options = Options()) -> Heading:  # noqa: B008
    return heading(play(*lines), options)


def labelled(found: Heading, label: str) -> list[str]:
    return [text for one, text in (*found.rows, *found.summary) if one == label]


def test_with_whom_how_when_for_whom() -> None:
    found = heading(real(), Options(asked_by="the help\x1b desk"))
    assert found.title == "SMTP dialogue with practice.test:25"
    assert found.rows == (
        ("Begun", "2024-01-01 12:00:00 UTC; times beside C: lines are UTC"),
        ("Server", "practice.test:25 at 127.0.0.1:2525"),
        ("Software", "Postfix 3.7.11, certain"),
        ("TLS", "none, everything went in clear"),
        ("Asked for by", "the help<1B> desk"),
    )


def test_what_was_tried_who_was_accepted_what_failed_and_why() -> None:
    assert heading(real(), Options()).summary == (
        ("Tried", "EHLO · MAIL · RCPT ×2 · DATA · QUIT"),
        ("Accepted", "<alice@lab.test>"),
        ("Refused", "<nobody@lab.test> 550 5.1.1: No such recipient"),
        ("Message", "250 2.0.0 Ok: queued as 50E2C186012"),
    )


def test_a_refusal_of_anything_else_is_a_failure_with_its_cause() -> None:
    found = of(
        HELLO, "C: MAIL FROM:<a@b.test>", "S: 451 4.7.1 greylisted, try again later", "C: FROB", "S: 500 what"
    )
    assert labelled(found, "Failed")[0].startswith("MAIL <a@b.test>: 451 4.7.1: ")
    assert labelled(found, "Failed")[1].startswith("FROB: 500")
    assert labelled(found, "Tried") == ["EHLO · MAIL · other"]


def test_a_greeting_that_refuses_and_a_handshake_that_fails() -> None:
    assert labelled(of("S: 554 5.7.1 go away"), "Failed")[0].startswith("the greeting: 554 5.7.1")
    found = of(HELLO, "C: STARTTLS", "S: 220 go", "S: <no tls>")
    assert labelled(found, "Failed") == ["TLS handshake failed: wrong version number"]
    assert labelled(found, "TLS") == ["TLS handshake failed: wrong version number"]


def test_no_connection() -> None:
    failed = OpenFailed(seq=0, wall=BEGAN, at=0, target="mx.test", why="refused")
    found = heading(Transcript([failed]), Options())
    assert (found.title, labelled(found, "Failed")) == (
        "SMTP dialogue with nobody",
        ["no connection: refused"],
    )


def test_many_are_counted() -> None:
    envelope = [f"C: RCPT TO:<u{n}@x.test>\nS: 250 ok" for n in range(MANY + 5)]
    accepted = labelled(of(HELLO, "C: MAIL FROM:<>", "S: 250 ok", *envelope), "Accepted")
    assert accepted[0].endswith("<u19@x.test>, 5 more")


def test_of_a_selection_only_what_was_selected_is_summed_up() -> None:
    lines = (
        HELLO,
        "C: MAIL FROM:<>\nS: 250 ok",
        "C: RCPT TO:<a@x.test>\nS: 250 ok",
        "C: RCPT TO:<b@x.test>\nS: 250 ok",
    )
    found = of(*lines, options=Options(selection=frozenset({6, 7})))
    assert found.summary == (("Tried", "RCPT"), ("Accepted", "<a@x.test>"))


def test_a_message_that_went_in_chunks_is_told_as_any_other() -> None:
    said = ("C: MAIL FROM:<>\nS: 250 ok", "C: RCPT TO:<b@c.test>\nS: 250 ok")
    found = of(HELLO, *said, "C: BDAT 0\nS: 250 half", "C: BDAT 0 LAST\nS: 250 2.0.0 kept")
    assert labelled(found, "Message") == ["250 2.0.0 kept"]
