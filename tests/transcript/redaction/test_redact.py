"""An aliased dialogue: it reads as before, and in no format is an original, in base64 neither."""

from __future__ import annotations

import base64
import itertools
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from smtpwb.smtp.visible import visible
from smtpwb.transcript.entry import Kind
from smtpwb.transcript.events import (
    Arrived,
    Attempt,
    Exchanger,
    Note,
    Opened,
    OpenFailed,
    Purpose,
    Secured,
    Sent,
    Spooled,
    Told,
)
from smtpwb.transcript.formats.options import Options
from smtpwb.transcript.formats.registry import FORMATS, export
from smtpwb.transcript.redaction.names import Switches
from smtpwb.transcript.redaction.redact import redacted
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import BEGAN, STEP, Stage, play
from tests.transcript.test_recorded import SESSIONS, played


def forms(original: bytes) -> list[bytes]:
    """The octets, and what is the same of their base64 wherever they begin in it (three alignments)."""
    found = [original]
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + original)
        begin = -(-lead * 8 // 6)
        end = (lead + len(original)) * 8 // 6
        found.append(encoded[begin:end])
    return found


def all_formats(transcript: Transcript, options: Options = Options()) -> str:  # noqa: B008
    return "".join(piece for name in FORMATS for piece in export(name, transcript, options))


def unread(transcript: Transcript) -> bytes:
    """Every octet of every event, masked ones too."""
    return b"\n".join(event.data for event in transcript.events if isinstance(event, Arrived | Sent))


def put(transcript: Transcript, kind: Any, **fields: Any) -> None:
    seq = len(transcript.events)
    transcript.append(kind(seq=seq, wall=BEGAN, at=seq * STEP, **fields))


def test_the_story_still_reads() -> None:
    transcript = redacted(
        play(
            "S: 220 mx.corp.test ESMTP",
            "C: EHLO laptop.corp.test",
            "S: 250-mx.corp.test hello [10.1.2.3]",
            "S: 250 SIZE 1000",
            "C: MAIL FROM:<jane.roe@corp.test> SIZE=100",
            "S: 250 2.1.0 ok",
            "C: RCPT TO:<bob@other.test>",
            "S: 550 5.1.1 <bob@other.test>: user bob unknown at OTHER.test",
            "C: RCPT TO:<postmaster@other.test>",
            "S: 250 ok",
        )
    )
    assert unread(transcript).decode().splitlines() == [
        "220 host1.domain1.example ESMTP",
        "",
        "EHLO host2.domain1.example",
        "",
        "250-host1.domain1.example hello [192.0.2.1]",
        "",
        "250 SIZE 1000",
        "",
        "MAIL FROM:<user1@domain1.example> SIZE=100",
        "",
        "250 2.1.0 ok",
        "",
        "RCPT TO:<user2@domain2.example>",
        "",
        "550 5.1.1 <user2@domain2.example>: user user2 unknown at domain2.example",
        "",
        "RCPT TO:<postmaster@domain2.example>",
        "",
        "250 ok",
    ]
    assert (
        visible(transcript.entries[0].event.data if isinstance(transcript.entries[0].event, Sent) else b"")
        == ""
    )


def test_words_of_the_dialogue_stay_though_they_are_names() -> None:
    transcript = redacted(
        play("S: 220 smtp", "C: EHLO mail", "S: 250 smtp", "C: MAIL FROM:<data@rcpt>", "S: 250 ok")
    )
    assert [entry.command.verb for entry in transcript.entries if entry.sent and entry.command] == [
        "EHLO",
        "MAIL",
    ]
    assert b"MAIL FROM:<user1@domain1.example>\r\n" in unread(transcript)


def test_a_name_cut_in_two_by_the_network_is_still_one() -> None:
    stage = Stage(play("S: 220 a", "C: NOOP"))
    for piece in (b"250 see bo", b"b@cor", b"p.te", b"st there", b"\r\n"):
        stage.arrived(piece)
    transcript = redacted(stage.transcript)
    arrived = [event.data for event in transcript.events[3:] if isinstance(event, Arrived)]
    assert arrived == [b"250 see user1@domain1.example", b"", b"", b" there", b"\r\n"]
    assert len(transcript.entries) == len(stage.transcript.entries)


def test_masked_octets_stay_where_they_were() -> None:
    transcript = play("S: 220 a", "C: NOOP")
    put(transcript, Arrived, data=b"250 bob@corp.test said **** to x@corp.test\r\n", masked=((23, 27),))
    event = redacted(transcript).events[-1]
    assert isinstance(event, Arrived)
    assert event.data == b"250 user1@domain1.example said **** to user2@domain1.example\r\n"
    assert [event.data[begin:end] for begin, end in event.masked] == [b"****"]


def test_a_challenge_in_base64_is_told_with_aliases() -> None:
    challenge = base64.b64encode(b"<1896.697170952@mx.corp.test>").decode()
    transcript = redacted(
        play("S: 220 mx.corp.test", "C: EHLO a", "S: 250 ok", "C: AUTH CRAM-MD5", f"S: 334 {challenge}")
    )
    event = transcript.events[-1]
    assert isinstance(event, Arrived)
    assert b"corp" not in base64.b64decode(event.data[4:])


def test_who_logs_in_is_masked() -> None:
    login = base64.b64encode(b"jane").decode()
    transcript = redacted(
        play("S: 220 a", "C: EHLO a", "S: 250 ok", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", f"C: {login}")
    )
    event = transcript.events[-1]
    assert isinstance(event, Sent)
    assert (event.data, event.masked) == (b"********\r\n", ((0, 8),))
    initial = redacted(play("S: 220 a", "C: EHLO a", "S: 250 ok", f"C: AUTH LOGIN {login}")).events[-1]
    assert isinstance(initial, Sent)
    assert initial.data == b"AUTH LOGIN ********\r\n"


MESSAGE = """
    S: 220 mx.corp.test
    C: EHLO a
    S: 250 ok
    C: MAIL FROM:<jane@corp.test>
    S: 250 ok
    C: RCPT TO:<bob@corp.test>
    S: 250 ok
    C: DATA
    S: 354 go
    C: From: Jane Roe <jane@corp.test>
    C: To: bob@corp.test,
    C:  Carol <carol@corp.test>
    C: Subject: the merger
    C:  is on
    C: Message-ID: <7f3.merger@corp.test>
    C: Content-Type: text/plain; name=merger.txt
    C: X-Team: merger
    C:
    C: The merger is on.
    C: ..Jane
    C: .
    S: 250 2.0.0 ok <7f3.merger@corp.test> queued as 4XYZ12
    C: QUIT
    S: 221 bye
"""


def test_a_message_keeps_its_form_and_loses_its_words() -> None:
    transcript = redacted(play(MESSAGE))
    said = [
        event.data.decode().removesuffix("\r\n") for event in transcript.events if isinstance(event, Sent)
    ]
    assert said[4:] == [
        "From: <user1@domain1.example>",
        "To: <user2@domain1.example>",
        " <user3@domain1.example>",
        "Subject: removed",
        " removed",
        "Message-ID: <id1@domain1.example>",
        "Content-Type: text/plain",
        "X-Team: removed",
        "",
        "removed",
        "removed",
        ".",
        "QUIT",
    ]
    assert b"<id1@domain1.example> queued as 4XYZ12" in unread(transcript)


def test_a_message_sent_in_one_go_says_how_much_was_removed() -> None:
    stage = Stage(play(MESSAGE[: MESSAGE.index("    C: From")]))
    stage.sent(b"Subject: x\r\n\r\none\r\ntwo\r\nthree\r\n.\r\n", Purpose.CONTENT)
    event = redacted(stage.transcript).events[-1]
    assert isinstance(event, Sent)
    assert event.data == b"Subject: removed\r\n\r\n[removed: 3 lines, 17 octets]\r\n.\r\n"


def test_of_what_is_spooled_neither_ends_nor_digest_stay() -> None:
    stage = Stage(play(MESSAGE[: MESSAGE.index("    C: From")]))
    spooled = Spooled(0, 99_999, "ab" * 32, b"Subject: x\r\n\r\nthe merger\r\n", b"secret end\r\n.\r\n")
    put(stage.transcript, Sent, data=b"", purpose=Purpose.CONTENT, spooled=spooled)
    event = redacted(stage.transcript).events[-1]
    assert isinstance(event, Sent)
    assert event.spooled == Spooled(0, 99_999, "", b"Subject: removed\r\n\r\nremoved\r\n", b"")


def test_a_chunk_keeps_its_length() -> None:
    stage = Stage(play("S: 220 a", "C: EHLO a", "S: 250 CHUNKING", "C: BDAT 24 LAST"))
    stage.sent(b"From: jane@corp.test\r\n\r\nx", Purpose.CONTENT)
    for switches in (Switches(), Switches(body=False)):
        event = redacted(stage.transcript, switches).events[-1]
        assert isinstance(event, Sent)
        assert len(event.data) == 25
        assert b"jane" not in event.data


@pytest.mark.parametrize(
    ("switches", "stays", "goes"),
    [
        (Switches(addresses=False), b"jane@", b"corp.test"),
        (Switches(hosts=False), b"220 mx.corp.test", b"jane@"),
        (Switches(ips=False), b"10.1.2.3", b"corp.test"),
        (Switches(body=False), b"Subject: the merger", b"jane"),
        (Switches(message_ids=False), b"<7f3.merger@", b"jane@"),
        (Switches(queue_ids=True), b"queued as id2", b"4XYZ12"),
    ],
)
def test_each_switch_is_its_own(switches: Switches, stays: bytes, goes: bytes) -> None:
    octets = unread(redacted(play(MESSAGE, "C: NOOP", "S: 250 you are 10.1.2.3"), switches))
    assert stays in octets
    assert goes not in octets


def address(user: str, domain: str) -> str:
    return f"{user}@{domain}"


def everything(
    user: str, domain: str, host: str, ip: str, chunk: int, lead: int
) -> tuple[Transcript, list[bytes]]:
    """A dialogue that has the names in every place there is, some in base64 at any alignment."""
    mailbox = address(user, domain)
    stage = Stage()
    transcript = stage.transcript
    put(
        transcript,
        OpenFailed,
        target=f"telnet {host} 25",
        why=f"{host}: refused",
        tried=(Attempt(f"[{ip}]:25", "no"),),
    )
    put(
        transcript,
        Opened,
        target=host,
        host=host,
        port=25,
        local="127.0.0.1:5",
        peer=f"[{ip}]:25",
        via=f"ssh {user}@{host}",
        exchangers=(Exchanger(host, 10, (ip,)),),
        tried=(Attempt(f"[{ip}]:26", f"{host} is down"),),
    )
    encoded = base64.b64encode(b"zzz"[:lead] + mailbox.encode()).decode()
    said = (
        f"220 {host} ESMTP\r\n250-{host} greets {host} [{ip}]\r\n250 SIZE\r\n"
        f"550 5.1.1 <{mailbox}>: {user} {encoded}\r\n"
    )
    stage.sent(f"EHLO {host}\r\n".encode())
    stage.sent(f"MAIL FROM:<{mailbox}> AUTH={mailbox}\r\n".encode())
    stage.sent(f"RCPT TO:<{mailbox}> ORCPT=rfc822;{mailbox}\r\n".encode())
    for begin in range(0, len(said), chunk):
        stage.arrived(said.encode()[begin : begin + chunk])
    put(transcript, Told, by="ssh", words=f"{user}@{host}: denied")
    put(
        transcript,
        Secured,
        version="TLSv1.3",
        sni=host,
        name=host,
        reason=f"no {host}",
        name_reason=f"not {host}",
    )
    stage.sent(b"DATA\r\n")
    stage.arrived(b"354 go\r\n")
    for line in (
        f"From: {user} <{mailbox}>",
        f"Received: from {host} ([{ip}])",
        "",
        f"{user} {encoded}",
        ".",
    ):
        stage.sent(f"{line}\r\n".encode(), Purpose.CONTENT)
    stage.arrived(f"250 {host} ok\r\n".encode())
    stage.sent(f"NOOP {mailbox}".encode(), Purpose.RAW)
    stage.closed("server", f"{host} closed")
    put(transcript, Note, on=3, text=f"ask {mailbox} at {ip} about {host}")
    return transcript, [mailbox.encode(), domain.encode(), host.encode(), ip.encode(), user.encode()]


_letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=10).map(lambda text: f"q{text}x")
_domains = st.tuples(_letters, st.sampled_from(["test", "co.uk", "xn--p1ai", "museum"])).map(".".join)
_ips = (
    st.one_of(
        st.ip_addresses(v=4, network="10.0.0.0/8"),
        st.ip_addresses(v=4, network="100.64.0.0/10"),
        st.ip_addresses(v=6),
    )
    .filter(lambda one: not (one.is_loopback or one.is_unspecified or str(one).startswith("2001:db8:")))
    .map(str)
)


NAMES = (_letters, _domains, st.one_of(_domains, _letters), _ips, st.integers(1, 90), st.integers(0, 3))


def holds_no_original(user: str, domain: str, host: str, ip: str, chunk: int, lead: int) -> None:
    """A dialogue in which they are named in every place: an export of it with aliases, in each format."""
    transcript, originals = everything(user, domain, host, ip, chunk, lead)
    plain = all_formats(transcript).lower().encode()
    assert all(original.lower() in plain for original in originals)
    aliased = redacted(transcript)
    text = all_formats(
        transcript, Options(aliases=Switches(), asked_by=f"{user} of {address(user, domain)}")
    ).encode()
    for original in originals:
        assert original.lower() not in text.lower()
        for form in forms(original)[1:]:
            assert form not in text
    raw = unread(aliased)
    assert not [one for original in originals for one in forms(original) if one in raw]


@settings(deadline=None, max_examples=15)
@given(*NAMES)
def test_an_aliased_export_holds_no_original_in_any_format(
    user: str, domain: str, host: str, ip: str, chunk: int, lead: int
) -> None:
    """A thousand of them with `python -m tests.soak aliases`."""
    holds_no_original(user, domain, host, ip, chunk, lead)


@pytest.mark.parametrize("session", SESSIONS)
def test_a_real_dialogue_stays_the_same_dialogue(session: int) -> None:
    """Entry by entry: what it is, what it answers, its codes, what was advertised."""
    before, after = played(session), redacted(played(session))
    assert len(after.entries) == len(before.entries)
    for one, other in zip(before.entries, after.entries, strict=True):
        assert (one.kind, one.answers, one.partner, one.at) == (
            other.kind,
            other.answers,
            other.partner,
            other.at,
        )
        assert (one.reply is None) == (other.reply is None)
        if one.reply is not None and other.reply is not None:
            assert (one.reply.code, one.reply.enhanced) == (other.reply.code, other.reply.enhanced)
            assert one.reply.line_count == other.reply.line_count
    assert after.dialogue.extensions == before.dialogue.extensions
    assert after.dialogue.state == before.dialogue.state


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_whatever_arrives_comes_out_as_as_many_events(pieces: list[bytes]) -> None:
    stage = Stage(play("S: 220 a", "C: NOOP"))
    for piece in pieces:
        stage.arrived(piece)
    assert [event.seq for event in redacted(stage.transcript).events] == list(
        range(len(stage.transcript.events))
    )


@pytest.mark.parametrize(
    "octets",
    [
        b"a" * 60_000,
        b"1." * 30_000,
        b"a@" * 30_000,
        b'"' * 60_000,
        b"1:" * 30_000,
        b"=" * 60_000,
        b"a." * 30_000,
    ],
    ids=lambda octets: octets[:2].decode(),
)
def test_a_hostile_line_is_read_in_no_time(octets: bytes) -> None:
    """Steps of a matcher grow with the line; here a square of it would be minutes."""
    stage = Stage(play("S: 220 a", "C: NOOP"))
    stage.arrived(b"250 " + octets + b"\r\n")
    assert len(redacted(stage.transcript).entries) == len(stage.transcript.entries)


def test_an_alias_is_nobody_s_real_name() -> None:
    transcript = redacted(
        play(
            "S: 220 domain2.example",
            "C: MAIL FROM:<user2@domain1.example>",
            "S: 250 192.0.2.1 is 10.0.0.1, host1.example",
        )
    )
    octets = unread(transcript)
    assert not re.search(rb"user2@|domain1\.|domain2\.|192\.0\.2\.1\b|host1\.example", octets)


def test_the_same_again_gives_the_same() -> None:
    once, again = redacted(play(MESSAGE)), redacted(play(MESSAGE))
    assert once.events == again.events
    assert list(itertools.chain(once.entries)) == again.entries


def test_a_binary_proxy_header_tells_no_address() -> None:
    stage = Stage()
    stage.opened()
    head = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c" + bytes([10, 1, 2, 3, 10, 1, 2, 4, 0, 25, 0, 26])
    opened = stage.transcript.events[0]
    assert isinstance(opened, Opened)
    event = redacted(Transcript([replace(opened, preamble=head)])).events[0]
    assert isinstance(event, Opened)
    assert event.preamble == head[:16] + bytes(12)


def test_kinds_are_all_here() -> None:
    transcript, _ = everything("quser", "qdomain.test", "qhost.test", "10.9.8.7", 20, 1)
    assert {entry.kind for entry in transcript.entries} >= {
        Kind.FAILED,
        Kind.TOLD,
        Kind.CONTENT,
        Kind.SECURED,
    }
