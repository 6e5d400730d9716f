from __future__ import annotations

import pytest

from smtpwb.practice.help import overview, topic
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.verbs import VERBS
from smtpwb.smtp.commands import VERBS as KNOWN


def test_the_overview_names_every_command_and_mailbox_and_the_user() -> None:
    text = "\n".join(overview("practice.test", tuple(VERBS)))
    assert all(verb in text for verb in VERBS)
    assert all(f"{mailbox.address:<26} {mailbox.code}" in text for mailbox in mailboxes())
    assert "user learner, password lantern7" in text


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
