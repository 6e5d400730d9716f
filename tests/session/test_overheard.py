"""What a handshake's messages tell: groups by their names, and nothing from what is cut off or strange."""

from __future__ import annotations

import ssl
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.overheard import GROUPS, Overheard, exchanged_group, key_share_group


def server_hello(group: int, session: bytes = b"", retry: bool = False) -> bytes:
    """RFC 8446 §4.1.3, with supported_versions before key_share."""
    share = struct.pack("!H", group) + (b"" if retry else struct.pack("!H", 4) + b"\0\1\2\3")
    extensions = struct.pack("!HHH", 43, 2, 0x0304) + struct.pack("!HH", 51, len(share)) + share
    body = b"\x03\x03" + bytes(32) + bytes([len(session)]) + session + b"\x13\x01\x00"
    body += struct.pack("!H", len(extensions)) + extensions
    return b"\x02" + len(body).to_bytes(3) + body


def key_exchange(body: bytes) -> bytes:
    return b"\x0c" + len(body).to_bytes(3) + body


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("session", [b"", bytes(32)])
def test_key_share(group: int, session: bytes) -> None:
    assert key_share_group(server_hello(group, session)) == GROUPS[group]
    assert key_share_group(server_hello(group, session, retry=True)) == GROUPS[group]


def test_a_group_without_a_name_keeps_its_number() -> None:
    assert key_share_group(server_hello(0x1234)) == "group 0x1234"


def test_a_server_hello_of_tls_1_2_has_no_key_share() -> None:
    body = b"\x03\x03" + bytes(32) + b"\x00\xc0\x2f\x00" + struct.pack("!H", 5) + b"\xff\x01\x00\x01\x00"
    assert key_share_group(b"\x02" + len(body).to_bytes(3) + body) == ""


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"\x03\x00\x1d\x20" + bytes(32), "x25519"),
        (b"\x03\x00\x17\x41" + bytes(65), "secp256r1"),
        (b"\x01\x00" + bytes(256 + 10), "DH, 2048 bits"),
        (b"\x00\x80" + bytes(128 + 10), "DH, 1024 bits"),
        (b"\x01\x00" + bytes(10), ""),
        (b"\x03", ""),
        (b"", ""),
    ],
)
def test_server_key_exchange(body: bytes, name: str) -> None:
    assert exchanged_group(key_exchange(body)) == name


@given(st.binary(max_size=80), st.integers(0, 60))
def test_what_is_cut_off_or_strange_says_nothing_and_breaks_nothing(data: bytes, cut: int) -> None:
    for message in (data, b"\x02" + data, b"\x0c" + data, server_hello(29)[:cut]):
        assert isinstance(key_share_group(message), str)
        assert isinstance(exchanged_group(message), str)


def heard(*messages: tuple[str, int, bytes]) -> Overheard:
    overheard = Overheard(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    for direction, content, data in messages:
        overheard._hear(None, direction, 0x0304, content, data[0] if data else 0, data)
    return overheard


def test_the_group_of_a_retry_gives_way_to_the_one_agreed_on() -> None:
    retry, hello = server_hello(23, retry=True), server_hello(29)
    assert heard(("read", 22, retry), ("read", 22, hello)).group == "x25519"


def test_what_the_client_says_is_not_taken_for_the_servers() -> None:
    overheard = heard(("write", 22, server_hello(29)), ("write", 21, b"\x02\x46"))
    assert (overheard.group, overheard.alert) == ("", None)


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([], ""),
        ([("read", 22, b"\x0d\0\0\0")], "asked"),
        ([("read", 22, b"\x0d\0\0\0"), ("write", 22, b"\x0b\0\0\4\0\0\0\0")], "asked"),
        ([("read", 22, b"\x0d\0\0\0"), ("write", 22, b"\x0b\0\1\0" + bytes(256))], "given"),
    ],
)
def test_client_certificate(messages: list[tuple[str, int, bytes]], told: str) -> None:
    assert heard(*messages).client_certificate == told


def test_listening_ends() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    overheard = Overheard(context)
    overheard.stop()
    assert vars(ssl.SSLContext)["_msg_callback"].__get__(context) is None


def test_python_still_lets_one_listen() -> None:
    """Not documented, and the only way to the group before Python 3.15: without it, less is told."""
    assert hasattr(ssl.SSLContext, "_msg_callback")
