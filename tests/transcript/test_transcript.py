"""From events to entries: pairing, waiting, growing, and what subscribers hear."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from smtpwb.smtp.dialogue import ANSWER, DOT, GREETING, State
from smtpwb.smtp.reply_reader import ReplyReader
from smtpwb.transcript.entry import Change, Entry, Kind
from smtpwb.transcript.events import Arrived, Note, OpenFailed
from smtpwb.transcript.owed import STRAY_DOT
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage, play

GREETED = "S: 220 practice.test"
HELLO = GREETED + "\nC: EHLO a\nS: 250 practice.test"
IN_DATA = (
    HELLO
    + """
    C: MAIL FROM:<a@b.cd>
    S: 250 ok
    C: RCPT TO:<e@f.gh>
    S: 250 ok
    C: DATA
    S: 354 go on
"""
)


def told(transcript: Transcript) -> list[str]:
    """Each entry in short: who, what it answers or is owed for, and what."""
    return [_told(entry) for entry in transcript.entries]


def _told(entry: Entry) -> str:
    if entry.reply is not None:
        return f"S {entry.answers or '?'} {entry.reply.code}{'' if entry.reply.complete else ' …'}"
    return f"{'C' if entry.sent else '-'} {entry.kind.value} {entry.answers}".rstrip()


def replies(transcript: Transcript) -> list[Entry]:
    return [entry for entry in transcript.entries if entry.reply is not None]


class TestPairing:
    def test_the_first_reply_answers_the_connection(self) -> None:
        transcript = play(GREETED)
        assert told(transcript) == ["- opened", "S (greeting) 220"]
        opened, greeting = transcript.entries
        assert (greeting.partner, greeting.elapsed) == (0, STEP)
        assert opened.after.state is State.CONNECTED
        assert greeting.after.state is State.GREETED

    def test_a_reply_answers_the_command_before_it(self) -> None:
        transcript = play(GREETED, "C: noop now", "S: 250 ok")
        command, reply = transcript.entries[-2:]
        assert (command.answers, command.partner, command.waiting) == ("NOOP", 3, False)
        assert (reply.answers, reply.partner, reply.unsolicited) == ("NOOP", 2, False)
        assert command.command is not None
        assert command.command is reply.command
        assert command.command.line == b"noop now"

    def test_pipelined_commands_are_answered_in_their_order(self) -> None:
        transcript = play(
            HELLO,
            "C: MAIL FROM:<a@b.cd>\nC: RCPT TO:<e@f.gh>\nC: DATA",
            "S: 250 ok\nS: 550 no\nS: 554 no",
        )
        assert told(transcript)[-3:] == ["S MAIL 250", "S RCPT 550", "S DATA 554"]
        assert transcript.awaiting == ()

    def test_replies_in_one_chunk_are_entries_of_their_own(self) -> None:
        stage = Stage(play(HELLO, "C: NOOP\nC: RSET"))
        stage.arrived(b"250 a\r\n250-b\r\n250 c\r\n")
        assert told(stage.transcript)[-2:] == ["S NOOP 250", "S RSET 250"]
        assert {id(entry.event) for entry in stage.transcript.entries[-2:]} == {
            id(stage.transcript.events[-1])
        }

    def test_what_nobody_asked_for_is_unsolicited(self) -> None:
        transcript = play(HELLO, "S: 250 by the way", "C: NOOP", "S: 250 ok")
        assert told(transcript)[-3:] == ["S ? 250", "C command NOOP", "S NOOP 250"]
        extra = transcript.entries[-3]
        assert extra.unsolicited
        assert (extra.partner, extra.elapsed, extra.command) == (None, None, None)

    def test_a_command_before_the_greeting_waits_for_its_own_reply(self) -> None:
        transcript = play("C: EHLO a", "S: 220 practice.test")
        assert told(transcript) == ["- opened", "C command EHLO", "S (greeting) 220"]
        assert transcript.awaiting == ("EHLO",)

    def test_a_greeting_that_goes_over_into_another_code_answers_what_came_too_early(self) -> None:
        """Postfix's postscreen teases with `220-` and answers a client that talks first without ending it."""
        transcript = play("C: EHLO a\nS: 220-wait\nS: 250-a\nS: 250 SIZE\nC: MAIL FROM:<>\nS: 250 ok")
        assert told(transcript)[1:] == [
            "C command EHLO",
            "S (greeting) 220 …",
            "S EHLO 250",
            "C command MAIL",
            "S MAIL 250",
        ]
        assert transcript.dialogue.state is State.MAIL
        assert [offer.keyword for offer in transcript.dialogue.extensions.offers] == ["SIZE"]

    def test_the_refusal_of_who_talks_early_stands_below_what_he_said(self) -> None:
        transcript = play("S: 220-wait\nC: EHLO a\nS: 554-5.5.1 Protocol error:\nS: 554 5.5.1 too early")
        assert told(transcript)[1:] == ["S (greeting) 220 …", "C command EHLO", "S EHLO 554"]
        greeting, command, refusal = transcript.entries[1:]
        assert greeting.reply is not None
        assert refusal.reply is not None
        assert (greeting.reply.raw, greeting.reply.complete) == (b"220-wait\r\n", False)
        assert refusal.reply.raw == b"554-5.5.1 Protocol error:\r\n554 5.5.1 too early\r\n"
        assert (refusal.reply.defects, refusal.reply.line_count) == ((), 2)
        assert (refusal.partner, command.partner) == (2, 3)
        assert transcript.settled

    def test_what_is_still_arriving_is_named(self) -> None:
        transcript = play("S: 220-wait")
        assert transcript.arriving == 1
        assert play("S: 220 here", transcript=transcript).arriving is None

    def test_a_greeting_with_two_codes_is_one_greeting_if_nothing_was_sent(self) -> None:
        transcript = play("S: 220-wait\nS: 554 no")
        assert told(transcript)[1:] == ["S (greeting) 554"]
        assert transcript.dialogue.state is State.REFUSED

    def test_garbage_before_the_greeting_makes_it_no_other_answer(self) -> None:
        transcript = play("C: EHLO a\nS: hello\nS: 220 practice.test")
        assert told(transcript)[1:] == ["C command EHLO", "S (greeting) 220"]
        assert transcript.awaiting == ("EHLO",)

    def test_an_empty_line_is_owed_a_reply(self) -> None:
        assert told(play(GREETED, "C:", "S: 500 what"))[-2:] == [
            "C command (empty line)",
            "S (empty line) 500",
        ]

    def test_a_dot_typed_as_a_command_ends_no_message(self) -> None:
        transcript = play(HELLO, "C: MAIL FROM:<a@b.cd>\nS: 250 ok\nC: RCPT TO:<e@f.gh>\nS: 250 ok")
        play("C: .", "S: 500 what", transcript=transcript)
        assert told(transcript)[-2:] == [f"C command {STRAY_DOT}", f"S {STRAY_DOT} 500"]
        assert not any(entry.ends_message for entry in transcript.entries)
        assert transcript.dialogue.accepted == (b"e@f.gh",)

    def test_the_time_a_reply_took_is_counted_to_its_last_octet(self) -> None:
        transcript = play(GREETED, "C: EHLO a", "S: 250-a", "S: 250-b", "S: 250 c")
        command, reply = transcript.entries[-2:]
        assert reply.elapsed == 3 * STEP
        assert reply.at == command.at + 3 * STEP
        assert reply.event.at == command.at + STEP


