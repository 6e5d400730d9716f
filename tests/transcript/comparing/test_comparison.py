from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from smtpwb.transcript.comparing.comparison import ONLY_FIRST, ONLY_SECOND, Comparison, aligned, compare
from smtpwb.transcript.comparing.steps import Step
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play

MAIL = """
S: 220 mx1.example.net ESMTP
C: EHLO ws.example.net
S: 250-mx1.example.net Hello ws.example.net [192.0.2.1]
S: 250-SIZE 10240000
S: 250 STARTTLS
C: MAIL FROM:<a@b.test>
S: 250 2.1.0 Ok
C: RCPT TO:<c@d.test>
S: 250 2.1.5 Ok
C: DATA
S: 354 go
C: Subject: x
C:
C: hi
C: .
S: 250 2.0.0 Ok: queued as 4B7C1A2F3D
C: QUIT
S: 221 2.0.0 Bye
S: <closed>
"""


def compared(before: str, after: str) -> Comparison:
    return compare(play(before), play(after))


def changed(found: Comparison) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.text, row.differences) for row in found.rows if not row.same]


def test_the_same_dialogue_is_the_same() -> None:
    found = compared(MAIL, MAIL)
    assert found.same
    assert found.summary == "No difference in 8 steps."
    assert (found.before.server, found.before.begun) == ("practice.test:25", play(MAIL).events[0].wall)


def test_what_changes_each_time_is_no_difference() -> None:
    after = (
        MAIL.replace("mx1.example.net", "mx2.example.net")
        .replace("4B7C1A2F3D", "9A8B7C6D5E")
        .replace("192.0.2.1", "198.51.100.7")
    )
    assert compared(MAIL, after).same


def test_a_reply_that_differs_is_decoded() -> None:
    after = MAIL.replace("250 2.1.5 Ok", "450 4.7.1 <c@d.test>: Recipient address rejected: Greylisted")
    found = compared(MAIL, after)
    (text, (told,)), *_ = changed(found)
    assert text == "RCPT TO:<c@d.test>"
    assert told == "was 250 2.1.5, now 450 4.7.1: greylisted"
    assert not found.same
    (_, (back,)), *_ = changed(compared(after, MAIL))
    assert back == "was 450 4.7.1 (greylisted), now 250 2.1.5"


def test_other_words_alone_are_told() -> None:
    assert changed(compared(MAIL, MAIL.replace("354 go", "354 well then"))) == [("DATA", ("other words",))]


def test_another_enhanced_status_code_is_told() -> None:
    found = compared(MAIL, MAIL.replace("250 2.1.5 Ok", "250 2.1.0 Ok"))
    assert changed(found) == [("RCPT TO:<c@d.test>", ("was 250 2.1.5, now 250 2.1.0",))]


def test_extensions_are_compared_as_what_they_are() -> None:
    after = MAIL.replace("S: 250-SIZE 10240000\nS: 250 STARTTLS", "S: 250-PIPELINING\nS: 250 SIZE 20480000")
    (row,) = changed(compared(MAIL, after))
    assert row == ("EHLO ws.example.net", ("extensions: + PIPELINING · − STARTTLS · SIZE 10.2 MB → 20.5 MB",))


def test_their_order_counts_for_nothing() -> None:
    after = MAIL.replace("S: 250-SIZE 10240000\nS: 250 STARTTLS", "S: 250-STARTTLS\nS: 250 SIZE 10240000")
    assert compared(MAIL, after).same


def test_the_name_that_we_gave_is_no_word_of_the_server() -> None:
    found = compared(MAIL, MAIL.replace("ws.example.net", "other.test"))
    assert changed(found) == [("EHLO ws.example.net", ("you sent something else",))]


def test_a_step_that_only_one_has() -> None:
    extra = MAIL.replace("C: DATA", "C: RSET\nS: 250 ok\nC: MAIL FROM:<a@b.test>\nS: 250 2.1.0 Ok\nC: DATA")
    assert changed(compared(MAIL, extra)) == [
        ("RSET", (ONLY_SECOND,)),
        ("MAIL FROM:<a@b.test>", (ONLY_SECOND,)),
    ]
    assert changed(compared(extra, MAIL)) == [
        ("RSET", (ONLY_FIRST,)),
        ("MAIL FROM:<a@b.test>", (ONLY_FIRST,)),
    ]
    assert compared(MAIL, extra).summary == "2 steps only in the second."


