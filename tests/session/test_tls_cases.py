"""What a server, or whoever stands between, can do to a TLS handshake: each told for what it is.

All over real sockets on loopback. The connection lives wherever TCP does, and nothing goes out that nobody
ordered.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from smtpwb.errors import ConnectionLost, UsageError
from smtpwb.session.options import Options
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.session.tls_options import TlsOptions
from smtpwb.smtp.dialogue import State
from smtpwb.transcript import findings
from smtpwb.transcript.events import Closed, Secured
from tests.session.servers import (
    HOST,
    Server,
    certified,
    kinds,
    last,
    listening,
    order,
    playing,
    said,
    sent,
    talking_to,
)

_DEFAULT = TlsOptions()
STARTTLS = """
    S: 220 ready
    C: STARTTLS
    S: 220 go ahead
"""
SHAKEN = f"{STARTTLS}\n<starttls>"
INSIDE = f"{SHAKEN}\nC: EHLO x\nS: 250 inside"


def secured(session: Session) -> Secured:
    (event,) = [event for event in session.transcript.events if isinstance(event, Secured)]
    return event


def ended(session: Session) -> Closed:
    event = last(session)
    assert isinstance(event, Closed)
    return event


def served(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@contextlib.asynccontextmanager
async def alerting(context: ssl.SSLContext, options: TlsOptions = _DEFAULT) -> AsyncIterator[Session]:
    """A session with a server that tells by an alert why it breaks a handshake off, as asyncio's do not."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        await reader.readline()
        writer.write(b"220 go ahead\r\n")
        while data := await reader.read(1 << 16):
            incoming.write(data)
            with contextlib.suppress(ssl.SSLError):
                tls.do_handshake()
            writer.write(outgoing.read())

    async with listening(serve, Server()) as server, talking_to(server, options=options) as session:
        yield session


async def shaken(session: Session) -> Secured:
    """Wait for the greeting, say STARTTLS, and see the handshake through."""
    await session.settled(5)
    await order(session, b"STARTTLS")
    return secured(session)


# Alerts, and what is no TLS


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (40, "handshake_failure"),
        (48, "unknown_ca"),
        (70, "protocol_version"),
        (112, "unrecognized_name"),
        (116, "certificate_required"),
        (120, "no_application_protocol"),
        (199, "number 199"),
    ],
)
async def test_an_alert_is_named_and_the_connection_lives(number: int, name: str) -> None:
    alert = f"<15><03><03><00><02><02><{number:02X}>"
    async with playing(f"{STARTTLS}\n<record>\nS+ {alert}\nC: NOOP\nS: 250 still here") as (server, session):
        event = await shaken(session)
        assert (event.version, event.alert) == ("", name)
        assert event.reason == f"the server sent the alert {name}"
        await order(session, b"NOOP")
    assert server.heard == [b"STARTTLS\r\n", b"NOOP\r\n"]
    assert said(session, tls=False).endswith(b"250 still here\r\n")


async def test_a_reset_in_mid_handshake() -> None:
    async with playing(f"{STARTTLS}\n<record>\n<reset>") as (_, session):
        await session.settled(5)
        session.send(b"STARTTLS")
        await session.closed()
    assert secured(session).reason == "the connection ended during the handshake"
    assert kinds(session)[-2:] == ["Secured", "Closed"]
    assert not ended(session).truncated


async def test_a_stall_closes_nothing_and_the_user_can_hang_up() -> None:
    async with playing(f"{STARTTLS}\n<unplug>") as (_, session):
        await session.settled(5)
        session.send(b"STARTTLS")
        with pytest.raises(TimeoutError):
            await session.settled(0.05)
        assert session.handshaking
        assert session.connected
        assert session.transcript.dialogue.state is State.TLS
        session.hang_up()
    assert secured(session).reason == "you hung up during the handshake"
    assert ended(session).by == "you"
    assert sent(session) == [b"STARTTLS\r\n"]


async def test_what_is_planted_behind_the_220_is_found() -> None:
    """CVE-2011-0411, from the server's side: in one segment with the 220."""
    script = """
        S: 220 ready
        C: STARTTLS
        S: 220 go ahead
        S: 250 planted
        <starttls>
        C: EHLO x
        S: 250 true
    """
    async with playing(script, tls=certified(trustme.CA(), HOST)) as (_, session):
        await shaken(session)
        await order(session, b"EHLO x")
    entries = session.transcript.entries
    told = {
        entry.kind.value: entry
        for index, entry in enumerate(entries)
        if findings.injected(session.transcript, index)
    }
    assert sorted(told) == ["reply", "secured"]
    reply = told["reply"].reply
    assert reply is not None
    assert reply.texts == (b"planted",)
    assert told["reply"].unsolicited
    assert not told["reply"].tls