class TestContent:
    def test_text_is_owed_one_reply_for_its_dot(self) -> None:
        transcript = play(IN_DATA, "C: Subject: x\nC:\nC: ..\nC: .", "S: 250 queued")
        assert told(transcript)[-5:] == ["C content"] * 3 + ["C content .", "S . 250"]
        assert transcript.dialogue.state is State.HELLO

    @pytest.mark.parametrize(
        ("chunks", "owed"),
        [
            ([b".\r\n"], True),
            ([b"a\r\n.\r\n"], True),
            ([b"a\r\n", b".", b"\r", b"\n"], True),
            ([b"a\r", b"\n.\r\n"], True),
            ([b"\r\n.\r\n"], True),
            ([b"..\r\n"], False),
            ([b"a.\r\n"], False),
            ([b"a", b".\r\n"], False),
            ([b"a\n.\r\n"], False),
            ([b".\n"], False),
            ([b".\r\n"[:2]], False),
        ],
    )
    def test_only_crlf_dot_crlf_ends_it_however_it_is_cut(self, chunks: list[bytes], owed: bool) -> None:
        stage = Stage(play(IN_DATA))
        for chunk in chunks:
            stage.sent(chunk)
        assert stage.transcript.awaiting == ((DOT,) if owed else ())

    def test_a_second_message_begins_afresh(self) -> None:
        transcript = play(IN_DATA, "C: a\nC: .\nS: 250 ok", IN_DATA.split("practice.test\n")[-1], "C: .")
        assert transcript.awaiting == (DOT,)

    def test_a_command_behind_the_dot_is_a_command(self) -> None:
        transcript = play(IN_DATA, "C: a\nC: .\nC: QUIT\nS: 250 ok\nS: 221 bye")
        assert told(transcript)[-3:] == ["C command QUIT", "S . 250", "S QUIT 221"]