def test_another_argument_of_the_same_verb_belongs_together() -> None:
    found = compared(MAIL, MAIL.replace("c@d.test", "e@d.test"))
    assert changed(found) == [("RCPT TO:<c@d.test>", ("you sent something else",))]
    assert found.summary == "1 step of 8 differs."


def test_a_reply_that_did_not_come() -> None:
    before = "S: 220 hi\nC: NOOP\nS: 250 ok"
    assert changed(compared(before, "S: 220 hi\nC: NOOP")) == [("NOOP", ("was 250, now no reply",))]


def test_no_tls_any_more() -> None:
    before = "S: 220 hi\nC: STARTTLS\nS: 220 go\nS: <tls>"
    (row,) = changed(compared(before, before.replace("<tls>", "<no tls>")))
    assert row == (
        "the TLS handshake",
        ("was TLSv1.3 · TLS_AES_256_GCM_SHA384, now TLS handshake failed: wrong version number",),
    )


def test_a_server_that_ends_it() -> None:
    assert changed(compared("S: 220 hi", "S: 220 hi\nS: 421 4.4.2 idle\nS: <closed>")) == [
        ("said unasked", (ONLY_SECOND,)),
        ("the end of the connection", (ONLY_SECOND,)),
    ]


def test_hostile_words_are_visible_text() -> None:
    found = compared("S: 220 hi\nC: X<1B>[2J\nS: 250 ok", "S: 220 hi\nC: X<1B>[2J\nS: 500 <1B>]0;x")
    assert "\x1b" not in repr(found)
    assert not found.same


def late(line: str, by: int) -> Transcript:
    """The dialogue with everything from a line on that much later, in nanoseconds."""
    import msgspec

    events = play(MAIL).events
    begin = next(at for at, event in enumerate(events) if line.encode() in getattr(event, "data", b""))
    moved = [msgspec.structs.replace(event, at=event.at + by) for event in events[begin:]]
    return Transcript([*events[:begin], *moved])


def test_a_slow_answer_is_told_and_is_no_difference() -> None:
    found = compare(play(MAIL), late("250 2.1.5", 3_000_000_000))
    assert found.same
    (told,) = [row.timing for row in found.rows if row.timing]
    assert told == "3,001 × as long: 3.0 s, was 1.0 ms"
    (back,) = [row.timing for row in compare(late("250 2.1.5", 3_000_000_000), play(MAIL)).rows if row.timing]
    assert back == "3,001 × as fast: 1.0 ms, was 3.0 s"


def test_what_nobody_waits_for_is_not_compared() -> None:
    assert not any(row.timing for row in compare(play(MAIL), late("250 2.1.5", 900_000_000)).rows)


def step(name: str) -> Step:
    verb, _, argument = name.partition(" ")
    return Step(verb, f"{verb} {argument}", name, 0)


names = st.lists(st.sampled_from(["NOOP", "RSET", "RCPT a", "RCPT b", "MAIL a"]), max_size=12)


@given(names, names)
def test_every_step_stands_once_and_in_order(before: list[str], after: list[str]) -> None:
    pairs = list(aligned([step(one) for one in before], [step(one) for one in after]))
    assert [one.text for one, _ in pairs if one is not None] == before
    assert [other.text for _, other in pairs if other is not None] == after
    assert all(one.verb == other.verb for one, other in pairs if one is not None and other is not None)


@given(names)
def test_a_dialogue_is_aligned_with_itself(lines: list[str]) -> None:
    steps = [step(one) for one in lines]
    assert list(aligned(steps, steps)) == list(zip(steps, steps, strict=True))


def test_very_long_dialogues_are_aligned_in_a_moment() -> None:
    before = [step("MAIL a"), *[step("NOOP")] * 30_000]
    after = [step("MAIL b"), *[step("NOOP")] * 30_000]
    began = time.process_time()
    assert len(list(aligned(before, after))) == 30_001
    assert time.process_time() - began < 5