# Versions


def only(version: ssl.TLSVersion, ca: trustme.CA) -> ssl.SSLContext:
    context = certified(ca, HOST)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


async def test_a_server_of_the_day_before_yesterday(ca: trustme.CA) -> None:
    async with alerting(only(ssl.TLSVersion.TLSv1, ca)) as session:
        event = await shaken(session)
    assert (event.version, event.alert) == ("", "protocol_version")


async def test_a_server_that_answers_in_an_old_version() -> None:
    """One that has never heard of version negotiation by extension, as RFC 8446 §4.2.1 has it."""
    hello = "<16><03><01><00>*<02><00><00>&<03><01>" + "<00>" * 32 + "<00><00>/<00>"
    async with playing(f"{STARTTLS}\n<record>\nS+ {hello}") as (_, session):
        event = await shaken(session)
        assert (event.version, event.offered) == ("", "TLS 1.0")
        assert event.reason == "unsupported protocol"


@pytest.mark.parametrize(
    ("version", "name"), [(ssl.TLSVersion.TLSv1, "TLSv1"), (ssl.TLSVersion.TLSv1_1, "TLSv1.1")]
)
async def test_an_old_version_is_spoken_when_it_is_asked_for(
    ca: trustme.CA, version: ssl.TLSVersion, name: str
) -> None:
    options = TlsOptions(minimum="1.0")
    async with playing(INSIDE, tls=only(version, ca), options=options) as (_, session):
        event = await shaken(session)
        await order(session, b"EHLO x")
    assert (event.version, event.group) == (name, "x25519")
    assert said(session, tls=True) == b"250 inside\r\n"


async def test_a_version_that_is_too_low_for_the_user(ca: trustme.CA) -> None:
    options = TlsOptions(minimum="1.3")
    async with alerting(only(ssl.TLSVersion.TLSv1_2, ca), options) as session:
        event = await shaken(session)
    assert (event.version, event.alert) == ("", "protocol_version")


@pytest.mark.parametrize(
    ("version", "name"), [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")]
)
@pytest.mark.parametrize("curve", ["prime256v1", "secp384r1"])
async def test_group_of_the_key_exchange(
    ca: trustme.CA, version: ssl.TLSVersion, name: str, curve: str
) -> None:
    context = only(version, ca)
    context.set_ecdh_curve(curve)
    async with playing(SHAKEN, tls=context) as (_, session):
        event = await shaken(session)
    assert event.version == name
    assert event.group == {"prime256v1": "secp256r1"}.get(curve, curve)
    assert event.bits in (128, 256)


# Certificates

EXPIRED = {"not_before": datetime(2001, 1, 1, tzinfo=UTC), "not_after": datetime(2003, 1, 1, tzinfo=UTC)}
LATER = {"not_before": datetime(2101, 1, 1, tzinfo=UTC), "not_after": datetime(2103, 1, 1, tzinfo=UTC)}


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("names", "issue", "code", "name_reason"),
    [
        ((HOST,), {}, 0, ""),
        ((HOST,), EXPIRED, 10, ""),
        ((HOST,), LATER, 9, ""),
        (("mx.example.net",), {}, 0, "IP address mismatch"),
        (("mx.example.net",), EXPIRED, 10, "IP address mismatch"),
    ],
    ids=["good", "expired", "not yet valid", "other name", "expired and other name"],
)
async def test_chain_and_name_are_judged_apart(
    ca: trustme.CA, names: tuple[str, ...], issue: dict[str, Any], code: int, name_reason: str
) -> None:
    async with playing(INSIDE, tls=served(ca.issue_cert(*names, **issue))) as (_, session):
        event = await shaken(session)
        await order(session, b"EHLO x")
    assert event.chain_code == code
    assert bool(event.chain_reason) == bool(code)
    assert event.name_reason.startswith(name_reason)
    assert bool(event.name_reason) == bool(name_reason)
    assert event.verified == (not code and not name_reason)
    assert said(session, tls=True) == b"250 inside\r\n"


