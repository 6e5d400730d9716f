from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference import catalog
from smtpwb.reference.alone import explain_alone
from smtpwb.reference.explain import Explanation, Part, explain
from smtpwb.smtp import challenge
from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, RULES, Dialogue, State
from smtpwb.smtp.replies import Reply
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

CODES = [row.key for row in catalog.table("reply_codes")]
VERBS = [verb for verb in RULES if verb != "BDAT LAST"]
TABLE_NAMES = {GREETING: "CONNECT", DOT: "CONTENT", ANSWER: "AUTH"}
"""How the tables name what has no verb."""


def reply(text: bytes) -> Reply:
    """The reply whose lines these are, each without its CRLF."""
    reader = ReplyReader()
    found = reader.feed(text.replace(b"\n", b"\r\n") + b"\r\n", 0)
    rest = reader.finish()
    return found[0] if found else rest  # type: ignore[return-value]


def newest(transcript: Transcript) -> Explanation:
    entry = transcript.entries[-1]
    assert entry.reply is not None
    return explain(entry.reply, entry.answers, entry.after)


def alone(text: bytes, after: str = "") -> Explanation:
    return explain_alone(reply(text), after)


# The picture of the design

PICTURE = """
    S: 220 practice.test ESMTP
    C: HELO ws.example.net
    S: 250 practice.test
    C: MAIL FROM:<jrace@example.net>
    S: 250 2.1.0 OK
    C: RCPT TO:<nobody@practice.test>
    S: 550 5.1.1 <nobody@practice.test>: no such mailbox
"""


def test_the_picture() -> None:
    told = newest(play(PICTURE))
    assert [part.text for part in told.parts] == ["5", "5", "0"]
    assert [part.text for part in told.enhanced_parts] == ["5", "1", "1"]
    assert told.parts[2].meaning.lower() == "mailbox unavailable"
    assert "permanent" in told.parts[0].meaning.lower()
    assert "mail system" in told.parts[1].meaning.lower()
    assert "permanent" in told.enhanced_parts[0].meaning.lower()
    assert "address" in told.enhanced_parts[1].meaning.lower()
    assert "bad destination mailbox" in told.enhanced_parts[2].meaning.lower()
    assert told.meaning.startswith("This recipient only.")
    assert told.diagnosis is not None
    assert told.diagnosis.cause == "recipient-unknown"
    assert (told.fixer, told.advice) == (told.diagnosis.fixer, told.diagnosis.try_)
    assert told.may_say == ("RCPT", "HELO", "EHLO", "RSET", "NOOP", "HELP", "VRFY", "QUIT")
    assert told.not_yet == (Part("DATA", "no recipient accepted"),)
    assert {"RFC 5321 §4.2.3", "RFC 3463 §3.2"} <= set(told.sources)
    assert told.remarks == ()
    assert told.status == "5yz"


# Every code after every verb


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_after_everything(code: str) -> None:
    row = catalog.reply_code(code)
    assert row is not None
    for verb in VERBS:
        told = explain(reply(f"{code} words".encode()), verb, Dialogue(State.HELLO, "EHLO"))
        first = catalog.digit("first", code[0])
        after = TABLE_NAMES.get(verb, verb)
        assert told.name == row.name
        assert told.meaning == row.after.get(after, first.after.get(after) if first else None) or (
            told.meaning == row.explanation
        )
        assert told.meaning.endswith((".", ")", "?"))
        assert told.sources[: len(row.sources)] == row.sources
        assert [part.text for part in told.parts] == list(code)
        assert all(part.meaning for part in told.parts)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("code", ["250", "354", "451", "550"])
def test_the_verb_changes_what_a_code_means(code: str, verb: str) -> None:
    row = catalog.reply_code(code)
    assert row is not None
    name = TABLE_NAMES.get(verb, verb)
    if name in row.after:
        assert explain(reply(code.encode()), verb, Dialogue()).meaning == row.after[name]


