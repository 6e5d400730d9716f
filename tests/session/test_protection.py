"""What protects a connection, against a server in memory: what is told, and what an end means."""

from __future__ import annotations

import contextlib
import ssl
from typing import Any

import pytest
import trustme

from smtpwb.session.protection import _PIECE, Protection
from smtpwb.session.tls_options import TlsOptions
from tests.session.servers import certified

NAME = "mx.example.net"


class Stage:
    """A protection, and everything that it asks for; `server` is the other end, if it speaks TLS."""

    def __init__(self, ca: trustme.CA, options: TlsOptions) -> None:
        self.told: list[dict[str, Any]] = []
        self.arrived: list[tuple[bytes, bool]] = []
        self.written: list[bytes] = []
        self.shut: list[tuple[str, str]] = []
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.server = certified(ca, NAME).wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.protection = Protection(
            NAME,
            options,
            tell=lambda **fields: self.told.append(fields),
            arrived=lambda data, tls: self.arrived.append((data, tls)),
            write=lambda data: self.written.append(data) if data else None,
            shut=lambda by, how: self.shut.append((by, how)),
        )

    def shake(self) -> None:
        """Begin, and go on until neither side has anything to say."""
        self.protection.begin()
        while self.written:
            for data in self.written:
                self.incoming.write(data)
            self.written.clear()
            with contextlib.suppress(ssl.SSLWantReadError):
                self.server.do_handshake()
            if back := self.outgoing.read():
                self.protection.received(back)

    def say(self, data: bytes) -> None:
        """The server speaks inside TLS."""
        self.server.write(data)
        self.protection.received(self.outgoing.read())


def staged(ca: trustme.CA, **options: Any) -> Stage:
    return Stage(ca, TlsOptions(**options))


def test_at_first_everything_is_plain(ca: trustme.CA) -> None:
    stage = staged(ca)
    stage.protection.transmit(b"EHLO x\r\n")
    stage.protection.received(b"250 x\r\n")
    assert (stage.written, stage.arrived) == ([b"EHLO x\r\n"], [(b"250 x\r\n", False)])
    assert stage.protection.last_words() == b""
    assert stage.protection.over("server") == ("", False)
    assert stage.told == []


def test_then_everything_is_inside(ca: trustme.CA) -> None:
    stage = staged(ca)
    stage.shake()
    assert [told["version"] for told in stage.told] == ["TLSv1.3"]
    stage.say(b"250 x\r\n")
    assert stage.arrived == [(b"250 x\r\n", True)]
    assert stage.protection.over("server") == ("", True)
    assert stage.protection.over("you") == ("", False)


def test_much_goes_in_pieces_and_none_is_lost(ca: trustme.CA) -> None:
    stage = staged(ca)
    stage.shake()
    message = bytes(range(256)) * (3 * _PIECE // 256) + b"end"
    stage.protection.transmit(message)
    assert len(stage.written) == 4
    assert max(map(len, stage.written)) < 2 * _PIECE
    for data in stage.written:
        stage.incoming.write(data)
    heard = b""
    while len(heard) < len(message):
        heard += stage.server.read(1 << 16)
    assert heard == message


def test_tls_is_not_begun_inside_itself(ca: trustme.CA) -> None:
    stage = staged(ca)
    stage.shake()
    stage.protection.begin()
    assert stage.told[-1]["version"] == ""
    assert "active already" in stage.told[-1]["reason"]
    assert stage.written == []


@pytest.mark.parametrize(
    ("by", "reason"),
    [("you", "you hung up during the handshake"), ("server", "the connection ended during the handshake")],
)
def test_an_end_in_the_middle_is_told(ca: trustme.CA, by: str, reason: str) -> None:
    stage = staged(ca)
    stage.protection.begin()
    assert stage.protection.handshaking
    assert stage.protection.over(by) == ("", False)
    assert [told["reason"] for told in stage.told] == [reason]


def test_after_a_failure_it_goes_on_in_clear_unless_the_user_insists(ca: trustme.CA) -> None:
    for verify, shut in ((False, []), (True, [("you", "hung up: there is no TLS to verify")])):
        stage = staged(ca, verify=verify)
        stage.protection.begin()
        stage.protection.received(b"454 no\r\n")
        assert stage.arrived == [(b"454 no\r\n", False)]
        assert stage.told[-1]["version"] == ""
        assert stage.shut == shut


def test_an_unverified_server_gets_nothing_more_from_who_insists(ca: trustme.CA) -> None:
    stage = staged(ca, verify=True)
    stage.shake()
    assert [by for by, _ in stage.shut] == ["you"]
    assert not stage.told[-1]["verified"]
    with pytest.raises(ssl.SSLWantReadError):
        stage.server.do_handshake()  # it waits for the client's Finished


def test_close_notify_is_answered_and_ends_the_connection(ca: trustme.CA) -> None:
    stage = staged(ca)
    stage.shake()
    with pytest.raises(ssl.SSLWantReadError):
        stage.server.unwrap()
    stage.protection.received(stage.outgoing.read())
    assert len(stage.written) == 1
    assert stage.shut == [("server", "closed the connection")]
    assert stage.protection.over("server") == ("", False)