class TestLmtp:
    ENVELOPE = """
        S: 220 practice.test
        C: LHLO a
        S: 250 practice.test
        C: MAIL FROM:<>
        S: 250 ok
        C: RCPT TO:<a@b.cd>
        S: 250 ok
        C: RCPT TO:<e@f.gh>
        S: 250 ok
        C: DATA
        S: 354 go on
        C: .
        C: QUIT
    """

    def test_a_message_is_answered_for_each_recipient(self) -> None:
        """RFC 2033 §4.2."""
        transcript = play(self.ENVELOPE)
        assert transcript.awaiting == (DOT, DOT, "QUIT")
        play("S: 250 one\nS: 452 other\nS: 221 bye", transcript=transcript)
        assert told(transcript)[-3:] == ["S . 250", "S . 452", "S QUIT 221"]

    def test_the_message_names_its_newest_reply(self) -> None:
        transcript = play(self.ENVELOPE, "S: 250 one\nS: 452 other")
        dot = next(entry for entry in transcript.entries if entry.kind is Kind.CONTENT)
        assert dot.partner == len(transcript.entries) - 1
        assert not dot.waiting


class TestAuth:
    def test_each_answer_is_owed_a_reply(self) -> None:
        transcript = play(
            HELLO, "C: AUTH LOGIN\nS: 334 VXNlcg==\nC: YQ==\nS: 334 UGFzcw==\nC: Yg==\nS: 235 ok"
        )
        assert told(transcript)[-6:] == [
            "C command AUTH",
            "S AUTH 334",
            f"C answer {ANSWER}",
            f"S {ANSWER} 334",
            f"C answer {ANSWER}",
            f"S {ANSWER} 235",
        ]
        assert transcript.dialogue.authenticated


class TestGrowing:
    def test_a_reply_that_is_arriving_is_one_entry_that_grows(self) -> None:
        stage = Stage(play(GREETED, "C: EHLO a"))
        for chunk, shown in (
            (b"25", "S EHLO  …"),
            (b"0-a\r\n250", "S EHLO 250 …"),
            (b" b\r\n", "S EHLO 250"),
        ):
            stage.arrived(chunk)
            assert told(stage.transcript)[3:] == [shown]
        reply = stage.transcript.entries[-1].reply
        assert reply is not None
        assert reply.raw == b"250-a\r\n250 b\r\n"

    def test_a_command_waits_until_its_reply_is_complete(self) -> None:
        stage = Stage(play(GREETED, "C: EHLO a"))
        assert stage.transcript.entries[2].waiting
        stage.arrived(b"250-a\r\n")
        assert stage.transcript.entries[2].waiting
        assert stage.transcript.dialogue.state is State.GREETED
        stage.arrived(b"250 b\r\n")
        assert not stage.transcript.entries[2].waiting
        assert stage.transcript.dialogue.state is State.HELLO

    @pytest.mark.parametrize("end", ["S: <closed>", "S: <tls>"])
    def test_a_reply_cut_off_keeps_all_its_lines(self, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ReplyReader, "PREVIEW_LINES", 2)
        transcript = play(GREETED, "C: EHLO a", *(f"S: 250-{number}" for number in range(5)))
        growing = transcript.entries[-1].reply
        play(end, transcript=transcript)
        left = transcript.entries[-2].reply
        assert growing is not None
        assert left is not None
        assert growing.texts == (b"0", b"4")
        assert left.texts == (b"0", b"1", b"2", b"3", b"4")
        assert not left.complete

    def test_what_is_cut_off_finishes_nothing_after_the_handshake(self) -> None:
        """RFC 3207 §4.2: what was injected in clear does not become part of what is said inside TLS."""
        transcript = play(HELLO, "C: STARTTLS", "S: 220 go")
        stage = Stage(transcript)
        stage.arrived(b"250-injected\r\n")
        play("S: <tls>\nC: EHLO a\nS: 250 secure", transcript=transcript)
        assert told(transcript)[-4:] == ["S ? 250 …", "- secured", "C command EHLO", "S EHLO 250"]
        reply = transcript.entries[-1].reply
        assert reply is not None
        assert reply.texts == (b"secure",)


