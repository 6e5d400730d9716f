from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.reference import catalog
from smtpwb.smtp.dialogue import GREETING
from smtpwb.transcript import wording
from smtpwb.transcript.events import Attempt, Closed, Opened, OpenFailed, Secured, Sent
from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play
from tests.transcript.test_timing import timed

HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"


def last(*lines: str) -> EntryNote:
    """The note on the newest entry."""
    transcript = play(*lines)
    return note(transcript, len(transcript.entries) - 1)


def test_a_reply_is_explained_after_what_it_answers() -> None:
    told = last(HELLO, "C: MAIL FROM:<a@b.c>", "S: 250 ok", "C: RCPT TO:<x@y.z>", "S: 550 5.1.1 no")
    assert told.title == "Reply to RCPT"
    assert told.explanation is not None
    assert told.explanation.code == "550"
    row = catalog.reply_code("550")
    assert row is not None
    assert told.explanation.meaning == row.after["RCPT"]
    assert "RCPT" in told.explanation.may_say


@pytest.mark.parametrize(
    ("lines", "says", "source"),
    [
        ("S: 220-wait a moment", "wait for the line", "RFC 5321 §4.3.1"),
        (f"{HELLO}\nC: NOOP\nS: 250-one", "wait for the line", "RFC 5321 §4.2.1"),
        (f"{HELLO}\nC: RCPT TO:<x@y.z>\nS: 550-5.1.1 no", "wait for the line", "RFC 5321 §4.2.1"),
    ],
)
def test_of_a_reply_of_which_more_is_to_come_it_is_said_to_wait(lines: str, says: str, source: str) -> None:
    told = last(lines).explanation
    assert told is not None
    assert says in told.meaning
    assert told.sources[0] == source
    whole = last(lines, f"S: {told.code} end").explanation
    assert whole is not None
    assert says not in whole.meaning


def test_of_a_reply_that_was_cut_off_it_is_said_that_it_was() -> None:
    transcript = play("S: 220-wait a moment", "S: <closed>")
    told = note(transcript, 1).explanation
    assert told is not None
    assert told.meaning == "The connection ended before this reply was whole."


SENDING = (
    "S: 220 hi\nC: HELO a\nS: 250 a\nC: MAIL FROM:<>\nS: 250 ok\n"
    "C: RCPT TO:<b@c.d>\nS: 250 ok\nC: DATA\nS: 354 go"
)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("S: 220 hi", "Greeting"),
        (f"{SENDING}\nC: .\nS: 250 ok", "Reply to the lone dot"),
        ("S: 220 hi\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: eA==\nS: 535 no", "Reply to the answer"),
        ("S: 220 hi\nS: 250 unasked", "Reply"),
    ],
)
def test_what_is_no_verb_has_a_title_of_its_own(lines: str, title: str) -> None:
    assert last(lines).title == title


@pytest.mark.parametrize(
    ("code", "says"), [("250", "taken charge"), ("452", "may be later"), ("552", "refused")]
)
def test_in_lmtp_a_reply_after_the_message_is_explained_for_its_recipient_alone(code: str, says: str) -> None:
    sending = SENDING.replace("HELO", "LHLO")
    both = sending.replace("C: DATA", "C: RCPT TO:<d@c.d>\nS: 250 ok\nC: DATA")
    told = last(f"{both}\nC: .\nS: 250 ok\nS: {code} words")
    assert told.explanation is not None
    assert "or this recipient" in told.explanation.meaning
    assert says in told.explanation.meaning


@pytest.mark.parametrize(
    ("lines", "hello"),
    [
        ("S: 220 x LMTP", "LHLO"),
        ("S: 220 x ESMTP", "EHLO"),
        ("S: 220 x ESMTP\nC: LHLO a\nS: 250 x", "LHLO"),
        ("S: 220 x\nC: EHLO a\nS: 500 no\nC: LHLO a\nS: 250 x", "LHLO"),
        ("S: 220 x\nC: EHLO a\nS: 250 x\nC: LHLO a\nS: 250 x", "EHLO"),
        ("S: 220 x\nS: <closed>\nS: 220 x\nC: LHLO a\nS: 250 x", "EHLO"),
    ],
)
def test_a_greeting_asks_for_the_hello_of_its_protocol(lines: str, hello: str) -> None:
    transcript = play(lines)
    greeting = next(index for index, entry in enumerate(transcript.entries) if entry.answers == GREETING)
    told = note(transcript, greeting).explanation
    assert told is not None
    assert hello in told.meaning
    assert told.may_say[0] == hello


