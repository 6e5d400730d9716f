"""What is no SMTP server, by its first octets and by its silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.reference.stranger import kinds, recognise
from smtpwb.smtp.visible import unvisible

FIRST = [
    # octets, TLS awaited, name, certainty
    (b"\x15\x03\x03\x00\x02\x02\x46", False, "TLS alert", "likely"),
    (b"\x16\x03\x03\x00\x7a\x02", False, "TLS", "likely"),
    (b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n", False, "HTTP", "likely"),
    (b"HTTP/1.0 400 Bad Request\r\n", True, "HTTP", "likely"),
    (b"<!DOCTYPE HTML><html>", False, "HTTP", "likely"),
    (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", False, "SSH", "likely"),
    (b"220 (vsFTPd 3.0.3)\r\n", False, "FTP", "perhaps"),
    (b"220 ProFTPD Server (Debian) [::ffff:192.0.2.1]\r\n", False, "FTP", "perhaps"),
    (b"220-FileZilla Server 1.7.0\r\n", False, "FTP", "perhaps"),
    (b"220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------\r\n", False, "FTP", "perhaps"),
    (b"220 host.example.net FTP server ready.\r\n", False, "FTP", "perhaps"),
    (b"+OK Dovecot ready.\r\n", False, "POP3", "likely"),
    (b"* OK [CAPABILITY IMAP4rev1 LITERAL+] ready.\r\n", False, "IMAP", "likely"),
    (b'"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', False, "ManageSieve", "likely"),
    (b"200 news.example.net InterNetNews NNRP server ready (posting ok)\r\n", False, "NNTP", "likely"),
    (b"201 welcome\r\n", False, "NNTP", "perhaps"),
    (bytes.fromhex("302402010078") + b"\x1f\x0a\x01\x02", False, "LDAP", "likely"),
    (bytes.fromhex("3084000000240201007884") + b"\x00", False, "LDAP", "likely"),
    (b"J\x00\x00\x00\x0a8.0.36\x00\x0c\x00\x00\x00", False, "MySQL", "likely"),
    (b"F\x00\x00\x00\xffj\x04Host '192.0.2.1' is not allowed to connect", False, "MySQL", "likely"),
    (b"E\x00\x00\x00\x88SFATAL\x00VFATAL\x00C0A000\x00", False, "PostgreSQL", "likely"),
    (b"-ERR unknown command 'EHLO'\r\n", False, "Redis", "likely"),
    (b"\xff\xfd\x18\xff\xfd\x20", False, "Telnet", "likely"),
    (b"RFB 003.008\n", False, "VNC", "likely"),
    (b"<?xml version='1.0'?><stream:stream xmlns='jabber:client'>", False, "XMPP", "likely"),
    (b"220 mx.example.net ESMTP Postfix\r\n", True, "plain SMTP", "likely"),
    (b"554 5.7.1 no\r\n", True, "plain SMTP", "likely"),
]


@pytest.mark.parametrize(("first", "tls", "name", "certainty"), FIRST)
def test_a_stranger_is_known_by_its_first_octets(first: bytes, tls: bool, name: str, certainty: str) -> None:
    stranger = recognise(first, tls)
    assert stranger is not None
    assert (stranger.name, stranger.certainty) == (name, certainty)
    assert first.startswith(unvisible(stranger.said.rstrip("…"))[:10])


@pytest.mark.parametrize(
    "first",
    [
        b"220 mx.example.net ESMTP Postfix\r\n",
        b"220-mx.example.net wait a moment\r\n",
        b"220 ftp.example.net ESMTP ready\r\n",
        b"220 ftp.example.net ready\r\n",
        b"220 mx ESMTP, no FTP here\r\n",
        b"554 no\r\n",
        b"421 4.3.2 busy\r\n",
        b"2",
        b"",
    ],
)
def test_what_may_be_smtp_is_no_stranger(first: bytes) -> None:
    assert recognise(first) is None


def test_tls_is_no_stranger_where_it_was_awaited() -> None:
    assert recognise(b"\x16\x03\x03\x00\x7a\x02", tls_expected=True) is None


def test_silence_tells_the_greet_delay_on_a_plain_port() -> None:
    silence = recognise(b"", silent_seconds=12.4)
    assert silence is not None
    assert (silence.name, silence.said) == ("silence", "nothing for 12 s")
    assert "30 s" in silence.remedy
    assert "smtps://" in silence.remedy


def test_silence_tells_of_starttls_where_tls_was_awaited() -> None:
    silence = recognise(b"", tls_expected=True, silent_seconds=12)
    assert silence is not None
    assert "smtp://" in silence.remedy


def test_who_has_spoken_is_not_silent() -> None:
    assert recognise(b"220 mx\r\n", silent_seconds=60) is None


def test_tls_on_a_plain_port_names_the_remedy() -> None:
    stranger = recognise(b"\x15\x03\x01\x00\x02\x02\x46")
    assert stranger is not None
    assert "smtps://" in stranger.remedy


def test_every_kind_is_reached_and_has_sentences() -> None:
    assert {kind.name for kind in kinds()} == {name for _, _, name, _ in FIRST} | {"silence"}
    for kind in kinds():
        assert kind.sentence.endswith(".")
        assert kind.remedy.endswith(".")


@given(st.binary(max_size=200), st.booleans(), st.none() | st.floats(0, 1e6))
def test_any_octets_get_an_answer_that_is_safe_to_show(first: bytes, tls: bool, silent: float | None) -> None:
    stranger = recognise(first, tls, silent)
    if stranger is not None:
        assert stranger.said.isprintable()
        assert len(stranger.said) <= 80


def test_a_megabyte_is_answered_from_its_beginning() -> None:
    assert recognise(b"220 " + b"-" * 1_000_000) is None
    assert recognise(b"\x00" * 1_000_000) is None