class TestConnections:
    def test_tls_on_connect_still_owes_the_greeting(self) -> None:
        stage = Stage()
        stage.opened()
        stage.secured()
        assert stage.transcript.awaiting == (GREETING,)
        stage.line("S: 220 practice.test")
        assert told(stage.transcript) == ["- opened", "- secured", "S (greeting) 220"]
        assert stage.transcript.dialogue.secured

    def test_what_arrives_inside_tls_says_so(self) -> None:
        transcript = play(HELLO, "C: STARTTLS\nS: 220 go\nS: <tls>\nC: EHLO a\nS: 250 secure")
        assert [entry.tls for entry in transcript.entries[-3:]] == [True, True, True]
        assert not any(entry.tls for entry in transcript.entries[:-3])

    def test_a_handshake_that_fails_leaves_the_debts(self) -> None:
        transcript = play(HELLO, "C: STARTTLS\nS: 220 go\nS: <no tls>\nC: NOOP\nS: 250 ok")
        assert told(transcript)[-3:] == ["- secured", "C command NOOP", "S NOOP 250"]
        assert not transcript.dialogue.secured
        assert transcript.dialogue.state is State.HELLO

    def test_the_end_settles_all_debts(self) -> None:
        transcript = play(GREETED, "C: NOOP\nS: <closed>")
        assert transcript.awaiting == ()
        assert transcript.dialogue.state is State.CLOSED

    def test_a_new_connection_knows_nothing_of_the_one_before(self) -> None:
        transcript = play(HELLO, "C: NOOP\nC: <close>", GREETED)
        assert told(transcript)[-3:] == ["- closed", "- opened", "S (greeting) 220"]
        assert transcript.dialogue.state is State.GREETED
        assert transcript.dialogue.hello == ""

    def test_half_a_message_does_not_reach_into_the_next_connection(self) -> None:
        transcript = play(IN_DATA, "C: half\nS: <closed>", IN_DATA, "C: .")
        assert transcript.awaiting == (DOT,)

    def test_no_connection_is_an_entry(self) -> None:
        transcript = Transcript([OpenFailed(seq=0, wall=BEGAN, at=0, target="mx", why="refused")])
        assert told(transcript) == ["- failed"]
        assert transcript.dialogue.state is State.OFFLINE

    def test_how_the_newest_connection_was_made_is_kept(self) -> None:
        stage = Stage()
        assert stage.transcript.opened is None
        stage.opened("nc mx.example.net 25")
        stage.closed()
        assert stage.transcript.opened is stage.transcript.events[0]


class TestSubscribers:
    def test_each_event_is_told_once_with_what_it_did(self) -> None:
        transcript = Transcript()
        changes: list[Change] = []
        transcript.subscribe(changes.append)
        stage = Stage(play(GREETED, "C: EHLO a", transcript=transcript))
        stage.arrived(b"250-a\r\n")
        stage.arrived(b"250 b\r\n250 unasked\r\n")
        assert [change.event for change in changes] == transcript.events
        assert [(change.changed, change.appended) for change in changes] == [
            ((), 1),  # opened
            ((), 1),  # the greeting
            ((), 1),  # EHLO
            ((), 1),  # a reply begins
            ((2, 3), 1),  # it is complete, EHLO has its answer, and one more came
        ]

    def test_nothing_is_told_of_what_did_not_change(self) -> None:
        changes: list[Change] = []
        stage = Stage(play(GREETED))
        stage.transcript.subscribe(changes.append)
        stage.arrived(b"")
        assert changes == [Change(stage.transcript.events[-1], (), 0)]


