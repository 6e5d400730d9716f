"""What the practice server says first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smtpwb.cli.practice_introduction import introduction
from smtpwb.practice.mailboxes import mailboxes
from smtpwb.practice.persona import Persona, personas


def test_the_introduction_has_the_commands_the_mailboxes_and_the_user() -> None:
    text = introduction("127.0.0.1", 4242)
    for line in ("telnet 127.0.0.1 4242", "smtpwb 127.0.0.1:4242", "swaks --server 127.0.0.1:4242"):
        assert f"  {line}" in text
    assert all(re.search(rf"{mailbox.address} +{mailbox.code}", text) for mailbox in mailboxes())
    assert "user learner, password lantern7" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("persona", personas()[1:], ids=lambda persona: persona.name)
def test_the_introduction_of_a_persona_tells_what_it_is_like_and_what_to_try(persona: Persona) -> None:
    text = introduction("127.0.0.1", 4242, persona=persona)
    assert text.startswith(f"{persona.host} listens on 127.0.0.1:4242")
    assert persona.teaches in " ".join(text.split())
    assert all(f"  {line}\n" in text for line in persona.try_)
    assert "swaks" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_introduction_says_how_kept_dialogues_are_read() -> None:
    assert "transcript" not in introduction("127.0.0.1", 4242)
    text = introduction("127.0.0.1", 4242, kept_in=Path("marks/class-1"))
    assert "kept in marks/class-1\n" in text
    assert "smtpwb transcript show FILE" in text
    assert text.endswith("ctrl+c ends it")


def test_the_introduction_tells_the_waits_of_this_speed() -> None:
    assert "451 4.7.1 for 60 seconds" in introduction("127.0.0.1", 4242)
    assert "451 4.7.1 for 2 seconds" in introduction("127.0.0.1", 4242, 30)


@pytest.mark.parametrize(("host", "near"), [("0.0.0.0", "127.0.0.1:25"), ("::", "[::1]:25")])
def test_a_server_on_every_address_is_reached_at_home(host: str, near: str) -> None:
    assert f"smtpwb {near}" in introduction(host, 25)


def test_a_server_on_every_address_says_how_other_machines_reach_it() -> None:
    assert "from the other machines" not in introduction("127.0.0.1", 2525)
    for line in introduction("0.0.0.0", 2525).splitlines():
        if "from the other machines" in line:  # there is none where this machine has no way out
            assert re.fullmatch(r"  telnet [0-9.]+ 2525    from the other machines", line)
