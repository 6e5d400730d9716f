"""How much is told at each level."""

from __future__ import annotations

from smtpwb.transcript.formats.options import DEFAULT, Level, Options
from smtpwb.transcript.formats.told import blocks
from tests.dialogues import play
from tests.transcript.formats.checks import (
    real,
    written,
)


def test_bare_explains_nothing_and_brief_a_line_a_reply() -> None:
    bare = written("text", real(), Options(Level.BARE))
    brief = written("text", real(), Options(Level.BRIEF))
    assert "Mailbox unavailable" not in bare
    assert "   Mailbox unavailable: No such recipient\n> the address" in brief
    assert "Who can fix it" not in brief


EHLO = "C: EHLO a\nS: 250-hi\nS: 250-SIZE 1000\nS: 250 HELP"


def test_of_a_connection_what_the_server_offers_is_explained_once() -> None:
    transcript = play("S: 220 hi", EHLO, EHLO, "C: <close>", "S: 220 hi", EHLO)
    offering = [one for one in blocks(transcript, DEFAULT) if one.lines[-1:] == ("250 HELP",)]
    explained = [[said.label for said in one.said if said.hanging] for one in offering]
    assert [("SIZE" in labels) for labels in explained] == [True, False, True]
    assert explained[0] == explained[2]
    assert any("No STARTTLS" in said.text for said in offering[0].said)
    assert not any("No STARTTLS" in said.text for said in offering[1].said)
    assert any("same as before" in said.text for said in offering[1].said)


def test_what_is_new_in_a_later_list_is_explained_there() -> None:
    more = EHLO.replace("S: 250 HELP", "S: 250-HELP\nS: 250 CHUNKING")
    *_, last = blocks(play("S: 220 hi", EHLO, more), DEFAULT)
    assert "CHUNKING" in [said.label for said in last.said]
    assert "SIZE" not in [said.label for said in last.said]
