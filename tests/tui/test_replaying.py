"""What of an earlier dialogue can be said again, and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from smtpwb.errors import UsageError
from smtpwb.session.script import Content
from smtpwb.transcript.events import Arrived, Closed, Opened, Purpose, Sent, Spooled
from smtpwb.transcript.spool import Spool
from smtpwb.transcript.transcript import Transcript
from smtpwb.tui.replaying import ASKED, history, plan

_WHEN = datetime(2024, 1, 1, 12, tzinfo=UTC)


class _Dialogue:
    """A dialogue written down line by line."""

    def __init__(self) -> None:
        self.transcript = Transcript()

    def add(self, kind: Any, **fields: Any) -> _Dialogue:
        seq = len(self.transcript.events)
        self.transcript.append(kind(seq=seq, wall=_WHEN, at=seq, **fields))
        return self

    def opened(self, target: str = "telnet mx.example.net 25") -> _Dialogue:
        return self.add(Opened, target=target, host="mx.example.net", port=25, local="", peer="")

    def said(self, *lines: str) -> _Dialogue:
        for line in lines:
            self.add(Arrived, data=line.encode() + b"\r\n")
        return self

    def sent(self, line: str, purpose: Purpose = Purpose.COMMAND, **fields: Any) -> _Dialogue:
        return self.add(Sent, data=line.encode() + b"\r\n", purpose=purpose, **fields)

    def closed(self) -> _Dialogue:
        return self.add(Closed, by="server", how="closed the connection")


def _greeted() -> _Dialogue:
    return _Dialogue().opened().said("220 mx.example.net").sent("EHLO ws").said("250 mx.example.net")


def test_all_that_was_sent_is_listed_and_nothing_else() -> None:
    had = _greeted().sent("MAIL FROM:<a@b.example>").said("250 ok").sent("DATA").said("354 go")
    had.sent("Subject: x", Purpose.CONTENT).sent("", Purpose.CONTENT).sent("..", Purpose.CONTENT)
    had.sent(".", Purpose.CONTENT).said("250 queued").sent("QUIT").said("221 bye").closed()
    found = plan(had.transcript)
    lines = ("EHLO ws", "MAIL FROM:<a@b.example>", "DATA", "Subject: x", "", "..", ".", "QUIT")
    assert found.listed == lines
    assert found.groups == (lines,)
    assert found.target == "telnet mx.example.net 25"
    assert found.left_out == found.by_hand == ()


def test_a_message_beside_the_journal_is_said_again_to_the_octet() -> None:
    octets = b"Subject: x\r\n\r\n" + b"..one of many <09> lines, \xff\r\n" * 3000 + b".\r\n"
    with Spool() as spool:
        segment = spool.segment()
        segment.add(octets)
        had = _greeted().sent("MAIL FROM:<a@b.example>").said("250 ok").sent("DATA").said("354 go")
        had.add(Sent, data=b"", purpose=Purpose.CONTENT, spooled=segment.spooled())
        had.said("250 queued").sent("QUIT").said("221 bye").closed()
        had.transcript.read = spool.read
        found = plan(had.transcript)
    (content,) = [step for step in found.script.steps if isinstance(step, Content)]
    assert b"".join(content.pieces) == octets
    assert (found.left_out, found.listed[-1]) == ((), "QUIT")
    assert found.groups == (("EHLO ws", "MAIL FROM:<a@b.example>"),)
    assert found.by_hand == (f"Line by line it ends before the message of {len(octets):,} octets.",)


def test_a_secret_is_asked_for_and_the_lines_behind_it_wait() -> None:
    had = _greeted().sent("AUTH PLAIN ********", masked=((11, 19),)).said("235 in")
    had.sent("AUTH LOGIN").said("334 VXNlcm5hbWU6").sent("****", Purpose.SASL, masked=((0, 4),)).said(
        "501 no"
    )
    had.sent("NOOP").said("250 ok")
    found = plan(had.transcript)
    assert found.listed == ("EHLO ws", f"AUTH PLAIN {ASKED}", "AUTH LOGIN", ASKED, "NOOP")
    assert found.groups == (("EHLO ws", "AUTH PLAIN"), ("AUTH LOGIN",), ("NOOP",))
    assert history(had.transcript) == ("EHLO ws", "AUTH PLAIN", "AUTH LOGIN", "NOOP")
    assert "*" not in "".join((*found.listed, *history(had.transcript)))


def test_it_is_the_connection_of_the_entry_pointed_at() -> None:
    had = _greeted().sent("NOOP").said("250 ok").closed()
    had.opened("telnet other.example.net 25").said("220 other").sent("HELP").said("214 no").closed()
    assert plan(had.transcript).listed == ("HELP",)
    first = plan(had.transcript, 1)
    assert first.listed == ("EHLO ws", "NOOP")
    assert first.target == "telnet mx.example.net 25"
    assert len([event for event in first.before.events if isinstance(event, Opened)]) == 1
    had.opened().said("220 mx")
    assert plan(had.transcript).listed == ("HELP",)


def test_a_message_that_is_not_at_hand_ends_it_before_its_data() -> None:
    had = _greeted().sent("MAIL FROM:<a@b.example>").said("250 ok").sent("DATA").said("354 go")
    spooled = Spooled(0, 1_000_000, "", b"Subject: x", b".\r\n")
    had.add(Sent, data=b"", purpose=Purpose.CONTENT, spooled=spooled).said("250 queued").sent("QUIT")
    found = plan(had.transcript)
    assert found.listed == ("EHLO ws", "MAIL FROM:<a@b.example>")
    assert "The message of 1,000,000 octets and all behind it" in found.left_out[0]


def test_what_is_no_line_is_left_out_of_the_lines() -> None:
    had = _greeted().add(Sent, data=b"NO", purpose=Purpose.RAW).sent("OP").said("250 ok")
    found = plan(had.transcript)
    assert found.by_hand == ("Line by line raw octets are left out.",)
    assert "NO  (raw, no CRLF)" in found.listed
    had = _greeted().sent("BDAT 3 LAST").add(Sent, data=b"abc", purpose=Purpose.CONTENT).said("250 ok")
    had.sent("QUIT")
    found = plan(had.transcript)
    assert found.groups == (("EHLO ws",),)
    assert "BDAT" in found.by_hand[0]


def test_where_nothing_was_said_nothing_can_be_said_again() -> None:
    for empty in (_Dialogue(), _Dialogue().opened(), _Dialogue().opened().said("220 mx")):
        with pytest.raises(UsageError, match="nothing was said"):
            plan(empty.transcript)
