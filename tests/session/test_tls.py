"""The TLS filter in memory, against OpenSSL's own server side."""

from __future__ import annotations

import contextlib
import ssl
import struct
from itertools import pairwise

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from smtpwb.session.tls import RecordSplitter, Stage, TlsFilter, bare_name
from tests.session.servers import certified

records = st.builds(
    lambda kind, body: struct.pack("!BHH", kind, 0x0303, len(body)) + body,
    st.integers(20, 23),
    st.binary(max_size=40),
)
plain = st.one_of(st.just(b""), st.from_regex(rb"[2-5][0-9][0-9] .*\r\n", fullmatch=True))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[begin:end] for begin, end in pairwise(places)]


@given(st.lists(records, max_size=4), plain, st.lists(st.integers(0, 300), max_size=8))
def test_splitter_finds_where_tls_ends_however_it_is_cut(
    before: list[bytes], after: bytes, cuts: list[int]
) -> None:
    tls = b"".join(before)
    splitter = RecordSplitter()
    divided = [splitter.feed(piece) for piece in pieces(tls + after, cuts)]
    assert b"".join(records for records, _ in divided) == tls
    assert b"".join(beside for _, beside in divided) == after
    assert splitter.broken == bool(after)


@given(st.lists(st.binary(max_size=20), max_size=8))
def test_splitter_loses_nothing(chunks: list[bytes]) -> None:
    splitter = RecordSplitter()
    divided = [splitter.feed(chunk) for chunk in chunks]
    out = b"".join(records for records, _ in divided) + b"".join(beside for _, beside in divided)
    whole = b"".join(chunks)
    assert whole.startswith(out)
    assert len(whole) - len(out) < 5  # at most the beginning of a header is held back


class Peer:
    """The server's side, in memory."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def feed(self, data: bytes) -> bytes:
        """Take what the client wrote; go on with the handshake; return what goes back."""
        self.incoming.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.outgoing.read()


def shaken(context: ssl.SSLContext, host: str = "mx.example.net") -> tuple[TlsFilter, Peer]:
    """Client and server after a handshake."""
    client, server = TlsFilter(host), Peer(context)
    client.start()
    while flight := client.outgoing():
        back = server.feed(flight)
        assert client.feed(back) == (b"", b"")
    return client, server


def test_handshake_and_both_ways(ca: trustme.CA) -> None:
    client, server = shaken(certified(ca, "mx.example.net"))
    assert client.stage is Stage.SECURE
    client.encrypt(b"EHLO x\r\n" * 5000)
    server.incoming.write(client.outgoing())
    heard = b"".join(iter(lambda: server.tls.read(1 << 14) if server.incoming.pending else b"", b""))
    assert heard == b"EHLO x\r\n" * 5000
    server.tls.write(b"250 x\r\n")
    assert client.feed(server.outgoing.read()) == (b"250 x\r\n", b"")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("host", "doubt"),
    [("mx.example.net", ""), ("mx.example.net.", ""), ("a.example", "Hostname mismatch")],
)
def test_agreed(ca: trustme.CA, host: str, doubt: str) -> None:
    client, server = shaken(certified(ca, "mx.example.net"), host)
    agreed = client.agreed()
    assert agreed.version == server.tls.version() == "TLSv1.3"
    assert agreed.cipher
    assert agreed.reason.startswith(doubt)
    assert bool(agreed.reason) == bool(doubt)
    assert b"mx.example.net" in agreed.certificates[0]


def test_a_certificate_nobody_vouches_for_is_no_obstacle(ca: trustme.CA) -> None:
    client, _ = shaken(certified(ca, "mx.example.net"))
    assert client.stage is Stage.SECURE
    assert "issuer" in client.agreed().reason


def test_plain_text_in_place_of_the_handshake() -> None:
    client = TlsFilter("mx.example.net")
    client.start()
    assert client.outgoing()[:1] == b"\x16"
    assert client.feed(b"454 TLS not available\r\n") == (b"", b"454 TLS not available\r\n")
    assert client.stage is Stage.FAILED
    assert client.reason == "the server answered in plain text"


def test_plain_text_after_the_first_flight(ca: trustme.CA) -> None:
    client, server = TlsFilter("mx.example.net"), Peer(certified(ca, "mx.example.net"))
    client.start()
    flight = server.feed(client.outgoing())
    half = len(flight) // 2
    assert client.feed(flight[:half]) == (b"", b"")
    assert client.stage is Stage.HANDSHAKE
    _, beside = client.feed(flight[half:] + b"421 down\r\n")
    assert beside == b"421 down\r\n"


def test_plain_text_within_tls(ca: trustme.CA) -> None:
    client, server = shaken(certified(ca, "mx.example.net"))
    server.tls.write(b"250 inside\r\n")
    assert client.feed(server.outgoing.read() + b"421 beside\r\n") == (b"250 inside\r\n", b"421 beside\r\n")
    assert client.feed(b"more\r\n") == (b"", b"more\r\n")
    assert client.stage is Stage.SECURE


def test_an_alert_fails_the_handshake() -> None:
    client = TlsFilter("mx.example.net")
    client.start()
    client.feed(b"\x15\x03\x03\x00\x02\x02\x46")  # fatal, protocol_version
    assert client.stage is Stage.FAILED
    assert client.alert == "protocol_version"
    assert client.reason == "the server sent the alert protocol_version"


def test_garbage_in_records_breaks_tls(ca: trustme.CA) -> None:
    client, _ = shaken(certified(ca, "mx.example.net"))
    client.feed(struct.pack("!BHH", 23, 0x0303, 40) + bytes(40))
    assert client.stage is Stage.ENDED
    assert client.reason
    client.goodbye()
    assert client.feed(b"") == (b"", b"")


def test_close_notify_is_answered(ca: trustme.CA) -> None:
    client, server = shaken(certified(ca, "mx.example.net"))
    server.tls.write(b"221 bye\r\n")
    with pytest.raises(ssl.SSLWantReadError):
        server.tls.unwrap()
    assert client.feed(server.outgoing.read()) == (b"221 bye\r\n", b"")
    assert (client.stage, client.reason) == (Stage.ENDED, "")
    client.goodbye()
    server.incoming.write(client.outgoing())
    server.tls.unwrap()


@pytest.mark.parametrize(
    ("host", "name"), [("mx.example.net.", "mx.example.net"), ("fe80::1%eth0", "fe80::1"), ("mx", "mx")]
)
def test_bare_name(host: str, name: str) -> None:
    assert bare_name(host) == name