async def test_unknown_authority_and_missing_intermediate(ca: trustme.CA, trusted: None) -> None:
    stranger = trustme.CA().issue_cert(HOST)
    child = ca.create_child_ca().issue_cert(HOST)
    lonely = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with child.private_key_pem.tempfile() as key, child.cert_chain_pems[0].tempfile() as certificate:
        lonely.load_cert_chain(certificate, key)
    for context in (served(stranger), lonely):
        async with playing(SHAKEN, tls=context) as (_, session):
            event = await shaken(session)
        assert event.chain_code in (20, 21)
        assert event.name_reason == ""


async def test_self_signed() -> None:
    """A root that serves itself."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.private_key_pem.tempfile() as key, authority.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    async with playing(SHAKEN, tls=context) as (_, session):
        event = await shaken(session)
    assert event.chain_code == 18


async def test_own_roots_verify(ca: trustme.CA, tmp_path: Path) -> None:
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    options = TlsOptions(verify=True, ca_file=str(tmp_path / "ca.pem"))
    async with playing(INSIDE, tls=certified(ca, HOST), options=options) as (_, session):
        event = await shaken(session)
        await order(session, b"EHLO x")
    assert event.verified
    assert event.name == HOST


# What the user insists on


async def test_verify_ends_the_connection_before_any_further_octet(ca: trustme.CA) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = certified(ca, HOST).wrap_bio(incoming, outgoing, server_side=True)
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        await reader.readline()
        writer.write(b"220 go ahead\r\n")
        incoming.write(await reader.read(1 << 16))
        with contextlib.suppress(ssl.SSLWantReadError):
            tls.do_handshake()
        writer.write(outgoing.read())
        heard.append(await reader.read())

    async with (
        listening(serve, Server()) as server,
        talking_to(server, options=TlsOptions(verify=True)) as session,
    ):
        await session.settled(5)
        session.send(b"STARTTLS")
        await session.closed()
        with pytest.raises(ConnectionLost):
            session.send(b"EHLO x")
    assert heard == [b""]  # not even what would end the handshake
    assert not secured(session).verified
    assert (ended(session).by, ended(session).how[:43]) == (
        "you",
        "hung up: the certificate is not verified: u",
    )
    assert sent(session) == [b"STARTTLS\r\n"]


async def test_verify_does_not_go_on_in_clear_either() -> None:
    options = TlsOptions(verify=True)
    script = f"{STARTTLS}\n<record>\nS: 454 4.7.0 no TLS today"
    async with playing(script, options=options) as (_, session):
        await session.settled(5)
        session.send(b"STARTTLS")
        await session.closed()
    assert said(session).endswith(b"454 4.7.0 no TLS today\r\n")
    assert ended(session).how == "hung up: there is no TLS to verify"


def listening_for_names(ca: trustme.CA, heard: list[str | None]) -> ssl.SSLContext:
    context = certified(ca, "mx.example.net", HOST)

    def note(_: object, name: str | None, __: object) -> None:
        heard.append(name)

    context.sni_callback = note
    return context


@pytest.mark.parametrize(
    ("sni", "heard", "name"),
    [(None, None, HOST), ("mx.example.net", "mx.example.net", "mx.example.net"), ("", None, HOST)],
)
async def test_server_name(ca: trustme.CA, sni: str | None, heard: str | None, name: str) -> None:
    names: list[str | None] = []
    options = TlsOptions(sni=sni)
    async with playing(SHAKEN, tls=listening_for_names(ca, names), options=options) as (_, session):
        event = await shaken(session)
    assert names == [heard]
    assert event.sni == (heard or "")
    assert event.name == name
    assert event.name_reason == ""


async def test_what_no_handshake_can_be_made_with_is_told_before_there_is_a_connection() -> None:
    async with playing("S: 220 ready") as (server, session):
        session.hang_up()
        with pytest.raises(UsageError, match="cannot be sent as a server name"):
            await session.connect(parse(server.target), Options(tls=TlsOptions(sni=".x")))
        assert not session.connected


async def test_a_file_that_is_gone_when_it_is_wanted_is_told(identity: TlsOptions) -> None:
    async with playing(f"{STARTTLS}\nC: NOOP\nS: 250 OK", options=identity) as (_, session):
        Path(identity.client_certificate).unlink()
        event = await shaken(session)
        assert "cannot be read" in event.reason
        await order(session, b"NOOP")
    assert said(session, tls=False).endswith(b"250 OK\r\n")


async def test_protocols_offered(ca: trustme.CA) -> None:
    context = certified(ca, HOST)
    context.set_alpn_protocols(["smtp", "h2"])
    options = TlsOptions(alpn=("lmtp", "smtp"))
    async with playing(SHAKEN, tls=context, options=options) as (_, session):
        event = await shaken(session)
    assert event.alpn == "smtp"


# Client certificates


@pytest.fixture
def identity(ca: trustme.CA, tmp_path: Path) -> TlsOptions:
    path = tmp_path / "me.pem"
    ca.issue_cert("me@example.net").private_key_and_cert_chain_pem.write_to_path(str(path))
    return TlsOptions(client_certificate=str(path))


def demanding(ca: trustme.CA, version: ssl.TLSVersion, mode: ssl.VerifyMode) -> ssl.SSLContext:
    context = only(version, ca)
    ca.configure_trust(context)
    context.verify_mode = mode
    return context


BOTH = pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])


@BOTH
async def test_a_client_certificate_is_given(
    ca: trustme.CA, version: ssl.TLSVersion, identity: TlsOptions
) -> None:
    context = demanding(ca, version, ssl.CERT_REQUIRED)
    async with playing(INSIDE, tls=context, options=identity) as (_, session):
        event = await shaken(session)
        await order(session, b"EHLO x")
    assert event.client_certificate == "given"


@BOTH
async def test_a_client_certificate_is_asked_for_and_may_lack(
    ca: trustme.CA, version: ssl.TLSVersion
) -> None:
    context = demanding(ca, version, ssl.CERT_OPTIONAL)
    async with playing(INSIDE, tls=context) as (_, session):
        event = await shaken(session)
        await order(session, b"EHLO x")
    assert event.client_certificate == "asked"


async def test_a_client_certificate_is_demanded_in_tls_1_3(ca: trustme.CA) -> None:
    """The alert comes when the handshake is done on this side."""
    context = demanding(ca, ssl.TLSVersion.TLSv1_3, ssl.CERT_REQUIRED)
    async with alerting(context) as session:
        await session.settled(5)
        session.send(b"STARTTLS")
        await session.closed()
    event = secured(session)
    assert (event.version, event.client_certificate) == ("TLSv1.3", "asked")
    end = ended(session)
    assert (end.by, end.alert) == ("server", "certificate_required")
    assert end.how == "ended TLS with the alert certificate_required"


async def test_a_client_certificate_is_demanded_in_tls_1_2(ca: trustme.CA) -> None:
    context = demanding(ca, ssl.TLSVersion.TLSv1_2, ssl.CERT_REQUIRED)
    async with alerting(context) as session:
        event = await shaken(session)
        assert session.connected
    assert (event.version, event.alert) == ("", "handshake_failure")


# The end


async def test_an_end_without_close_notify_is_told(ca: trustme.CA) -> None:
    script = "S: 220 ready\nC: QUIT\nS: 221 bye\n<cut>"
    async with playing(script, tls=certified(ca, HOST), smtps=True) as (_, session):
        await session.settled(5)
        session.send(b"QUIT")
        await session.closed()
    assert said(session, tls=True) == b"220 ready\r\n221 bye\r\n"
    assert ended(session).truncated


async def test_an_end_with_close_notify_is_whole(ca: trustme.CA) -> None:
    script = "S: 220 ready\nC: QUIT\nS: 221 bye\n<close>"
    async with playing(script, tls=certified(ca, HOST), smtps=True) as (_, session):
        await session.settled(5)
        await order(session, b"QUIT")
        await session.closed()
    assert not ended(session).truncated


async def test_without_tls_nothing_is_truncated() -> None:
    async with playing("S: 220 ready\n<close>") as (_, session):
        await session.closed()
    assert not ended(session).truncated


async def test_what_an_order_of_openssl_says_of_tls_is_done(ca: trustme.CA) -> None:
    names: list[str | None] = []
    context = listening_for_names(ca, names)
    async with playing("S: 220 ready", tls=context, smtps=True) as (server, session):
        session.hang_up()
        order = f"openssl s_client -connect {server.target} -servername mx.example.net -tls1_2"
        await session.connect(parse(order))
        await session.settled(5)
    events = [event for event in session.transcript.events if isinstance(event, Secured) and event.version]
    assert names[-1] == "mx.example.net"
    assert events[-1].version == "TLSv1.2"
    assert events[-1].name == "mx.example.net"