@pytest.mark.parametrize("port", [24, 2525])
def test_on_port_24_a_greeting_that_names_no_protocol_is_lmtps(port: int) -> None:
    opened = play("S: 220 x").events[0]
    assert isinstance(opened, Opened)
    transcript = Transcript()
    transcript.append(replace(opened, port=port))
    Stage(transcript).line("S: 220 x ready")
    told = note(transcript, 1).explanation
    assert told is not None
    assert ("LHLO" in told.meaning) == (port == 24)


@pytest.mark.parametrize("hello", ["EHLO", "LHLO"])
def test_after_tls_the_hello_of_the_protocol_is_due(hello: str) -> None:
    begun = f"S: 220 x\nC: {hello} a\nS: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go"
    ready = last(begun)
    assert ready.explanation is not None
    assert f"again with {hello}" in ready.explanation.meaning
    assert any(f"say {hello} again" in text for text in last(begun, "S: <tls>").texts)


def test_a_command_is_explained_with_its_syntax_and_lint() -> None:
    told = last(HELLO, "C: RCPT TO: <a@b.c>")
    row = catalog.row("commands", "RCPT")
    assert row is not None
    assert told.title == "Command"
    assert told.texts[0].startswith(f"{row.name}: RCPT TO:")
    assert told.texts[1] == row.explanation
    assert told.sources == row.sources
    assert {finding.source for finding in told.lints}
    assert told.explanation is None


def test_a_command_is_judged_where_it_was_sent_not_where_the_dialogue_is_now() -> None:
    transcript = play("S: 220 hi", "C: MAIL FROM:<a@b.c>", "S: 503 no", "C: EHLO a", "S: 250 hi")
    assert [finding.id for finding in note(transcript, 2).lints] == ["out-of-sequence"]


@pytest.mark.parametrize("line", ["C: FROB x", "C: ", "C: <1B>[2J"])
def test_an_unknown_command(line: str) -> None:
    told = last(HELLO, line)
    assert told.title == "Command"
    assert told.texts == ("Not a command that the tables know.",)


def test_content_and_its_end() -> None:
    data = "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<a@b.c>\nS: 250 ok\nC: DATA\nS: 354 go"
    assert last(HELLO, data, "C: hello").texts == ("A line of the message.",)
    assert last(HELLO, data, "C: .").texts == ("The lone dot ends the message.",)
    assert last(HELLO, data, "C: .").sources