def test_a_long_reply_costs_each_chunk_no_more_than_a_preview() -> None:
    """20,000 lines in 2,000 chunks: what is built on the way grows with the chunks, not with their square."""
    stage = Stage(play(GREETED, "C: HELP"))
    kept: list[int] = []

    def count(change: Change) -> None:
        reply = stage.transcript.entries[-1].reply
        assert reply is not None
        kept.append(len(reply.lines))

    stage.transcript.subscribe(count)
    for _ in range(2_000):
        stage.arrived(b"214-more\r\n" * 10)
    assert max(kept) == ReplyReader.PREVIEW_LINES
    stage.arrived(b"214 end\r\n")
    reply = stage.transcript.entries[-1].reply
    assert reply is not None
    assert (reply.line_count, reply.complete, len(reply.lines)) == (20_001, True, ReplyReader.KEEP_LINES)


def test_all_replies_are_of_arrived_events() -> None:
    transcript = play(IN_DATA)
    assert all(isinstance(entry.event, Arrived) and entry.kind is Kind.REPLY for entry in replies(transcript))


def test_a_handshake_is_under_way_from_the_220_or_from_the_first_octet() -> None:
    transcript = play("S: 220 a", "C: STARTTLS")
    assert not transcript.handshaking
    play("S: 220 go", transcript=transcript)
    assert transcript.handshaking
    play("S: <tls>", transcript=transcript)
    assert not transcript.handshaking
    direct = Transcript([replace(transcript.opened, tls=True)] if transcript.opened else [])
    assert direct.handshaking
    play("S: <no tls>", transcript=direct)
    assert not direct.handshaking
    gone = play("S: 220 a", "C: STARTTLS", "S: 220 go", "S: <closed>")
    assert not gone.handshaking


def noted(transcript: Transcript, index: int, text: str) -> Note:
    """The user's words on an entry, put there."""
    on, part = transcript.place(index)
    seq = len(transcript.events)
    note = Note(seq=seq, wall=BEGAN, at=seq * STEP, on=on, part=part, text=text)
    transcript.append(note)
    return note


def test_a_note_stands_on_its_entry_until_another_takes_its_place() -> None:
    transcript = play(IN_DATA)
    told: list[Change] = []
    transcript.subscribe(told.append)
    noted(transcript, 2, "odd")
    noted(transcript, 2, "not odd")
    assert [entry.note for entry in transcript.entries[1:4]] == ["", "not odd", ""]
    assert [(change.changed, change.appended) for change in told] == [((2,), 0)] * 2
    noted(transcript, 2, "")
    assert transcript.entries[2].note == ""


def test_replies_that_came_at_once_are_noted_one_by_one() -> None:
    stage = Stage(play("S: 220 a", "C: NOOP", "C: NOOP"))
    stage.arrived(b"250 one\r\n250 two\r\n")
    last = len(stage.transcript.entries) - 1
    assert stage.transcript.place(last) == (4, 1)
    noted(stage.transcript, last, "the second")
    assert [entry.note for entry in stage.transcript.entries[-2:]] == ["", "the second"]


def test_a_note_stays_while_its_reply_goes_on_arriving() -> None:
    transcript = play("S: 220 a", "C: EHLO a", "S: 250-a")
    noted(transcript, 3, "slow")
    play("S: 250 SIZE", transcript=transcript)
    assert (transcript.entries[3].note, len(transcript.entries)) == ("slow", 4)


@pytest.mark.parametrize(("on", "part"), [(99, 0), (1, 5), (1, -1), (-1, 0)])
def test_a_note_on_nothing_is_kept_and_shows_nowhere(on: int, part: int) -> None:
    transcript = play("S: 220 a", "C: NOOP")
    transcript.append(Note(seq=9, wall=BEGAN, at=9, on=on, part=part, text="x"))
    assert len(transcript.events) == 4
    assert not any(entry.note for entry in transcript.entries)
