from __future__ import annotations

from typing import Any

import pytest

from smtpwb.smtp.amounts import duration
from smtpwb.transcript import wording
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import (
    Arrived,
    Attempt,
    Closed,
    Exchanger,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
    Told,
)
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, Stage, play

WHEN: dict[str, Any] = {"seq": 0, "wall": BEGAN, "at": 0}


def opened(**more: Any) -> Opened:
    facts: dict[str, Any] = {
        "target": "mx.test",
        "host": "mx.test",
        "port": 25,
        "local": "10.0.0.2:4",
        "peer": "192.0.2.1:25",
    }
    return Opened(**WHEN, **(facts | more))


def last_lines(transcript: Transcript) -> tuple[str, ...]:
    return wording.lines(transcript.entries[-1])


def test_marks_are_those_of_the_rfcs() -> None:
    transcript = play("S: 220 hi", "C: NOOP", "S: 250 ok", "S: <closed>")
    assert [wording.mark(entry) for entry in transcript.entries] == [" ", "S", "C", "S", " "]


def test_a_line_is_shown_without_its_line_end() -> None:
    assert last_lines(play("S: 220 hi", "C: NOOP x ")) == ("NOOP x ",)


def test_a_reply_has_a_line_each() -> None:
    assert last_lines(play("S: 220-one", "S: 220-", "S: 220 three")) == ("220-one", "220-", "220 three")


def test_a_bare_line_feed_stays_visible() -> None:
    stage = Stage()
    stage.opened()
    stage.arrived(b"220 hi\n")
    assert last_lines(stage.transcript) == ("220 hi<0A>",)


def test_what_is_unsafe_is_a_tag_on_both_sides() -> None:
    transcript = play("S: 220 a<1B>[2Jb<U+202E>c", "C: NOOP <07><FF>")
    assert wording.lines(transcript.entries[1]) == ("220 a<1B>[2Jb<U+202E>c",)
    assert wording.lines(transcript.entries[2]) == ("NOOP <07><FF>",)


def test_masked_octets_are_bullets_one_each() -> None:
    stage = Stage()
    stage.opened()
    stage.transcript.append(
        Sent(seq=1, wall=BEGAN, at=1, data=b"AUTH X ***** **\r\n", masked=((7, 12), (13, 15)))
    )
    assert last_lines(stage.transcript) == ("AUTH X ••••• ••",)


def test_a_mask_to_the_end_of_the_line_leaves_no_line_end_behind() -> None:
    stage = Stage()
    stage.opened()
    stage.transcript.append(
        Sent(seq=1, wall=BEGAN, at=1, data=b"***\r\n", purpose=Purpose.SASL, masked=((0, 3),))
    )
    assert last_lines(stage.transcript) == ("•••",)


def test_a_long_reply_is_counted_on() -> None:
    count = wording.SHOWN_LINES + 1234
    lines = [f"S: 250-{n}" for n in range(count - 1)]
    shown = last_lines(play("S: 220 hi", "C: EHLO a", *lines, "S: 250 last"))
    assert len(shown) == wording.SHOWN_LINES + 1
    assert shown[-1] == "… 1,234 more lines"


def test_a_long_reply_is_shown_whole_where_all_is_asked_for() -> None:
    texts = [f"250-{n}" for n in range(wording.SHOWN_LINES + 99)]
    transcript = play("S: 220 hi", "C: EHLO a", *(f"S: {text}" for text in texts), "S: 250 last")
    assert wording.lines(transcript.entries[-1], None) == (*texts, "250 last")
    assert wording.lines(transcript.entries[-1], 2) == ("250-0", "250-1", "… 298 more lines")


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (opened(), ("connected to 192.0.2.1:25",)),
        (opened(tls=True), ("connected to 192.0.2.1:25 for TLS",)),
        (
            opened(tried=(Attempt("[2001:db8::1]:25", "no route to host"), Attempt("192.0.2.1:25"))),
            ("tried [2001:db8::1]:25: no route to host", "connected to 192.0.2.1:25"),
        ),
        (
            OpenFailed(**WHEN, target="mx.test", why="mx.test: refused", tried=(Attempt("a:25", "refused"),)),
            ("tried a:25: refused", "no connection: mx.test: refused"),
        ),
        (
            OpenFailed(**WHEN, target="mx.test", why="a\x07"),
            ("no connection: a<07>",),
        ),
        (
            opened(via="ssh jump\x07", preamble=b"PROXY UNKNOWN\r\n"),
            (
                "connected to 192.0.2.1:25 via ssh jump<07>",
                "PROXY header, sent first: PROXY UNKNOWN<0D><0A>",
            ),
        ),
        (
            opened(exchangers=(Exchanger("mx1.test", 5, ("192.0.2.1",)), Exchanger("mx2.test", 10))),
            (
                "MX 5 mx1.test (192.0.2.1)",
                "MX 10 mx2.test (no address)",
                "connected to mx.test at 192.0.2.1:25",
            ),
        ),
        (
            OpenFailed(
                **WHEN, target="mx.test", why="refused", via="ssh jump", tried=(Attempt("a", "refused"),)
            ),
            ("no connection via ssh jump: refused",),
        ),
    ],
)
def test_connections(event: Opened | OpenFailed, lines: tuple[str, ...]) -> None:
    assert last_lines(Transcript([event])) == lines


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            Secured(**WHEN, version="TLSv1.3", cipher="AES", verified=True),
            "TLSv1.3 · AES · certificate verified",
        ),
        (
            Secured(**WHEN, version="TLSv1.3", cipher="AES", reason="self-signed\x1b"),
            "TLSv1.3 · AES · certificate NOT verified: self-signed<1B>",
        ),
        (
            Secured(**WHEN, version="", reason="wrong version\x9b"),
            "TLS handshake failed: wrong version<U+009B>",
        ),
    ],
)
def test_tls(event: Secured, said: str) -> None:
    assert wording.secured(event) == said


