"""Law 7: entries, pairing and state are derived from the events, and can be rebuilt from them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.entry import Change, Entry
from smtpwb.transcript.events import from_json, to_json
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import Stage

COMMANDS = (
    *(b"EHLO a", b"HELO a", b"LHLO a", b"MAIL FROM:<a@b.cd>", b"RCPT TO:<c@d.ef>", b"DATA", b".", b"text"),
    *(b"RSET", b"NOOP", b"QUIT", b"STARTTLS", b"AUTH LOGIN", b"*", b"", b"BDAT 5 LAST", b"b\xff\0gus"),
)
SAID = (
    *(b"220 hi\r\n", b"250 ok\r\n", b"250-a\r\n", b"250 STARTTLS\r\n", b"354 go\r\n", b"334 YQ==\r\n"),
    *(
        b"235 in\r\n",
        b"550 5.1.1 no\r\n",
        b"450 later\r\n",
        b"421 bye\r\n",
        b"25",
        b"\r\n",
        b"garbage\r\n",
        b"\xff\0",
    ),
)
happening = st.one_of(
    st.tuples(st.just("sent"), st.sampled_from(COMMANDS).map(lambda line: line + b"\r\n")),
    st.tuples(st.just("arrived"), st.sampled_from(SAID)),
    st.tuples(st.sampled_from(["secured", "not_secured", "closed", "hung_up", "opened"]), st.none()),
)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """What may happen in any order, nearly: a connection stands first."""
    stage = Stage()
    for kind, data in draw(st.lists(happening, max_size=40)):
        if not stage.connected:
            stage.opened()
        arguments = () if data is None else (data,)
        getattr(stage, kind)(*arguments)
    return stage.transcript


@given(transcripts())
def test_the_same_events_give_the_same_entries_state_and_debts(transcript: Transcript) -> None:
    again = Transcript(from_json(to_json(event)) for event in transcript.events)
    assert again.events == transcript.events
    assert again.entries == transcript.entries
    assert again.dialogue == transcript.dialogue
    assert again.awaiting == transcript.awaiting
    assert again.opened == transcript.opened


@given(transcripts())
def test_a_journal_that_breaks_off_gives_what_stood_there(transcript: Transcript) -> None:
    """Entries seen along the way are those of the events up to there: nothing looks ahead."""
    stood: list[tuple[tuple[Entry, ...], object]] = []
    watched = Transcript()
    watched.subscribe(lambda change: stood.append((tuple(watched.entries), watched.dialogue)))
    for event in transcript.events:
        watched.append(event)
    for length, (entries, dialogue) in enumerate(stood, start=1):
        part = Transcript(transcript.events[:length])
        assert (tuple(part.entries), part.dialogue) == (entries, dialogue)


@given(transcripts())
def test_the_changes_told_are_all_that_changed(transcript: Transcript) -> None:
    """Who applies only what subscribers are told has the same entries."""
    mirror: list[Entry] = []
    watched = Transcript()

    def apply(change: Change) -> None:
        for index in change.changed:
            mirror[index] = watched.entries[index]
        mirror.extend(watched.entries[len(mirror) : len(mirror) + change.appended])
        assert mirror == watched.entries

    watched.subscribe(apply)
    for event in transcript.events:
        watched.append(event)


@given(transcripts())
def test_commands_and_replies_name_each_other(transcript: Transcript) -> None:
    entries = transcript.entries
    for index, entry in enumerate(entries):
        if entry.sent and entry.partner is not None:
            assert entries[entry.partner].partner == index
            assert entries[entry.partner].answers == entry.answers