@pytest.mark.parametrize(
    ("code", "verb", "says"),
    [
        ("250", "ETRN", "begins to send"),
        ("251", "ETRN", "no message waits"),
        ("252", "ETRN", "Messages wait"),
        ("220", "XCLIENT", "introduce yourself again"),
        ("250", "XFORWARD", "for its log"),
    ],
)
def test_extensions_give_codes_a_sense_of_their_own(code: str, verb: str, says: str) -> None:
    """RFC 1985 §5.1; Postfix XCLIENT_README, XFORWARD_README."""
    assert says in explain(reply(code.encode()), verb, Dialogue()).meaning


def test_in_lmtp_a_code_means_what_it_means_there_or_else_the_same() -> None:
    lmtp = Dialogue(State.GREETED, lmtp=True)
    assert "LHLO" in explain(reply(b"220 x"), GREETING, lmtp).meaning
    assert "LHLO" in explain(reply(b"299 x"), GREETING, lmtp).meaning
    assert (
        explain(reply(b"554 x"), GREETING, lmtp).meaning
        == explain(reply(b"554"), GREETING, Dialogue()).meaning
    )


def in_digits(row: catalog.EnhancedCodeRow) -> str:
    """The name; where that says nothing, that there is nothing."""
    return "no detail given" if row.key == "X.0.0" else row.name


@pytest.mark.parametrize("row", catalog.table("enhanced_codes"), ids=lambda row: row.key)
def test_every_enhanced_status_code_is_explained(row: catalog.EnhancedCodeRow) -> None:
    for status in row.classes or ("5",):
        code = {"2": "250", "4": "450", "5": "550"}[status]
        told = alone(f"{code} {row.key.replace('X', status)} words".encode(), "RCPT")
        plain_success = (status, row.key) == ("2", "X.0.0")
        assert told.detail == ("" if plain_success else row.explanation)
        assert told.enhanced_parts[2].meaning == in_digits(row)
        assert set(row.sources) <= set(told.sources)
        said = (row.fixer, row.try_)
        if told.diagnosis is not None:  # a cause says who and what more particularly than a code
            said = (told.diagnosis.fixer or row.fixer, told.diagnosis.try_ or row.try_)
        assert (told.fixer, told.advice) == (("", "") if status == "2" else said)
        assert told.remarks == ()


@pytest.mark.parametrize("row", catalog.table("enhanced_codes"), ids=lambda row: row.key)
def test_a_success_is_not_told_as_a_failure(row: catalog.EnhancedCodeRow) -> None:
    """Most codes are defined by what went wrong: beside a 250 that would be said of nothing."""
    told = alone(f"250 {row.key.replace('X', '2')} fine".encode(), "MAIL")
    defined = "2" in row.classes and row.key != "X.0.0"
    assert told.detail == (row.explanation if defined else "")
    assert (told.fixer, told.advice) == ("", "")
    assert told.enhanced_parts[2].meaning == in_digits(row)
    assert set(row.sources) <= set(told.sources)


def test_the_usual_successes() -> None:
    assert alone(b"250 2.1.0 Ok", "MAIL").detail == ""
    assert alone(b"250 2.0.0 queued", ".").detail == ""
    assert "success" in alone(b"250 2.1.5 Ok", "RCPT").detail


def test_a_failing_code_on_a_success_still_says_what_it_is() -> None:
    told = alone(b"250 5.1.1 hm", "RCPT")
    assert told.detail
    assert (told.fixer, told.advice) == ("", "")


@pytest.mark.parametrize("words", ["5.5.1 Error: need RCPT command", "5.5.1 Error: need MAIL command"])
def test_data_out_of_sequence_asks_for_both(words: str) -> None:
    meaning = newest(play(PICTURE, "C: DATA", f"S: 503 {words}")).meaning
    assert "a sender and a recipient" in meaning


