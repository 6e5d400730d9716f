from __future__ import annotations

from smtpwb.reference.alone import explain_alone
from smtpwb.transcript.pasted.explained import explained
from smtpwb.transcript.pasted.find import find

TIMED_OUT = (
    b"postfix/smtp[1]: 4AbC: to=<one@example.net>, relay=none, delay=1, dsn=4.4.1, status=deferred "
    b"(connect to mx.example.net[192.0.2.1]:25: Connection timed out)"
)


def test_a_reply_is_explained_as_a_live_one() -> None:
    (found,) = find(b"550 5.1.1 no such user")
    assert explained(found) == explain_alone(found.reply, "")


def test_after_the_command_that_the_source_names_or_that_is_given() -> None:
    (found,) = find(b"C: RCPT TO:<one@example.net>\nS: 550 5.1.1 no")
    assert explained(found) == explain_alone(found.reply, "RCPT")
    assert explained(found, "mail") == explain_alone(found.reply, "MAIL")


def test_where_a_dialogue_is_only_told_of_nobody_may_say_anything() -> None:
    (told,) = find(SAID % (b"mx.example.net", b"mx.example.net"))
    (heard,) = find(b"C: RCPT TO:<one@example.net>\nS: 452 4.2.2 no")
    assert (explained(told).may_say, explained(told).not_yet) == ((), ())
    assert "QUIT" in explained(heard).may_say


SAID = (
    b"postfix/smtp[1]: 4AbC: to=<one@example.net>, relay=%b[192.0.2.1]:25, delay=1, dsn=4.2.2, "
    b"status=deferred (host %b[192.0.2.1] said: 452 4.2.2 Inbox is out of storage space "
    b"(in reply to RCPT TO command))"
)


def test_who_is_known_to_speak_is_told_to_the_diagnosis() -> None:
    kinds = []
    for host in (b"gmail-smtp-in.l.google.com", b"mx.example.net"):
        (found,) = find(SAID % (host, host))
        diagnosis = explained(found).diagnosis
        assert diagnosis is not None
        assert diagnosis.cause == "mailbox-full"
        kinds.append({one.kind for one in diagnosis.evidence})
    assert "provider" in kinds[0]
    assert "provider" not in kinds[1]


def test_a_failure_without_a_reply_is_said_to_be_one() -> None:
    (found,) = find(TIMED_OUT)
    told = explained(found)
    assert (told.code, told.enhanced, told.name) == ("", "4.4.1", "no reply")
    assert told.detail
    assert told.sources
    assert told.diagnosis is not None
    assert told.diagnosis.cause == "network"


def test_words_that_nobody_knows_have_no_cause() -> None:
    (found,) = find(b"2026-01-02 03:04:05 1abcde-000001-AB ** one@example.net: zzz")
    told = explained(found)
    assert (told.diagnosis, told.detail, told.sources) == (None, "", ())
