"""Who speaks, from the entries of one connection."""

from __future__ import annotations

import pytest

from smtpwb.transcript.notes import note
from smtpwb.transcript.speaking import introduced, speaker, stranger
from tests.dialogues import play

POSTFIX = """
S: 220 mx.lab.test ESMTP Postfix
C: EHLO a
S: 250-mx.lab.test
S: 250-PIPELINING
S: 250-SIZE 200000
S: 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-DSN
S: 250 CHUNKING
"""


def test_a_greeting_alone_is_a_claim_and_the_ehlo_reply_confirms_it() -> None:
    transcript = play(POSTFIX)
    greeting, ehlo = 1, len(transcript.entries) - 1
    assert speaker(transcript, greeting).certainty == "likely"
    assert (speaker(transcript, ehlo).name, speaker(transcript, ehlo).certainty) == ("Postfix", "certain")
    told = note(transcript, ehlo)
    assert "Postfix" in told.texts[0]
    assert told.sources


def test_another_connection_tells_nothing_of_this_one() -> None:
    transcript = play(POSTFIX, "C: <close>", "S: 220 mx.other.test ESMTP")
    assert speaker(transcript, len(transcript.entries) - 1).name == ""
    assert note(transcript, len(transcript.entries) - 1).texts == ()


@pytest.mark.parametrize(
    ("said", "name"), [("S: SSH-2.0-OpenSSH_9.2", "SSH"), ("S: HTTP/1.1 400 Bad Request", "HTTP")]
)
def test_what_is_no_smtp_is_named_with_its_remedy(said: str, name: str) -> None:
    transcript = play(said)
    index = len(transcript.entries) - 1
    found = stranger(transcript, index)
    assert found is not None
    assert name in found.name
    assert note(transcript, index).texts == (found.sentence, found.remedy)


def test_before_anything_was_said_nobody_speaks() -> None:
    transcript = play("C: NOOP")
    assert stranger(transcript, 0) is None
    assert speaker(transcript, 0).name == ""


GOOGLE = "S: 220 mx.google.com ESMTP a1-20020a170902c1cd00b0013df6a4e5f6si123456pls.1 - gsmtp"
REFUSED = ("C: MAIL FROM:<a@b.example>", "S: 421 4.7.28 Try again later, closing connection.")


def test_who_introduced_itself_is_known_to_the_diagnosis() -> None:
    known, unknown = (
        play(GOOGLE, "C: EHLO a", "S: 250 mx.google.com at your service", *REFUSED),
        play("S: 220 mx.other.test ESMTP", "C: EHLO a", "S: 250 mx.other.test", *REFUSED),
    )
    last = len(known.entries) - 1
    assert introduced(known, last) == "Google"
    assert introduced(unknown, last) == ""
    by_name, by_words = (note(one, last).explanation for one in (known, unknown))
    assert by_name is not None
    assert by_name.diagnosis is not None
    assert "provider" in {one.kind for one in by_name.diagnosis.evidence}
    assert (
        by_words is None
        or by_words.diagnosis is None
        or "provider" not in {one.kind for one in by_words.diagnosis.evidence}
    )
