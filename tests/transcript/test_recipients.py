from __future__ import annotations

import pytest

from smtpwb.reference import diagnosis
from smtpwb.reference.explain import diagnosed
from smtpwb.transcript.pattern import Recipient, grouped
from smtpwb.transcript.recipients import Ledger, ledger
from tests.dialogues import play

HELLO = "S: 220 hi\nC: EHLO a\nS: 250 hi"
MAIL = f"{HELLO}\nC: MAIL FROM:<me@home.test>\nS: 250 ok"
MIXED = f"""
{MAIL}
C: RCPT TO:<a@x.test>
S: 250 2.1.5 ok
C: RCPT TO:<b@x.test>
S: 452 4.2.2 <b@x.test>: mailbox full
C: RCPT TO:<c@y.test>
S: 250 2.1.5 ok
"""


def outcome(found: Ledger) -> list[tuple[str, str]]:
    return [(one.address, one.code) for one in found.recipients]


def test_every_recipient_has_its_reply() -> None:
    found = ledger(play(MIXED))
    assert found.sender == "me@home.test"
    assert outcome(found) == [("a@x.test", "250"), ("b@x.test", "452"), ("c@y.test", "250")]
    assert [one.enhanced for one in found.recipients] == ["2.1.5", "4.2.2", "2.1.5"]
    assert found.mixed
    assert [one.address for one in found.accepted] == ["a@x.test", "c@y.test"]


def test_a_refusal_has_the_cause_that_its_reply_has() -> None:
    transcript = play(MIXED)
    (refused,) = ledger(transcript).refused
    entry = transcript.entries[refused.index]
    assert entry.reply is not None
    told = diagnosed(entry.reply, "RCPT")
    assert refused.cause == (told.cause if told else "unknown")
    assert refused.title == (told.title if told else "452 4.2.2")
    (group,) = ledger(transcript).groups
    assert (group.cause, group.recipients) == (refused.cause, (refused,))


def test_it_is_summed_up_in_one_line() -> None:
    found = ledger(play(MIXED))
    title = found.groups[0].title
    assert found.summary == f"2 accepted · 1 refused ({title[:1].lower()}{title[1:]})"
    assert ledger(play(MAIL, "C: RCPT TO:<a@x.test>\nS: 250 ok")).summary == "1 accepted"


def refused(title: str) -> Recipient:
    return Recipient("a@x.test", 0, "550", "", title, title)


@pytest.mark.parametrize(
    ("titles", "summary"),
    [
        (["Virus", "Virus"], "0 accepted · 2 refused (virus)"),
        (["Virus", "Mailbox full"], "0 accepted · 2 refused (virus, mailbox full)"),
        (["Virus", "Mailbox full", "Virus"], "0 accepted · 3 refused (virus ×2, mailbox full)"),
    ],
)
def test_causes_are_counted_where_the_sum_does_not_tell(titles: list[str], summary: str) -> None:
    who = tuple(refused(title) for title in titles)
    assert Ledger(recipients=who, groups=grouped(who)).summary == summary


def test_what_it_rules_out_and_what_remains_have_sources() -> None:
    found = ledger(play(MIXED))
    assert any("Not the domain x.test" in one.text for one in found.ruled_out)
    assert any(one.text.startswith("<b@x.test>: ") for one in found.remaining)
    assert all(one.sources for one in (*found.ruled_out, *found.remaining))


SECOND = "C: RSET\nS: 250 ok\nC: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<z@x.test>\nS: 250 ok"


def test_the_newest_transaction_counts_unless_another_is_asked_for() -> None:
    transcript = play(MIXED, SECOND)
    assert outcome(ledger(transcript)) == [("z@x.test", "250")]
    assert ledger(transcript).sender == ""
    first = ledger(transcript, len(play(MIXED).entries) - 1)
    assert [address for address, _ in outcome(first)] == ["a@x.test", "b@x.test", "c@y.test"]


def test_data_and_the_dot_belong_to_it() -> None:
    transcript = play(MIXED, "C: DATA\nS: 354 go\nC: .\nS: 250 queued")
    assert len(ledger(transcript).recipients) == 3
    assert len(ledger(transcript, len(transcript.entries) - 1).recipients) == 3


def test_recipients_sent_in_one_go_belong_to_the_mail_before_them() -> None:
    sent = "C: MAIL FROM:<me@home.test>\nC: RCPT TO:<a@x.test>\nC: RCPT TO:<b@x.test>"
    assert outcome(ledger(play(HELLO, sent, "S: 250 ok\nS: 250 ok\nS: 550 no"))) == [
        ("a@x.test", "250"),
        ("b@x.test", "550"),
    ]


