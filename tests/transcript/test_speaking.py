"""Who speaks, from the entries of one connection."""

from __future__ import annotations

import pytest

from smtpwb.transcript.notes import note
from smtpwb.transcript.speaking import speaker, stranger
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
