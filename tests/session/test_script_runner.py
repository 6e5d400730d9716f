"""Scripts, run against servers that say what they are told; and recorded dialogues, written and run again."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import trustme

from smtpwb.session.script_reader import parse
from smtpwb.session.script_result import Result, Verdict
from smtpwb.session.script_runner import Runner
from smtpwb.session.session import Session
from smtpwb.session.target import parse as target
from smtpwb.smtp.sasl.secret import Secret
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import Arrived, Closed, Sent
from smtpwb.transcript.formats.rfc import transcript_rfc
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript
from tests.laws.recorder import recording
from tests.session.replaying import implicit_tls, replaying
from tests.session.servers import Server, certified, scripted
from tests.session.test_replaying import had_again, masked_like, paired, sent
from tests.transcript.test_recorded import SESSIONS, played, recordings

PATIENCE = 5.0
SECRET = "AHVzZXIAcGFzc3dvcmQ="


class Run:
    """One run of a script, and what came of it."""

    def __init__(self, script: str, server: Server, *, written: str = "", **options: Any) -> None:
        self.script = parse(script)
        self.spool = Spool()
        self.session = Session(Transcript(), spool=self.spool)
        secrets = {reference: Secret(SECRET) for _, reference in self.script.references}
        options = {"timeout": PATIENCE, "secrets": secrets, **options}
        self._target = target(written or server.target)
        self.runner = Runner(self.script, self.session, self._connect, **options)
        self.results: list[Result] = []

    async def _connect(self) -> None:
        await self.session.connect(self._target)

    async def go(self) -> Run:
        try:
            async with asyncio.timeout(2 * PATIENCE):
                self.results = [result async for result in self.runner.results()]
        finally:
            self.session.hang_up()
        return self

    @property
    def verdicts(self) -> list[tuple[int, Verdict]]:
        """What became of each line but those that were merely sent."""
        return [
            (result.line, result.verdict) for result in self.results if result.verdict is not Verdict.SENT
        ]

    @property
    def last(self) -> Result:
        return self.results[-1]

    @property
    def sent(self) -> bytes:
        """All that went, of a message out of the spool, too."""
        events = [event for event in self.session.transcript.events if isinstance(event, Sent)]
        return b"".join(
            event.data if event.spooled is None else b"".join(self.spool.read(event.spooled))
            for event in events
        )


def lines(*text: str) -> str:
    return "\n".join(text)


async def run(server_says: str, script: str, **options: Any) -> Run:
    async with scripted(server_says) as server:
        return await Run(script, server, **options).go()


FITS, ACCEPTED, DIFFERS = Verdict.FITS, Verdict.ACCEPTED, Verdict.DIFFERS


async def test_each_reply_is_held_against_what_is_expected() -> None:
    said = (
        "S: 220 hi\nC: EHLO a\nS: 250-hi\nS: 250 SIZE\nC: NOOP\nS: 500 5.5.1 no\nC: QUIT\nS: 221 bye\n<close>"
    )
    script = lines("S: 220", "C: EHLO a", "S: 250", "C: NOOP", "S: 250", "C: QUIT", "S: 221", "S: <closed>")
    done = await run(said, script)
    assert done.verdicts == [(1, FITS), (3, FITS), (5, DIFFERS), (7, FITS), (8, FITS)]
    difference = next(result.difference for result in done.results if result.difference)
    assert (difference.expected, difference.got) == (("250",), (b"500 5.5.1 no",))
    assert not done.last.stops


async def test_what_is_not_expected_is_waited_for_and_accepted() -> None:
    done = await run(
        "S: 220 hi\nC: NOOP\nS: 500 no\nC: HELP\nS: 214 help",
        lines("C: NOOP", "# then", "C: <wait 1ms>", "C: HELP"),
    )
    assert done.verdicts == [(1, ACCEPTED), (4, ACCEPTED), (4, ACCEPTED)]
    assert done.sent == b"NOOP\r\nHELP\r\n"


async def test_consecutive_lines_are_one_write() -> None:
    async with recording(silent=True) as recorder:
        run = Run(lines("S: 220", "C: MAIL FROM:<a>", "C: RCPT TO:<b>", "C: <close>"), recorder)
        await run.go()
    assert recorder.octets == b"MAIL FROM:<a>\r\nRCPT TO:<b>\r\n"


async def test_pipelined_replies_come_in_order() -> None:
    said = "S: 220 hi\nC: MAIL FROM:<a>\nC: RCPT TO:<b>\nC: RCPT TO:<c>\nS: 250 1\nS: 550 2\nS: 251 3"
    done = await run(
        said,
        lines("S: 220", "C: MAIL FROM:<a>", "C: RCPT TO:<b>", "C: RCPT TO:<c>", "S: 250", "S: 550", "S: 251"),
    )
    assert [verdict for _, verdict in done.verdicts] == [FITS] * 4


class TestContent:
    TO_DATA = "S: 220 hi\nC: DATA\n"

    async def test_it_goes_out_exactly_as_listed(self) -> None:
        done = await run(
            f"{self.TO_DATA}S: 354 go\nC: a\nC: ..b\nC: \nC: .\nS: 250 ok",
            lines("S: 220", "C: DATA", "S: 354", "C: a", "C: ..b", "C:", "C: .", "S: 250"),
        )
        assert done.sent == b"DATA\r\na\r\n..b\r\n\r\n.\r\n"

    async def test_not_without_a_354(self) -> None:
        done = await run(
            f"{self.TO_DATA}S: 503 no", lines("S: 220", "C: DATA", "C: a", "C: .", "S: 250", "C: QUIT")
        )
        assert done.last.verdict is Verdict.UNSENT
        assert done.last.stops
        assert "did not ask for the message" in done.last.why
        assert done.sent == b"DATA\r\n"

    async def test_kept_going_only_it_is_left_out(self) -> None:
        done = await run(
            f"{self.TO_DATA}S: 503 no\nC: QUIT\nS: 221 bye",
            lines("S: 220", "C: DATA", "C: a", "C: .", "S: 250", "C: QUIT", "S: 221"),
            keep_going=True,
        )
        assert done.sent == b"DATA\r\nQUIT\r\n"
        assert done.verdicts[-3:] == [(3, Verdict.UNSENT), (5, Verdict.MISSING), (7, FITS)]

    async def test_a_large_one_is_all_there(self) -> None:
        body = [f"line {number}" for number in range(3_000)]
        script = lines("S: 220", "C: DATA", "S: 354", *(f"C: {line}" for line in body), "C: .", "S: 250")
        said = "\n".join([f"{self.TO_DATA}S: 354 go", *("C:" for _ in body), "C: .", "S: 250 ok"])
        done = await run(said, script)
        assert done.sent == b"DATA\r\n" + "".join(f"{line}\r\n" for line in [*body, "."]).encode()
        kinds = [entry.kind for entry in done.session.transcript.entries if entry.sent]
        assert kinds == [Kind.COMMAND, Kind.CONTENT]
        assert [result.line for result in done.results if result.entry is not None] == [1, 2, 3, 4, 3005]

    async def test_a_file_is_made_fit(self, tmp_path: Path) -> None:
        (tmp_path / "a.eml").write_bytes(b"X: y\n\n.\nend")
        said = f"{self.TO_DATA}S: 354 go\nC: X: y\nC: \nC: ..\nC: end\nC: .\nS: 250 ok"
        script = lines("S: 220", "C: DATA", "S: 354", f"C<file>: {tmp_path}/a.eml", "C: .", "S: 250")
        done = await run(said, script)
        assert done.sent == b"DATA\r\nX: y\r\n\r\n..\r\nend\r\n.\r\n"
        assert done.verdicts[-1] == (6, FITS)

    async def test_a_refusal_in_its_middle_stops_it(self) -> None:
        script = lines("S: 220", "C: DATA", "S: 354", *["C: " + "x" * 998] * 5_000, "C: .", "S: 250")
        said = f"{self.TO_DATA}S: 354 go\nC: {'x' * 998}\nS: 552 too much"
        done = await run(said, script)
        assert (done.last.line, done.last.verdict, done.last.stops) == (4, Verdict.UNSENT, True)
        assert "in its middle" in done.last.why
        assert len(done.sent) < 5_000_000


async def test_it_stops_where_the_rest_would_mean_something_else_unless_it_is_to_go_on() -> None:
    said = "S: 220 hi\nC: EHLO a\nS: 250 hi\nC: MAIL FROM:<a>\nS: 550 no\nC: RCPT TO:<b>\nS: 503 no"
    script = lines("S: 220", "C: EHLO a", "S: 250", "C: MAIL FROM:<a>", "S: 250", "C: RCPT TO:<b>", "S: 250")
    stopped = await run("\n".join(said.splitlines()[:5]), script)
    went_on = await run(said, script, keep_going=True)
    assert (stopped.last.line, stopped.last.verdict, stopped.last.stops) == (6, Verdict.UNSENT, True)
    assert went_on.verdicts[-2:] == [(5, DIFFERS), (7, DIFFERS)]


async def test_a_chunk_goes_right_behind_its_command() -> None:
    async with recording(silent=True) as recorder:
        script = lines("S: 220", "C: BDAT 6", "C: a", "C: b", "C: BDAT 3 LAST", "C: c", "C: QUIT")
        await Run(f"{script}\nC: <close>", recorder).go()
    assert recorder.octets == b"BDAT 6\r\na\r\nb\r\nBDAT 3 LAST\r\nc\r\nQUIT\r\n"


class TestEnds:
    async def test_a_reply_that_does_not_come_in_time_ends_the_run(self) -> None:
        done = await run("S: 220 hi\nC: NOOP", lines("S: 220", "C: NOOP", "S: 250", "C: QUIT"), timeout=0.05)
        assert (done.last.line, done.last.verdict, done.last.stops) == (3, Verdict.MISSING, True)
        assert "within 0.05 s" in done.last.why
        assert done.sent == b"NOOP\r\n"

    async def test_half_a_reply_is_none(self) -> None:
        done = await run(
            "S: 220 hi\nC: NOOP\nS+ 250-half", lines("S: 220", "C: NOOP", "S: 250"), timeout=0.05
        )
        assert done.last.verdict is Verdict.MISSING

    async def test_a_connection_that_is_lost_ends_it(self) -> None:
        done = await run("S: 220 hi\nC: NOOP\n<close>", lines("S: 220", "C: NOOP", "S: 250"))
        assert (done.last.line, done.last.verdict, done.last.stops) == (3, Verdict.LOST, True)

    async def test_unless_it_was_expected(self) -> None:
        done = await run("S: 220 hi\nC: NOOP\nS: 421 bye\n<close>", lines("S: 220", "C: NOOP", "S: <closed>"))
        assert done.verdicts == [(1, FITS), (3, ACCEPTED), (3, FITS)]

    async def test_or_nothing_was_owed_any_more(self) -> None:
        done = await run("S: 220 hi\nC: NOOP\nS: 421 bye\n<close>", lines("S: 220", "C: NOOP", "S: 421"))
        assert done.verdicts == [(1, FITS), (3, FITS)]

    async def test_or_goodbye_was_said(self) -> None:
        done = await run("S: 220 hi\nC: QUIT\n<close>", lines("S: 220", "C: QUIT"))
        assert done.verdicts == [(1, FITS)]

    async def test_no_line_is_sent_behind_it(self) -> None:
        done = await run(
            "S: 220 hi\nC: NOOP\nS: 421 bye\n<close>",
            lines("S: 220", "C: NOOP", "S: 421", "C: <wait 50ms>", "C: NOOP"),
        )
        assert done.last.verdict is Verdict.LOST
        assert done.sent == b"NOOP\r\n"

    async def test_a_server_that_does_not_close_is_waited_for_no_longer_than_allowed(self) -> None:
        done = await run("S: 220 hi", lines("S: 220", "S: <closed>"), timeout=0.05)
        assert done.last.verdict is Verdict.MISSING

    async def test_hanging_up_waits_for_nothing(self) -> None:
        done = await run("S: 220 hi\nC: NOOP", lines("S: 220", "C: NOOP", "C: <close>"))
        closed = done.session.transcript.events[-1]
        assert isinstance(closed, Closed)
        assert closed.by == "you"

    async def test_behind_it_another_connection_begins(self) -> None:
        async with recording() as recorder:
            script = lines("S: 220", "C: <close>", "S: 220", "C: NOOP", "S: 250")
            done = await Run(script, recorder).go()
        assert [verdict for _, verdict in done.verdicts] == [FITS] * 3


async def test_raw_octets_may_go_before_the_greeting() -> None:
    async with scripted("C: EHLO early\nS: 220 hi\nS: 250 early") as server:
        done = await Run(lines(r"C<raw>: EHLO early\r\n", "S: 220", "S: 250"), server).go()
    assert done.verdicts == [(2, FITS), (3, FITS)]
    assert done.sent == b"EHLO early\r\n"


async def test_raw_octets_among_lines_keep_their_place() -> None:
    said = "S: 220 hi\nC: BDAT 5 LAST\nC: helloNOOP\nS: 500 a\nS: 500 b"
    script = lines("S: 220", "C: BDAT 5 LAST", "C<raw>: hello", "C: NOOP", "S: 500", "S: 500")
    done = await run(said, script)
    assert [verdict for _, verdict in done.verdicts] == [FITS] * 3
    assert done.sent == b"BDAT 5 LAST\r\nhelloNOOP\r\n"


async def test_a_command_right_behind_a_message_waits_for_nothing() -> None:
    said = "S: 220 hi\nC: DATA\nS: 354 go\nC: .\nC: QUIT\nS: 250 ok\nS: 221 bye"
    done = await run(said, lines("S: 220", "C: DATA", "S: 354", "C: .", "C: QUIT", "S: 250", "S: 221"))
    assert [verdict for _, verdict in done.verdicts] == [FITS] * 4


async def test_words_count_when_strict() -> None:
    said, script = "S: 220 mx at 12:00", lines("S: 220 mx at …", "C: <close>")
    assert (await run(said, script, strict=True)).verdicts == [(1, FITS)]
    assert (await run(said, lines("S: 220 other", "C: <close>"), strict=True)).verdicts == [(1, DIFFERS)]


class TestTls:
    SAID = "S: 220 hi\nC: STARTTLS\nS: 220 go\n<starttls>\nC: EHLO a\nS: 250 hi"

    async def test_starttls_is_followed_by_the_handshake(self, ca: trustme.CA) -> None:
        async with scripted(self.SAID, tls=certified(ca, "127.0.0.1")) as server:
            done = await Run(lines("S: 220", "C: STARTTLS", "S: 220", "C: EHLO a", "S: 250"), server).go()
        assert [verdict for _, verdict in done.verdicts] == [FITS] * 3
        assert [event.tls for event in done.session.transcript.events if isinstance(event, Arrived)] == [
            False,
            False,
            True,
        ]

    async def test_a_handshake_that_fails_ends_the_run_whatever_was_said(self) -> None:
        said = "S: 220 hi\nC: STARTTLS\nS: 220 go\n<record>\nS: 500 what"
        done = await run(
            said, lines("S: 220", "C: STARTTLS", "S: 220", "C: AUTH PLAIN {env:A}"), keep_going=True
        )
        assert (done.last.verdict, done.last.stops) == (Verdict.NO_TLS, True)
        assert SECRET.encode() not in done.sent

    async def test_on_connect_too(self) -> None:
        async with scripted("<record>\nS: 220 plain") as server:
            done = await Run(lines("S: 220", "C: NOOP"), server, written=f"smtps://{server.target}").go()
        assert done.last.verdict is Verdict.NO_TLS


class TestSecrets:
    async def test_they_are_sent_and_masked(self) -> None:
        said = f"S: 220 hi\nC: AUTH PLAIN {SECRET}\nS: 535 no\nC: AUTH PLAIN\nS: 334 \nC: {SECRET}\nS: 535 no"
        script = lines(
            "S: 220", "C: AUTH PLAIN {env:A}", "S: 535", "C: AUTH PLAIN", "S: 334", "C: {env:A}", "S: 535"
        )
        done = await run(said, script)
        assert [verdict for _, verdict in done.verdicts] == [FITS] * 4
        assert SECRET.encode() not in done.sent
        assert done.sent.count(b"*" * len(SECRET)) == 2

    async def test_behind_content_that_began_raw_they_are_masked_too(self) -> None:
        said = f"S: 220 hi\nC: DATA\nS: 354 go\nC: abx\nC: .\nS: 250 ok\nC: AUTH PLAIN {SECRET}\nS: 535 no"
        script = lines("S: 220", "C: DATA", "S: 354", "C<raw>: ab", "C: x", "C: .", "S: 250")
        done = await run(said, f"{script}\nC: AUTH PLAIN {{env:A}}\nS: 535")
        assert done.verdicts[-1] == (9, FITS)
        assert SECRET.encode() not in done.sent

    async def test_no_answer_goes_where_none_is_asked_for(self) -> None:
        said, script = "S: 220 hi\nC: AUTH PLAIN\nS: 504 no", lines("S: 220", "C: AUTH PLAIN", "C: {env:A}")
        done = await run(said, script, keep_going=True)
        assert done.last.verdict is Verdict.UNSENT
        assert done.last.stops
        assert done.sent == b"AUTH PLAIN\r\n"

    async def test_none_goes_in_clear_once_tls_was_ordered(self) -> None:
        said, script = (
            "S: 220 hi\nC: STARTTLS\nS: 454 no",
            lines("S: 220", "C: STARTTLS", "C: AUTH PLAIN {env:A}"),
        )
        done = await run(said, script, keep_going=True)
        assert "TLS was ordered" in done.last.why
        assert done.sent == b"STARTTLS\r\n"


# Recorded dialogues, written as scripts and run again

_EARLY = {54}
"""The client talked before the greeting, so a script says it raw, and nothing waits for an answer."""


def secrets_of(then: Transcript, now: Transcript) -> list[bytes]:
    """What the masks of a dialogue hide, from one without masks."""
    octets, at, found = sent(then), 0, []
    for event in now.events:
        if isinstance(event, Sent):
            found += [octets[at + begin : at + end] for begin, end in event.masked]
            at += len(event.data)
    return found


def by_octets(text: str) -> str:
    """The script with the very responses that were given: the recording knows no other nonce."""
    number = itertools.count(1)
    return re.sub(r"\{login:USER:env:SMTP_PASSWORD\}", lambda _: f"{{env:RESPONSE_{next(number)}}}", text)


def without_raw(pairs: Sequence[tuple[str, bytes]], number: int) -> list[tuple[str, bytes]]:
    return [("", raw) for _, raw in pairs] if number in _EARLY else list(pairs)


@pytest.mark.parametrize("number", SESSIONS)
async def test_a_dialogue_that_was_written_runs_again(number: int, ca: trustme.CA) -> None:
    chunks = recordings()[number]
    tls = certified(ca, "127.0.0.1")
    async with replaying(chunks, tls) as server:
        first = await had_again(chunks, server)
    text = by_octets(transcript_rfc(first))
    secrets = secrets_of(played(number), first)
    script = parse(text)
    assert len(script.references) == len(secrets)
    async with replaying(chunks, tls) as server:
        written = f"smtps://{server.target}" if implicit_tls(chunks) else server.target
        values = {
            reference: Secret(octets.decode("latin-1"))
            for (_, reference), octets in zip(script.references, secrets, strict=True)
        }
        done = await Run(text, server, written=written, strict=True, secrets=values).go()
    assert [result for result in done.results if result.verdict not in (Verdict.SENT, FITS, ACCEPTED)] == []
    again = done.session.transcript
    assert done.sent == masked_like(again, sent(played(number)))
    assert without_raw(paired(again), number) == without_raw(paired(first), number)
    if not any(isinstance(event, Sent) and event.spooled for event in again.events):
        assert re.sub("(?m)^#.*\n", "", by_octets(transcript_rfc(again))) == re.sub("(?m)^#.*\n", "", text)
