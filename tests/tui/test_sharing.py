"""What is chosen for a copy, kept for next time, and made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec
import pytest

from smtpwb.transcript.events import Event, Opened
from smtpwb.transcript.formats.options import Level
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui import sharing
from smtpwb.tui.sharing import FORMS, Part, Share, Wanted
from tests.transcript.test_connections import FIRST, SECOND, numbered
from tests.tui.test_replaying import _greeted


def test_a_choice_that_cannot_be_read_is_none() -> None:
    assert sharing.kept() == Share()
    sharing.path().parent.mkdir(parents=True, exist_ok=True)
    for written in (b"\xff", b"[]", b'{"form": 3}', b'{"level": "loud"}'):
        sharing.path().write_bytes(written)
        assert sharing.kept() == Share()
    sharing.path().write_text(json.dumps({"form": "papyrus", "aliased": ["hosts", "dogs"]}))
    assert sharing.kept() == Share(aliased=frozenset({"hosts"}))


def test_every_alias_is_a_switch() -> None:
    assert sharing.switches(frozenset({"ips"})).ips
    for name in sharing.ALIASES:
        on = sharing.switches(frozenset({name}))
        assert [other for other in sharing.ALIASES if getattr(on, other)] == [name]


def test_what_was_chosen_is_kept() -> None:
    share = Share("seed", Level.BARE, frozenset({"ips"}))
    sharing.keep(share)
    assert sharing.kept() == share


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_made_of_a_dialogue_with_aliases_and_without(form: str) -> None:
    events = _greeted().sent("VRFY jrace@secret.example").said("250 <jrace@secret.example>").transcript.events
    plain = "".join(sharing.lines(Transcript(events), Wanted(Share(form)), 1, {}, True))
    assert plain.endswith("\n")
    aliased = Wanted(Share(form, aliased=frozenset(sharing.ALIASES)))
    told = "".join(sharing.lines(Transcript(events), aliased, 1, {}, True))
    assert told
    assert "secret.example" not in told


def test_a_part_without_entries_is_no_copy() -> None:
    events = _greeted().transcript.events
    assert not list(sharing.lines(Transcript(events), Wanted(Share(), Part.TRANSACTION), 1, {}, True))


def test_a_page_has_the_colours_of_the_theme() -> None:
    events = _greeted().transcript.events
    for dark in (True, False):
        page = "".join(
            sharing.lines(Transcript(events), Wanted(Share("html")), 0, {"client": "#123456"}, dark)
        )
        assert "#123456" in page


def test_one_connection_names_no_other() -> None:
    events = numbered(*FIRST, *replaced_target(SECOND))
    share = Wanted(Share(), Part.CONNECTION)
    told = "".join(sharing.lines(Transcript(events), share, 0, {}, True))
    assert "220 one" in told
    assert "elsewhere.test" not in told
    assert "220 two" not in told
    assert "elsewhere.test" in "".join(sharing.lines(Transcript(events), Wanted(Share()), 0, {}, True))


def replaced_target(events: Sequence[Event]) -> list[Event]:
    opened, *rest = events
    assert isinstance(opened, Opened)
    return [msgspec.structs.replace(opened, target="telnet elsewhere.test 25", host="elsewhere.test"), *rest]


def test_a_ticket_is_short_unless_the_user_chooses() -> None:
    assert sharing.usual("markdown") is Level.BRIEF
    assert {sharing.usual(form) for form in FORMS if form != "markdown"} == {Level.FULL}


@pytest.mark.parametrize(
    ("text", "aliased", "told"),
    [
        ("Server: 127.0.0.1:2599", {"ips"}, True),
        ("EHLO localhost", {"hosts", "body"}, True),
        ("Server: 127.0.0.1:2599", {"hosts"}, False),
        ("EHLO localhost", set(), False),
        ("EHLO host1.example", {"hosts", "ips"}, False),
    ],
)
def test_what_no_alias_is_put_for_is_told(text: str, aliased: set[str], told: bool) -> None:
    assert ("they name nobody" in sharing.stays(text, frozenset(aliased))) is told
