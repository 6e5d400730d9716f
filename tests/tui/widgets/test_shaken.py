"""A handshake in the Reply panel: loud where it must be, and the choice is named."""

from __future__ import annotations

from typing import Any

import pytest

from smtpwb.transcript.notes import EntryNote, note
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.widgets.dialogue_drawing import flag, look
from smtpwb.tui.widgets.explained import Room
from smtpwb.tui.widgets.reply_panel import noted
from smtpwb.tui.widgets.shaken import shaken
from tests.dialogues import play
from tests.transcript.test_handshake import secured

HELLO = "S: 220 hi\nC: EHLO a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go"
SELF_SIGNED = {"chain_code": 18, "chain_reason": "self-signed certificate"}


def handshake(**fields: Any) -> Transcript:
    transcript = play(HELLO)
    count = len(transcript.events)
    transcript.append(secured(seq=count, at=count, **fields))
    return transcript


def about(transcript: Transcript) -> EntryNote:
    return note(transcript, len(transcript.entries) - 1)


def lines(transcript: Transcript, room: Room, width: int = 78) -> list[str]:
    return [line.plain for line in shaken(about(transcript), room, width)]


def test_in_few_lines_the_verdict_and_the_choice_come_first() -> None:
    shown = lines(handshake(**SELF_SIGNED), Room.LINES)
    assert shown[:4] == [
        "TLSv1.3 · TLS_AES_256_GCM_SHA384 · x25519",
        "NOT verified: self-signed",
        "You may         go on, at your own risk, or hang up: ^]",
        "Everything said before is forgotten, by both sides: say EHLO again.",
    ]


@pytest.mark.parametrize("room", Room)
def test_a_doubt_is_styled_as_a_refusal_is(room: Room) -> None:
    bad, good = (
        shaken(about(handshake(**fields)), room, 78)[1] for fields in (SELF_SIGNED, {"verified": True})
    )
    assert [str(span.style) for span in bad.spans] == ["$reply-5yz bold"]
    assert [str(span.style) for span in good.spans] == ["$reply-2yz bold"]
    assert good.plain == "certificate verified for mx.example.net"


def test_a_good_one_asks_nothing() -> None:
    shown = lines(handshake(verified=True), Room.SIDE)
    assert not any(line.startswith("You may") for line in shown)
    assert "Everything said before is forgotten, by both sides: say EHLO again." in shown


def test_a_failed_one_says_why_and_that_nothing_is_protected() -> None:
    transcript = handshake(version="", reason="x", alert="unknown_ca")
    shown = "\n".join(lines(transcript, Room.SIDE))
    assert lines(transcript, Room.LINES)[:2] == lines(transcript, Room.SIDE)[:2]
    assert shown.startswith("No TLS: x\nIt means ")
    assert "does not trust who issued" in " ".join(shown.split())
    assert "in clear" in shown


def test_the_whole_chain_needs_the_whole_screen() -> None:
    transcript = handshake(verified=True)
    assert not any(line.startswith("SHA-256") for line in lines(transcript, Room.SIDE))
    assert any(line.startswith("SHA-256") for line in lines(transcript, Room.ALL))


def test_the_panel_shows_it_once() -> None:
    shown = noted(about(handshake(**SELF_SIGNED)), Room.SIDE, 78).plain
    assert shown.count("TLS_AES_256_GCM_SHA384") == 1
    assert shown.endswith("RFC 5280 §3.2 · RFC 3207 §4.2")


@pytest.mark.parametrize(
    ("fields", "flagged", "looks"),
    [
        ({"verified": True}, "t", "remark"),
        (SELF_SIGNED, "!", "5"),
        ({"version": "", "reason": "x"}, "!", "5"),
    ],
)
def test_the_entry_is_marked_where_it_is_bad(fields: dict[str, Any], flagged: str, looks: str) -> None:
    entry = handshake(**fields).entries[-1]
    assert (flag(entry), look(entry)) == (flagged, looks)