def test_starttls_refused_may_be_because_tls_is_active() -> None:
    assert "active already" in alone(b"554 5.5.1 Error: TLS already active", "STARTTLS").meaning


# What no table knows


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [("299", "2", "9"), ("559", "5", "5"), ("439", "4", "3"), ("650", "6", "5"), ("000", "0", "0")],
)
def test_an_unknown_code_keeps_its_class_and_subject(code: str, first: str, second: str) -> None:
    assert code not in CODES
    told = alone(f"{code} hm".encode(), "NOOP")
    for part, digit, position in zip(told.parts, (first, second), ("first", "second"), strict=False):
        row = catalog.digit(position, digit)
        assert part == Part(digit, row.name if row else "not in the SMTP grammar")
    assert told.parts[2].meaning == "no code that the tables know"
    assert told.name
    assert told.meaning
    assert told.sources


@pytest.mark.parametrize(
    ("enhanced", "subject"),
    [("5.99.99", None), ("5.1.99", "X.1"), ("2.7.250", "X.7"), ("4.999.0", None)],
)
def test_an_unknown_enhanced_status_code_keeps_its_class_and_subject(
    enhanced: str, subject: str | None
) -> None:
    code = {"2": "250", "4": "450", "5": "550"}[enhanced[0]]
    told = alone(f"{code} {enhanced} hm".encode(), "RCPT")
    status = catalog.enhanced_class(enhanced[0])
    assert status is not None
    assert told.enhanced_parts[0].meaning == status.name
    assert told.enhanced_parts[2].meaning == "a detail that is not registered"
    assert f"{enhanced} is not in the IANA registry" in told.detail
    row = catalog.row("enhanced_subjects", subject) if subject else None
    assert told.enhanced_parts[1].meaning == (row.name if row else "a subject that is not registered")
    assert ("It is about" in told.detail) == (row is not None)


def test_what_is_no_reply() -> None:
    told = alone(b"HTTP/1.1 400 Bad Request")
    assert (told.code, told.status, told.parts) == ("", "", ())
    assert "no SMTP reply" in told.meaning
    assert told.remarks


# What is odd


def test_a_code_in_a_sense_of_its_own_is_told_as_what_the_registry_says() -> None:
    own = alone(b"550 5.7.9 This mail has been blocked: listed at zen.spamhaus.org", "RCPT")
    assert own.diagnosis is not None
    assert own.diagnosis.cause == "blocklisted"
    assert own.detail.startswith("As registered, 5.7.9 says: ")
    assert not alone(b"550 5.1.1 user unknown", "RCPT").detail.startswith("As registered")
    assert not alone(b"550 5.7.0 virus found", "CONTENT").detail.startswith("As registered")


def test_codes_that_contradict_each_other() -> None:
    (remark,) = alone(b"250 5.1.1 hm", "RCPT").remarks
    assert remark.startswith("250 and 5.1.1 contradict each other")
    assert "RFC 3463" in remark


def test_a_reply_that_nobody_asked_for() -> None:
    told = newest(play("S: 220 hi", "S: 250 hm"))
    assert told.remarks == ("Nobody asked for this reply: no command was waiting for one.",)
    assert newest(play("S: 220 hi")).remarks == ()


def test_a_reply_taken_out_of_its_dialogue_is_not_blamed_for_that() -> None:
    assert alone(b"550 no").remarks == ()
    assert alone(b"550_no").remarks == ("A line of it has neither a space nor a hyphen after the code.",)


@pytest.mark.parametrize("text", [b"250-a\n251 b", b"250 a\x00", b"999 a", b"250 " + b"x" * 600])
def test_defects_are_named(text: bytes) -> None:
    assert [remark for remark in alone(text, "NOOP").remarks if remark.startswith("A line of it ")]


# EHLO, 334