def test_an_answer_is_only_named() -> None:
    told = last(HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: c2VjcmV0")
    assert told.title == "Answer"
    assert "c2VjcmV0" not in repr(told)


def test_a_masked_command_is_not_linted() -> None:
    """What is left of it are asterisks, of which lint knows nothing."""
    stage = Stage(play(HELLO))
    stage.transcript.append(Sent(seq=9, wall=BEGAN, at=9, data=b"AUTH PLAIN ****\r\n", masked=((11, 15),)))
    assert note(stage.transcript, len(stage.transcript.entries) - 1).lints == ()


def test_a_connection_says_that_a_greeting_is_due() -> None:
    told = note(play("S: 220 hi"), 0)
    assert told.title == "Connection"
    assert told.texts == ("connected to 127.0.0.1:2525", told.texts[-1])
    assert "greeting" in told.texts[-1]
    assert told.sources == ("RFC 5321 §3.1",)


def test_a_failed_connection_says_where_why_and_what_to_try() -> None:
    failed = OpenFailed(
        seq=0,
        wall=BEGAN,
        at=0,
        target="mx.test",
        why="mx.test: connection refused",
        hint="try port 587\x1b",
        tried=(Attempt("192.0.2.1:25", "connection refused"),),
    )
    told = note(Transcript([failed]), 0)
    assert told.texts == (
        "tried 192.0.2.1:25: connection refused",
        "no connection: mx.test: connection refused",
        "try port 587<1B>",
    )


def test_tls_says_what_it_means_for_the_dialogue() -> None:
    starttls = "C: STARTTLS\nS: 220 go"
    well, badly = last(HELLO, starttls, "S: <tls>"), last(HELLO, starttls, "S: <no tls>")
    assert "EHLO again" in well.texts[1]
    assert "in clear" in badly.texts[1]
    assert well.sources == badly.sources == ("RFC 3207 §4.2",)


def test_tls_has_its_account_and_the_user_a_choice_while_it_stands() -> None:
    starttls = "C: STARTTLS\nS: 220 go"
    told = last(HELLO, starttls, "S: <tls>")
    assert told.handshake is not None
    assert told.handshake.verdict == ("self-signed",)
    assert told.undecided
    over = play(HELLO, starttls, "S: <no tls>", "S: <closed>")
    gone = note(over, len(over.entries) - 2)
    assert not gone.undecided
    assert gone.texts[-1] == "It ended with the connection: nothing was said inside TLS."


def test_tls_on_connect_comes_before_the_greeting() -> None:
    opened = Opened(
        seq=0, wall=BEGAN, at=0, target="smtps://x", host="x", port=465, local="l", peer="p", tls=True
    )
    transcript = Transcript([opened])
    assert note(transcript, 0).texts[-1].startswith("TLS comes first")
    transcript.append(Secured(seq=1, wall=BEGAN, at=1, version="TLSv1.3", verified=True))
    assert "greeting" in note(transcript, 1).texts[-1]
    assert not note(transcript, 1).undecided


def test_what_stands_behind_the_220_is_no_reply() -> None:
    stage = Stage(play(HELLO, "C: STARTTLS"))
    stage.arrived(b"220 go\r\n250 planted\r\n")
    stage.secured()
    reply, handshake = (note(stage.transcript, len(stage.transcript.entries) - back) for back in (2, 1))
    assert "CVE-2011-0411" in reply.texts[0]
    assert "CVE-2011-0411" in reply.sources
    assert "CVE-2011-0411" in handshake.texts[1]
    assert "CVE-2011-0411" in handshake.sources


def test_an_alert_that_ends_the_connection_is_explained() -> None:
    transcript = play(HELLO)
    count = len(transcript.events)
    how = "ended TLS with the alert certificate_required"
    transcript.append(
        Closed(seq=count, wall=BEGAN, at=count, by="server", how=how, alert="certificate_required")
    )
    told = note(transcript, len(transcript.entries) - 1)
    assert told.texts[:2] == (
        f"the server {how}",
        "The server demands a client certificate: give --cert FILE and --key FILE.",
    )
    assert told.sources[0] == "RFC 8446 §6.2"


def test_a_closing_says_what_is_left_behind() -> None:
    told = last(HELLO, "C: <close>")
    assert told.texts[0] == "you hung up"
    assert "nothing was queued" in told.texts[1]
    assert told.sources


def test_a_closing_after_quit_is_a_clean_end() -> None:
    told = last("S: 220 hi\nC: QUIT\nS: 221 bye\nS: <closed>")
    assert told.texts[0] == "the server closed the connection"
    assert told.texts[1:] == ("A clean end: QUIT was answered, and nothing is left in doubt.",)
    assert told.sources == ("RFC 5321 §4.1.1.10",)


def test_a_closing_with_nothing_to_say_is_only_named() -> None:
    told = last("S: 554 no\nS: <closed>")
    assert told.texts == ("the server closed the connection",)
    assert told.sources == ()


def test_every_entry_of_a_dialogue_has_a_note() -> None:
    transcript = play(
        HELLO, "C: STARTTLS\nS: 220 go\nS: <tls>\nC: EHLO a\nS: 250-a\nS: 250 AUTH PLAIN", "S: nonsense"
    )
    for index in range(len(transcript.entries)):
        told = note(transcript, index)
        assert told.title
        assert told.explanation or told.texts


SOME = "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<a@x.test>\nS: 250 ok"
MIXED = f"{HELLO}\n{SOME}\nC: RCPT TO:<b@x.test>\nS: 452 4.2.2 full"


@pytest.mark.parametrize(
    ("then", "shown"),
    [
        ("# nothing", True),
        ("C: RCPT TO:<c@x.test>\nS: 250 ok", True),
        ("C: DATA\nS: 354 go", True),
        ("C: DATA\nS: 354 go\nC: .\nS: 250 queued", True),
        ("C: NOOP\nS: 250 ok", False),
        ("C: RSET\nS: 250 ok", False),
        (f"C: RSET\nS: 250 ok\n{SOME}", False),
    ],
)
def test_the_ledger_stands_beside_what_is_said_of_recipients(then: str, shown: bool) -> None:
    found = last(MIXED, then).ledger
    assert (found is not None) == shown
    assert found is None or found.mixed


IN_LMTP = f"{HELLO}\n{SOME}\nC: RCPT TO:<b@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .".replace(
    "EHLO", "LHLO"
)


def test_after_the_message_it_has_both_verdicts() -> None:
    found = last(IN_LMTP, "S: 250 2.0.0 kept\nS: 552 5.2.2 full").ledger
    assert found is not None
    assert [one.verdict for one in found.recipients] == ["250 2.0.0", "250 → 552 5.2.2"]
    assert last(IN_LMTP, "S: 250 2.0.0 kept\nS: 250 2.0.0 kept").ledger is None


def test_a_lone_recipient_whom_the_message_turns_has_one_too() -> None:
    lone = IN_LMTP.replace("C: RCPT TO:<b@x.test>\nS: 250 ok\n", "")
    found = last(lone, "S: 552 5.2.2 full").ledger
    assert found is not None
    assert found.summary == "0 accepted · 1 refused (mailbox full)"


@pytest.mark.parametrize(
    "dialogue", [SOME, SOME.replace("RCPT TO:<a@x.test>\nS: 250 ok", "RCPT TO:<b>\nS: 550 no")]
)
def test_there_is_no_ledger_where_all_fared_alike(dialogue: str) -> None:
    assert last(HELLO, dialogue).ledger is None


def test_an_ehlo_is_compared_with_the_one_before() -> None:
    assert last(HELLO).change is None
    found = last(HELLO, "C: STARTTLS\nS: 220 go\nS: <tls>", "C: EHLO a\nS: 250-hi\nS: 250 AUTH PLAIN").change
    assert found is not None
    assert found.capabilities.added == ("AUTH PLAIN",)


def test_a_slow_reply_is_marked() -> None:
    found = note(timed(HELLO, "C: NOOP", 3, "S: 250 ok"), 5).slow
    assert found is not None
    assert wording.slow(found) == "3.0 s, its neighbours 1.0 ms"
    assert last(HELLO).slow is None


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [("scram-sha-1", "The login failed"), ("LOGIN", "own words"), ("", "The login failed")],
)
def test_a_challenge_is_read_by_the_mechanism_that_was_begun(mechanism: str, said: str) -> None:
    told = last(HELLO, f"C: AUTH {mechanism}", "S: 334 ", "C: eA==", "S: 334 ZT1vdGhlcg==").explanation
    assert told is not None
    assert said in told.challenge


def test_of_an_auth_alone_it_is_told_what_to_say_behind_it() -> None:
    offers = "S: 220 hi\nC: EHLO a\nS: 250-hi\nS: 250 AUTH PLAIN LOGIN"
    told = last(offers, "C: AUTH", "S: 501 5.5.4 Syntax: AUTH mechanism").explanation
    assert told is not None
    assert told.advice.startswith("AUTH with one of PLAIN, LOGIN;")
    assert "No mechanism stood behind AUTH" in told.meaning


def test_a_name_that_no_mechanism_can_have_is_not_repeated() -> None:
    offers = f"S: 220 hi\nC: EHLO a\nS: 250-hi\nS: 250 AUTH PLAIN {'X' * 21}"
    told = last(offers, "C: AUTH", "S: 501 5.5.4 Syntax: AUTH mechanism").explanation
    assert told is not None
    assert told.advice.startswith("AUTH with one of PLAIN;")
