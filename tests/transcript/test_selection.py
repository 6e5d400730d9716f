"""Parts of a dialogue that people choose to share."""

from __future__ import annotations

from datetime import UTC, datetime

from smtpwb.transcript import wording
from smtpwb.transcript.events import Arrived, Closed, Event, Opened, Purpose, Sent
from smtpwb.transcript.selection import onwards, transaction
from smtpwb.transcript.transcript import Transcript

_WHEN = datetime(2024, 1, 1, 12, tzinfo=UTC)
_DIALOGUE = """\
S 220 mx.example.net
C EHLO ws.example.net
S 250 mx.example.net
C MAIL FROM:<a@example.net>
S 250 ok
C RCPT TO:<b@example.net>
S 550 no
C RSET
S 250 ok
C NOOP
S 250 ok
C MAIL FROM:<c@example.net>
S 250 ok
C RCPT TO:<d@example.net>
S 250 ok
C DATA
S 354 go
C .
S 250 queued
C MAIL FROM:<e@example.net>
S 250 ok
C QUIT
S 221 bye"""


def _transcript(dialogue: str = _DIALOGUE) -> Transcript:
    made = Transcript()

    def add(kind: type[Event], **fields: object) -> None:
        seq = len(made.events)
        made.append(kind(seq=seq, wall=_WHEN, at=seq, **fields))  # type: ignore[arg-type]

    add(Opened, target="mx", host="mx", port=25, local="", peer="")
    for row in dialogue.splitlines():
        octets = row[2:].encode() + b"\r\n"
        if row[0] == "S":
            add(Arrived, data=octets)
        else:
            add(Sent, data=octets, purpose=Purpose.CONTENT if row == "C ." else Purpose.COMMAND)
    add(Closed, by="server", how="closed the connection")
    return made


def _at(made: Transcript, text: str) -> int:
    return next(at for at, entry in enumerate(made.entries) if text in wording.lines(entry)[0])


def _lines(made: Transcript, chosen: frozenset[int]) -> list[str]:
    return [wording.lines(made.entries[index])[0] for index in sorted(chosen)]


def test_the_entry_pointed_at_and_all_behind_it() -> None:
    made = _transcript()
    assert onwards(made.entries, 3) == frozenset(range(3, len(made.entries)))


def test_a_transaction_goes_from_mail_to_what_ends_it() -> None:
    made = _transcript()
    first = ["MAIL FROM:<a@example.net>", "250 ok", "RCPT TO:<b@example.net>", "550 no", "RSET", "250 ok"]
    for inside in ("<a@", "550", "RSET"):
        assert _lines(made, transaction(made.entries, _at(made, inside))) == first
    reset = _at(made, "RSET")
    assert _lines(made, transaction(made.entries, reset + 1)) == first
    second = transaction(made.entries, _at(made, "354"))
    assert _lines(made, second)[0] == "MAIL FROM:<c@example.net>"
    assert _lines(made, second)[-1] == "250 queued"
    third = transaction(made.entries, _at(made, "<e@") + 1)
    assert _lines(made, third) == ["MAIL FROM:<e@example.net>", "250 ok"]


def test_what_stands_outside_belongs_to_none() -> None:
    made = _transcript()
    for outside in ("220", "EHLO", "NOOP", "QUIT"):
        assert transaction(made.entries, _at(made, outside)) == frozenset()
    assert transaction(made.entries, len(made.entries) - 1) == frozenset()


def test_replies_to_a_pipelined_group_belong_to_what_they_answer() -> None:
    made = _transcript(
        "S 220 mx\nC EHLO ws\nS 250 mx\nC MAIL FROM:<a@example.net>\nC RCPT TO:<b@example.net>\nC QUIT\n"
        "S 250 one\nS 250 two\nS 221 bye"
    )
    expected = ["MAIL FROM:<a@example.net>", "RCPT TO:<b@example.net>", "250 one", "250 two"]
    assert _lines(made, transaction(made.entries, _at(made, "two"))) == expected
