"""Whole dialogues with real servers, replayed: every octet accounted for, every reply where it belongs.

`tests/fixtures/recorded/*.jsonl` hold what Postfix, OpenSMTPD and aiosmtpd (SMTP and LMTP) said to a client,
one chunk a line: `session`, `title`, `kind`, `host`, `port`, `t` (seconds), `dir` (C, S, or # for a remark),
`tls`, `data` (octets as Latin-1).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, Dialogue, State
from smtpwb.transcript.entry import Entry, Kind
from smtpwb.transcript.events import Arrived, Purpose, from_json, to_json
from smtpwb.transcript.notes import note
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import Stage

FOLDER = Path(__file__).parents[1] / "fixtures" / "recorded"


class Chunk(msgspec.Struct, frozen=True):
    """One line of a recording."""

    session: int
    title: str
    kind: str
    host: str
    port: int
    t: float
    dir: str
    tls: bool
    data: str

    @property
    def octets(self) -> bytes:
        return self.data.encode("latin-1")


@functools.cache
def recordings() -> dict[int, list[Chunk]]:
    """The chunks of each session, by its number."""
    sessions: dict[int, list[Chunk]] = {}
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            chunk = msgspec.json.decode(line, type=Chunk)
            sessions.setdefault(chunk.session, []).append(chunk)
    return sessions


def replay(chunks: list[Chunk]) -> Transcript:
    """The events of a session, and what they come to."""
    stage = Stage()
    for chunk in chunks:
        match chunk.dir:
            case "S":
                stage.arrived(chunk.octets)
            case "C":
                _send(stage, chunk.octets)
            case _:
                _remark(stage, chunk.data)
    return stage.transcript


def _send(stage: Stage, octets: bytes) -> None:
    """What went out in one write, line by line, as the workbench keeps it; a chunk of BDAT is no line."""
    if octets.startswith(b"BDAT"):
        command, end, body = octets.partition(b"\r\n")
        stage.sent(command + end)
        stage.sent(body, Purpose.RAW)
        return
    for line in re.findall(rb"(?s).+?\r\n|.+", octets):
        stage.sent(line)


def _remark(stage: Stage, text: str) -> None:
    if text == "connected":
        stage.opened()
    elif text.startswith("TLS handshake done"):
        stage.secured()
    elif found := re.match(r"(\d+) lines of (\d+) x, then the dot", text):
        stage.sent((b"x" * int(found[2]) + b"\r\n") * int(found[1]))
        stage.sent(b".\r\n")
    elif text == "server closed the connection":
        stage.closed()
    elif text.startswith("connection error"):
        stage.closed("network", "reset")
    else:
        assert text == "no answer in 3 s"


SESSIONS = sorted(recordings())


@functools.cache
def played(session: int) -> Transcript:
    return replay(recordings()[session])


def replies(transcript: Transcript) -> Iterator[Entry]:
    return (entry for entry in transcript.entries if entry.kind is Kind.REPLY)


def test_all_three_servers_are_here() -> None:
    assert len(SESSIONS) == 110
    assert {chunks[0].kind.partition("-")[0] for chunks in recordings().values()} == {
        "smtp",
        "smtps",
        "submission",
        "lmtp",
    }


@pytest.mark.parametrize("session", SESSIONS)
def test_every_octet_is_accounted_for(session: int) -> None:
    said = b"".join(chunk.octets for chunk in recordings()[session] if chunk.dir == "S")
    kept = b"".join(entry.reply.raw for entry in replies(played(session)) if entry.reply is not None)
    assert kept == said


@pytest.mark.parametrize("session", SESSIONS)
def test_the_events_give_the_same_again(session: int) -> None:
    transcript = played(session)
    again = Transcript(from_json(to_json(event)) for event in transcript.events)
    assert again.entries == transcript.entries
    assert again.dialogue == transcript.dialogue


UNASKED = {16: [b"421 4.7.0 mx.postfix.test Error: too many errors\r\n"]}
"""Replies that truly came without a command."""
UNANSWERED = {
    # the server was gone, or went on to something else
    16: ["BOGUS46", "BOGUS47"],
    54: ["QUIT"],
    94: ["NOOP"],
    326: ["EHLO"],
    333: ["BOGUS6"],
    345: ["BOGUS6"],
}


@pytest.mark.parametrize("session", SESSIONS)
def test_nothing_is_unsolicited_or_unanswered_that_was_not(session: int) -> None:
    unasked = [entry.reply.raw for entry in replies(played(session)) if entry.unsolicited and entry.reply]
    assert unasked == UNASKED.get(session, [])
    unanswered = [entry.answers for entry in played(session).entries if entry.waiting]
    assert unanswered == UNANSWERED.get(session, [])


@pytest.mark.parametrize("session", SESSIONS)
def test_every_reply_is_complete_and_in_form(session: int) -> None:
    defects = {defect for entry in replies(played(session)) if entry.reply for defect in entry.reply.defects}
    assert defects == set()
    unended = [
        entry.reply.raw for entry in replies(played(session)) if entry.reply and not entry.reply.complete
    ]
    assert len(unended) == (session == 54)
    assert all(raw.startswith(b"220-") for raw in unended)


NO = r"|[45]\d\d"
PLAUSIBLE: dict[str, str] = {
    # Codes that can answer each; a pairing that slipped by one shows here soon.
    GREETING: "220" + NO,
    "HELO": "250" + NO,
    "EHLO": "250" + NO,
    "LHLO": "250" + NO,
    "MAIL": "250" + NO,
    "RCPT": "25[01]" + NO,
    "DATA": "354" + NO,
    DOT: "250" + NO,
    "BDAT": "250" + NO,
    "RSET": "250" + NO,
    "NOOP": "250" + NO,
    "NOOP\n": "250" + NO,
    "HELP": "214|250" + NO,
    "VRFY": "25[0-2]" + NO,
    "EXPN": "250" + NO,
    "ETRN": "25[0-3]" + NO,
    "AUTH": "334|235" + NO,
    ANSWER: "334|235" + NO,
    "STARTTLS": "220" + NO,
    "QUIT": "221" + NO,
    "XCLIENT": "220" + NO,
    "XFORWARD": "250" + NO,
}


@pytest.mark.parametrize("session", SESSIONS)
def test_every_reply_is_paired_plausibly(session: int) -> None:
    for entry in replies(played(session)):
        assert entry.reply is not None
        if not entry.unsolicited:
            assert re.fullmatch(PLAUSIBLE.get(entry.answers, NO[1:]), entry.reply.code), entry
        if b"queued as" in entry.reply.raw:
            assert entry.answers in (DOT, "BDAT")


@pytest.mark.parametrize("session", SESSIONS)
def test_a_reply_is_inside_tls_as_it_was_recorded(session: int) -> None:
    recorded = [chunk.tls for chunk in recordings()[session] if chunk.dir == "S"]
    assert [event.tls for event in played(session).events if isinstance(event, Arrived)] == recorded


class TestNamedSessions:
    """What is known of some sessions by reading them."""

    def last_standing(self, session: int) -> Dialogue:
        """Where the dialogue stood when the connection ended."""
        closed = played(session).entries[-1]
        assert closed.kind is Kind.CLOSED
        return closed.before

    def codes(self, session: int) -> list[tuple[str, str]]:
        return [(entry.answers, entry.reply.code) for entry in replies(played(session)) if entry.reply]

    def test_starttls_auth_and_a_message(self) -> None:
        last = self.last_standing(2)
        assert (last.state, last.secured, last.authenticated, last.hello) == (State.QUIT, True, True, "EHLO")
        assert "STARTTLS" not in last.extensions
        assert last.extensions.mechanisms[:2] == ("PLAIN", "LOGIN")
        assert (ANSWER, "501") in self.codes(2)

    def test_auth_login_challenge_by_challenge(self) -> None:
        assert self.codes(6)[-4:] == [("AUTH", "334"), (ANSWER, "334"), (ANSWER, "235"), ("QUIT", "221")]

    def test_a_message_too_big_ends_the_transaction_only(self) -> None:
        dialogue = played(11).dialogue
        assert (dialogue.state, dialogue.reverse_path) == (State.HELLO, None)
        assert self.codes(11)[-1] == (DOT, "552")

    def test_a_pipelined_envelope(self) -> None:
        assert self.codes(12)[2:] == [
            ("MAIL", "250"),
            ("RCPT", "550"),
            ("RCPT", "250"),
            ("DATA", "354"),
            (DOT, "250"),
            ("QUIT", "221"),
        ]

    def test_refused_data_keeps_the_sender(self) -> None:
        dialogue = played(13).dialogue
        assert (dialogue.state, dialogue.accepted, dialogue.refused) == (State.MAIL, (), 1)
        assert dialogue.reverse_path == b"carol@client.test"

    def test_starttls_refused_leaves_the_dialogue_in_clear(self) -> None:
        assert ("STARTTLS", "454") in self.codes(35)
        assert not self.last_standing(35).secured

    def test_tls_on_connect_comes_before_the_greeting(self) -> None:
        kinds = [entry.kind for entry in played(45).entries[:3]]
        assert kinds == [Kind.OPENED, Kind.SECURED, Kind.REPLY]
        assert self.last_standing(45).secured

    def test_chunks_end_a_message_too(self) -> None:
        assert [code for answers, code in self.codes(10) if answers == "BDAT"] == ["250", "250", "503"]

    def test_a_client_that_talks_before_the_greeting_is_answered_in_its_order(self) -> None:
        """The greeting `220-` is never ended: the reply to EHLO follows it at once."""
        assert self.codes(54) == [
            (GREETING, "220"),
            ("EHLO", "250"),
            ("MAIL", "250"),
            ("RCPT", "550"),
            ("DATA", "554"),
        ]
        extensions = self.last_standing(54).extensions
        assert [offer.keyword for offer in extensions.offers][:2] == ["SIZE", "VRFY"]

    def test_lmtp_answers_for_each_recipient(self) -> None:
        assert self.codes(339)[-5:] == [
            (DOT, "452"),
            (DOT, "250"),
            (DOT, "250"),
            ("RSET", "250"),
            ("QUIT", "221"),
        ]

    def test_lmtp_with_a_reply_too_few_leaves_it_owed(self) -> None:
        assert played(347).awaiting == (DOT,)
        assert played(347).dialogue.state is State.HELLO


@pytest.mark.parametrize("session", SESSIONS)
def test_every_reply_is_explained(session: int) -> None:
    transcript = played(session)
    for index, entry in enumerate(transcript.entries):
        if entry.kind is Kind.REPLY:
            told = note(transcript, index).explanation
            assert told is not None
            assert told.meaning, entry
            assert told.sources, entry
            assert len(told.parts) == 3, entry