@pytest.mark.parametrize(
    ("by", "how", "said"),
    [
        ("you", "hung up", "you hung up"),
        ("client", "hung up", "the client hung up"),
        ("server", "closed the connection", "the server closed the connection"),
        ("network", "timed out", "the network timed out"),
        ("server", "x\x1b]0;t\x07", "the server x<1B>]0;t<07>"),
    ],
)
def test_closings(by: str, how: str, said: str) -> None:
    assert wording.closed(Closed(**WHEN, by=by, how=how)) == said


@pytest.mark.parametrize(
    ("host", "port", "target", "said"),
    [
        ("mx.test", 25, "mx.test", "mx.test:25"),
        ("2001:db8::1", 25, "x", "[2001:db8::1]:25"),
        ("localhost", 0, "unix:/run/\x07", "unix:/run/<07>"),
    ],
)
def test_places(host: str, port: int, target: str, said: str) -> None:
    assert wording.place(opened(host=host, port=port, target=target)) == said


def test_what_the_program_says_that_carries_the_connection() -> None:
    event = Told(**WHEN, by="ssh", words="\x1b[31mPermission denied")
    assert last_lines(Transcript([event])) == ("ssh: <1B>[31mPermission denied",)


@pytest.mark.parametrize(
    ("nanoseconds", "said"),
    [
        (0, "0.0 ms"),
        (400_000, "0.4 ms"),
        (9_940_000, "9.9 ms"),
        (10_000_000, "10 ms"),
        (38_400_000, "38 ms"),
        (1_000_000_000, "1.0 s"),
        (2_149_000_000, "2.1 s"),
        (61_000_000_000, "61.0 s"),
    ],
)
def test_durations(nanoseconds: int, said: str) -> None:
    assert duration(nanoseconds) == said


def test_timing_is_from_command_to_last_octet() -> None:
    transcript = play("S: 220 hi", "C: EHLO a", "S: 250-a", "S: 250-b", "S: 250 c")
    assert wording.timing(transcript.entries[2]) == ""
    assert wording.timing(transcript.entries[3]) == "3.0 ms"


def test_timing_of_what_is_awaited() -> None:
    transcript = play("S: 220 hi", "C: NOOP")
    assert wording.timing(transcript.entries[-1]) == "waiting"


def test_timing_of_a_reply_that_is_still_arriving() -> None:
    transcript = play("S: 220 hi", "C: EHLO a", "S: 250-a")
    assert wording.timing(transcript.entries[-1]) == "…"


@pytest.mark.parametrize("end", ["S: <closed>", "C: <close>"])
def test_timing_of_a_reply_that_was_cut_off(end: str) -> None:
    transcript = play("S: 220 hi", "C: EHLO a", "S: 250-a", end)
    cut = transcript.entries[-2]
    assert cut.kind is Kind.REPLY
    assert wording.timing(cut) == "cut off"


def test_arrived_octets_are_read_back_from_what_is_shown() -> None:
    transcript = play("S: 220 <3C>1B> <1B>")
    event = transcript.events[1]
    assert isinstance(event, Arrived)
    assert event.data == b"220 <1B> \x1b\r\n"
    assert last_lines(transcript) == ("220 <3C>1B> <1B>",)


def test_what_a_connection_goes_to_is_said_with_the_kind_of_what_carries_it() -> None:
    assert wording.carried(None) == ""
    assert wording.carried(opened()) == wording.place(opened())
    assert wording.carried(opened(via="ssh jump.example.net")) == f"{wording.place(opened())} via ssh"
