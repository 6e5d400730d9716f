from __future__ import annotations

import pytest

from smtpwb.practice.auth import MECHANISMS
from smtpwb.practice.help import overview, topic
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.persona import Persona, by_name, personas, plain
from smtpwb.practice.verbs import VERBS
from smtpwb.smtp.commands import VERBS as KNOWN


def test_the_overview_names_every_command_and_mailbox_and_the_user() -> None:
    text = "\n".join(overview(plain(), tuple(VERBS), tuple(MECHANISMS)))
    assert all(verb in text for verb in VERBS)
    assert all(f"{mailbox.address:<26} {mailbox.code}" in text for mailbox in mailboxes())
    assert "user learner, password lantern7" in text


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_the_overview_is_in_ascii_lines_that_fit_a_terminal(persona: Persona) -> None:
    lines = overview(persona, tuple(VERBS), tuple(MECHANISMS), 3)
    assert [line for line in lines if not line.isascii() or not 0 < len(line) <= 70] == []


@pytest.mark.parametrize("persona", personas()[1:], ids=lambda persona: persona.name)
def test_a_persona_tells_its_tricks_and_the_names_of_the_others(persona: Persona) -> None:
    text = "\n".join(overview(persona, ("HELP",), ()))
    assert all(f"  {line}\n" in text for line in persona.try_)
    others = text.partition("NAME.practice.test:")[2].split()
    assert set(by_name()) - {persona.name, "practice"} <= set(others)
    assert "AUTH" not in text.partition("Commands:")[2]


def test_a_persona_is_told_of_elsewhere_by_its_name_or_host() -> None:
    for name in ("pix", "PIX.practice.test"):
        told = topic(name, ())
        assert told[0] == "telnet pix.practice.test 25:"
        assert "RFC 3207 section 6" in told[-1]


@pytest.mark.parametrize("verb", VERBS)
def test_each_command_has_help(verb: str) -> None:
    assert topic(verb.lower(), tuple(VERBS))[0] == f"Syntax: {KNOWN[verb].syntax}"


@pytest.mark.parametrize("name", [m.name for m in mailboxes()] + [m.address for m in mailboxes()])
def test_each_mailbox_has_help_in_ascii_lines_that_fit_a_terminal(name: str) -> None:
    told = topic(name.upper(), tuple(VERBS))
    assert len(told) >= 3
    assert all(line.isascii() and len(line) <= 70 for line in told)


@pytest.mark.parametrize("name", ["burl", "etrn", "wanted", "@", ""])
def test_there_is_no_help_on_what_is_not_there(name: str) -> None:
    assert topic(name, tuple(VERBS)) == []