@pytest.mark.parametrize(
    "dialogue",
    [
        "S: 220 hi",
        HELLO,
        f"{HELLO}\nC: MAIL FROM:<>\nS: 550 no\nC: RCPT TO:<a@x.test>\nS: 503 no",
        f"{MAIL}\nC: RCPT TO:<a@x.test>",
        f"{MAIL}\nC: RCPT TO:<a@x.test>\nS: 250-half",
        f"{MIXED}\nS: <closed>\n{HELLO}",
    ],
    ids=["greeting", "hello", "MAIL refused", "no reply yet", "half a reply", "another connection"],
)
def test_there_is_none_without_a_transaction_or_a_reply(dialogue: str) -> None:
    assert ledger(play(dialogue)).recipients == ()


def test_a_refusal_that_closes_the_connection_is_counted_too() -> None:
    found = ledger(play(MIXED, "C: RCPT TO:<d@x.test>\nS: 421 4.7.0 too many errors", "S: <closed>"))
    assert outcome(found)[-1] == ("d@x.test", "421")
    assert not any("Not the connection" in one.text for one in found.ruled_out)


def test_in_lmtp_the_dot_decides_for_each_recipient() -> None:
    found = ledger(
        play(
            MIXED.replace("EHLO", "LHLO"),
            "C: DATA\nS: 354 go\nC: .\nS: 250 2.0.0 delivered\nS: 552 5.2.2 mailbox full",
        )
    )
    assert outcome(found) == [("a@x.test", "250"), ("b@x.test", "452"), ("c@y.test", "552")]


def test_both_verdicts_are_kept() -> None:
    first, _, last = ledger(
        play(
            MIXED.replace("EHLO", "LHLO"),
            "C: DATA\nS: 354 go\nC: .\nS: 250 2.0.0 delivered\nS: 552 5.2.2 mailbox full",
        )
    ).recipients
    assert last.at_rcpt is not None
    assert (last.at_rcpt.code, last.at_rcpt.accepted, last.accepted) == ("250", True, False)
    assert first.at_rcpt is not None
    assert first.index != first.at_rcpt.index


def test_what_fails_after_the_message_is_no_question_of_the_address() -> None:
    found = ledger(
        play(
            MAIL.replace("EHLO", "LHLO"),
            "C: RCPT TO:<a@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\nC: .\nS: 552 5.2.2 full",
        )
    )
    texts = [one.text for one in found.remaining]
    assert any(text.startswith("<a@x.test> passed RCPT") for text in texts)
    assert not any("Try RCPT TO:<postmaster" in text for text in texts)


def test_with_prdr_each_recipient_is_told_after_the_message() -> None:
    found = ledger(
        play(
            MIXED.replace("MAIL FROM:<me@home.test>", "MAIL FROM:<me@home.test> PRDR"),
            "C: DATA\nS: 354 go\nC: .\nS: 353 each\nS: 250 ok\nS: 550 5.7.1 spam\nS: 250 ok",
        )
    )
    assert outcome(found) == [("a@x.test", "250"), ("b@x.test", "452"), ("c@y.test", "550")]


@pytest.mark.parametrize("sent", ["C: DATA\nS: 354 go\nC: .", "C: BDAT 0 LAST"])
@pytest.mark.parametrize("last", ["452 4.3.1 no room", "554 5.6.0 no"])
def test_with_prdr_the_last_reply_refuses_for_all(last: str, sent: str) -> None:
    found = ledger(
        play(
            MIXED.replace("MAIL FROM:<me@home.test>", "MAIL FROM:<me@home.test> PRDR"),
            f"{sent}\nS: 353 each\nS: 250 ok\nS: 550 5.7.1 spam\nS: {last}",
        )
    )
    assert outcome(found) == [("a@x.test", last[:3]), ("b@x.test", "452"), ("c@y.test", "550")]
    assert found.recipients[0].turned


def test_in_smtp_the_dot_decides_for_nobody_by_name() -> None:
    found = ledger(play(MIXED, "C: DATA\nS: 354 go\nC: .\nS: 552 5.2.2 mailbox full"))
    assert [code for _, code in outcome(found)] == ["250", "452", "250"]


def test_what_is_no_path_is_shown_as_it_was_written() -> None:
    found = ledger(play(MAIL, "C: RCPT TO: nobody\nS: 501 no\nC: RCPT <1B>x\nS: 501 no"))
    assert [one.address for one in found.recipients] == ["nobody", "<1B>x"]


def test_each_reply_is_diagnosed_once_however_often_the_ledger_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    diagnose = diagnosis.diagnose

    def counted(code: str, enhanced: str, text: str, *also: str) -> diagnosis.Diagnosis:
        asked.append(text)
        return diagnose(code, enhanced, text, *also)

    monkeypatch.setattr(diagnosis, "diagnose", counted)
    refusals = [f"C: RCPT TO:<u{n}@x.test>\nS: 550 5.1.1 once-{n} unknown" for n in range(20)]
    transcript = play(MIXED, *refusals)
    for index in range(len(transcript.entries)):
        ledger(transcript, index)
    assert len(asked) == len(set(asked)) >= 20