def test_a_row_a_keyword() -> None:
    told = newest(
        play(
            "S: 220 hi\nC: EHLO a\nS: 250-practice.test",
            "S: 250-SIZE 1000\nS: 250-AUTH=LOGIN\nS: 250 XFROB <1B>x",
        )
    )
    size, auth, unknown = told.keywords
    row = catalog.row("ehlo_keywords", "SIZE")
    assert isinstance(row, catalog.EhloKeywordRow)
    assert (size.keyword, size.parameters, size.meaning) == ("SIZE", "1000", row.explanation)
    assert size.unlocks == row.unlocks
    assert set(row.sources) <= set(told.sources)
    assert auth.meaning
    assert auth.sources
    assert (unknown.keyword, unknown.parameters) == ("XFROB", "<1B>x")
    assert "this server's own" in unknown.meaning
    assert unknown.sources == ()


@pytest.mark.parametrize("row", catalog.table("ehlo_keywords"), ids=lambda row: row.key)
def test_every_keyword_is_explained(row: catalog.Row) -> None:
    (told,) = alone(f"250-practice.test\n250 {row.key}".encode(), "EHLO").keywords
    assert told.meaning == row.explanation
    assert told.sources == row.sources


def test_a_challenge_is_read_by_the_mechanism_where_it_is_known() -> None:
    text = reply(b"334 ZT1vdGhlcg==")  # e=other
    assert "The login failed" in explain(text, ANSWER, Dialogue(), "SCRAM-SHA-1").challenge
    assert "own words" in explain(text, ANSWER, Dialogue(), "LOGIN").challenge


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (b"334 VXNlcm5hbWU6", "“Username:”: the user name, in base64."),
        (b"334 ", challenge.EMPTY[0]),
        (b"334 not base64!", "not base64"),
        (b"334 GzJKMkoyMjI=", "“<1B>2J2J222”, the server's own words."),
        (b"250 VXNlcm5hbWU6", ""),
    ],
)
def test_a_challenge_is_decoded(text: bytes, asks: str) -> None:
    assert alone(text).challenge == asks


# What may be said next


@pytest.mark.parametrize(
    ("dialogue", "may", "not_yet"),
    [
        ("S: 220 hi", "EHLO", "MAIL"),
        ("S: 220 hi\nC: HELO a\nS: 250 a", "MAIL", "RCPT"),
        ("S: 220 hi\nC: HELO a\nS: 250 a\nC: MAIL FROM:<>\nS: 250 a", "RCPT", "DATA"),
        (
            "S: 220 hi\nC: HELO a\nS: 250 a\nC: MAIL FROM:<>\nS: 250 a\nC: RCPT TO:<a@b>\nS: 250 a",
            "DATA",
            "MAIL",
        ),
        ("S: 554 no", "QUIT", "MAIL"),
    ],
)
def test_what_comes_next(dialogue: str, may: str, not_yet: str) -> None:
    told = newest(play(dialogue))
    assert told.may_say[0] == may
    assert [part.text for part in told.not_yet] == [not_yet]
    assert all(part.meaning for part in told.not_yet)


@pytest.mark.parametrize("dialogue", ["S: 421 busy", "S: 220 hi\nC: NOOP\nS: 421 bye"])
def test_after_the_end_nothing_may_be_said(dialogue: str) -> None:
    told = newest(play(dialogue))
    assert (told.may_say, told.not_yet) == ((), ())


# Anything


@given(st.binary(max_size=60), st.sampled_from([*VERBS, "", "FROB"]))
def test_anything_is_explained_and_safe_to_show(text: bytes, verb: str) -> None:
    told = alone(b"334 " + text.replace(b"\n", b""), verb)
    assert told.meaning
    assert told.sources
    shown = " ".join((told.enhanced, told.challenge, *told.remarks, *(k.keyword for k in told.keywords)))
    assert shown.isprintable()


@given(st.binary(min_size=1, max_size=60))
def test_no_octets_break_it(text: bytes) -> None:
    told = explain(reply(text), "EHLO", Dialogue())
    assert told.meaning
    assert told.sources
