"""Which connection, and what of it can be told again."""

from __future__ import annotations

import pytest

from smtpwb.transcript.copy_as.plan import plan
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Opened
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, play


def test_the_connection_of_the_entry_is_the_one() -> None:
    transcript = play(
        "S: 220 a", "C: EHLO one", "S: 250 ok", "C: <close>", "S: 220 a", "C: EHLO two", "S: 250 ok"
    )
    first, newest = plan(transcript, 2), plan(transcript)
    assert first is not None
    assert newest is not None
    assert [one.line for one in (*first.steps, *newest.steps)] == [b"EHLO one", b"EHLO two"]
    assert [entry.kind for entry in transcript.entries].count(Kind.OPENED) == 2


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("practice.test", ("127.0.0.1", 2525)),
        ("pix.practice.test", ("127.0.0.1", 2525)),
        ("nomx.test", ("127.0.0.1", 2525)),
        ("mx.example.net", ("mx.example.net", 25)),
    ],
)
def test_others_go_to_the_address_of_a_name_that_is_known_here_alone(
    host: str, place: tuple[str, int]
) -> None:
    peer = "127.0.0.1:2525"
    opened = Opened(seq=0, wall=BEGAN, at=0, target=host, host=host, port=25, local="", peer=peer)
    made = plan(Transcript((opened,)))
    assert made is not None
    assert (made.host, made.port) == place
