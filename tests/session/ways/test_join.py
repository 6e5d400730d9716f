"""Every way in, as a session takes it; an SMTP dialogue over each."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path

import pytest
import trustme

from smtpwb.errors import ConnectError, UsageError
from smtpwb.session.options import Jump, Options, proxy, proxy_protocol
from smtpwb.session.session import Session
from smtpwb.session.target import Target, parse
from smtpwb.session.ways.trip import Exchangers
from smtpwb.transcript import wording
from smtpwb.transcript.events import PROXY_2, Attempt, Exchanger, Opened, OpenFailed
from smtpwb.transcript.transcript import Transcript
from tests.session.servers import HOST, certified, kinds, last, order, said, scripted
from tests.session.ways.nameserver import Zone, nameserver
from tests.session.ways.serving import serving

ZONE: Zone = {
    ("two.test.", "MX"): ("20 b.test.", "10 a.test.", "30 c.test."),
    ("a.test.", "A"): ("127.0.0.9",),
    ("b.test.", "A"): ("127.0.0.1",),
    ("c.test.", "TXT"): ("x",),
    ("null.test.", "MX"): ("0 .",),
    ("alone.test.", "A"): ("127.0.0.1",),
}
FOUND = (
    Exchanger("a.test", 10, ("127.0.0.9",)),
    Exchanger("b.test", 20, ("127.0.0.1",)),
    Exchanger("c.test", 30, (), "no address"),
)


def opened(session: Session) -> Opened:
    event = session.transcript.events[0]
    assert isinstance(event, Opened)
    return event


async def test_exchangers_are_tried_in_turn_where_nobody_chooses() -> None:
    async with scripted("S: 220 b") as server, nameserver(ZONE) as names:
        session = Session(Transcript())
        await session.connect(parse(f"mx:two.test:{server.port}"), Options(nameserver=names))
        await session.settled(5)
        session.hang_up()
    event = opened(session)
    assert (event.host, event.peer, event.exchangers) == ("b.test", server.target, FOUND)
    assert event.tried == (Attempt(f"127.0.0.9:{server.port}", "connection refused"), Attempt(server.target))
    assert wording.opened(event)[0] == "MX 10 a.test (127.0.0.9)"


@pytest.mark.parametrize("chosen", [FOUND[1], None])
async def test_or_the_user_chooses(chosen: Exchanger | None) -> None:
    asked: list[Exchangers] = []

    async def choose(found: Exchangers) -> Exchanger | None:
        asked.append(found)
        return chosen

    async with scripted("S: 220 b") as server, nameserver(ZONE) as names:
        session = Session(Transcript())
        refused = pytest.raises(ConnectError, match="no exchanger was chosen")
        with contextlib.nullcontext() if chosen else refused:
            await session.connect(
                parse(f"mx:two.test:{server.port}"), Options(nameserver=names), choose=choose
            )
            assert [one.address for one in opened(session).tried] == [server.target]
        session.hang_up()
    assert asked == [Exchangers("two.test", FOUND)]


async def test_one_exchanger_is_no_choice() -> None:
    async with scripted("S: 220 b") as server, nameserver(ZONE) as names:
        session = Session(Transcript())

        async def choose(_: Exchangers) -> Exchanger:
            raise AssertionError("asked")

        target = parse(f"mx:alone.test:{server.port}")
        await session.connect(target, Options(nameserver=names), choose=choose)
        session.hang_up()
    assert opened(session).exchangers == (Exchanger("alone.test", 0, ("127.0.0.1",)),)


async def test_exchangers_that_do_not_answer_and_a_domain_that_takes_no_mail() -> None:
    async with scripted("") as server, nameserver(ZONE) as names:
        pass  # both are gone now, but for their numbers
    async with nameserver(ZONE) as names:
        session = Session(Transcript())
        with pytest.raises(ConnectError, match="none of the exchangers of two"):
            await session.connect(parse(f"mx:two.test:{server.port}"), Options(nameserver=names))
        failed = last(session)
        assert isinstance(failed, OpenFailed)
        assert failed.exchangers == FOUND
        assert [one.error for one in failed.tried] == ["connection refused"] * 2
        with pytest.raises(ConnectError, match="RFC 7505"):
            await session.connect(parse("mx:null.test"), Options(nameserver=names))


async def test_the_name_of_the_exchanger_is_the_one_that_its_certificate_must_bear(
    ca: trustme.CA, trusted: None
) -> None:
    tls = certified(ca, "alone.test")
    async with scripted("S: 220 in", tls=tls, smtps=True) as server, nameserver(ZONE) as names:
        session = Session(Transcript())
        await session.connect(parse(f"smtps:mx:alone.test:{server.port}"), Options(nameserver=names))
        await session.settled(5)
        session.hang_up()
    assert "certificate verified" in "".join(wording.lines(session.transcript.entries[1]))


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 unix\r\n")
    while line := await reader.readline():
        writer.write(b"250 " + line)


@pytest.mark.parametrize("scheme", ["", "smtps:"])
async def test_a_unix_socket(scheme: str, tmp_path: Path, ca: trustme.CA, trusted: None) -> None:
    tls = certified(ca, "localhost") if scheme else None
    async with serving(echo, tmp_path / "s", tls):
        session = Session(Transcript())
        await session.connect(parse(f"{scheme}unix:{tmp_path}/s"))
        await session.settled(5)
        await order(session, b"NOOP")
        assert said(session, tls=bool(scheme)) == b"220 unix\r\n250 NOOP\r\n"
        session.hang_up()
        await session.closed()
    assert opened(session).peer == f"unix:{tmp_path}/s"


async def test_starttls_through_a_proxy(ca: trustme.CA, trusted: None) -> None:
    script = "S: 220 mx\nC: STARTTLS\nS: 220 go\n<starttls>\nC: NOOP\nS: 250 inside"
    async with scripted(script, tls=certified(ca, HOST)) as server:

        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            back, forth = await asyncio.open_connection(HOST, server.port)
            writer.write(b"HTTP/1.1 200 go\r\n\r\n")
            await asyncio.gather(pump(reader, forth), pump(back, writer))
            await forth.wait_closed()

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                while data := await source.read(1 << 16):
                    sink.write(data)
            sink.close()

        async with serving(relay) as place:
            session = Session(Transcript())
            await session.connect(parse(server.target), Options(proxy=proxy(f"http://{place}")))
            await session.settled(5)
            await order(session, b"STARTTLS")
            await order(session, b"NOOP")
            assert said(session, tls=True) == b"250 inside\r\n"
            session.hang_up()
    assert opened(session).via == f"http proxy {place}"
    assert opened(session).peer == server.target


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_the_proxy_header_is_the_first_thing_sent_and_is_told(version: str) -> None:
    heard = asyncio.get_running_loop().create_future()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.set_result(await (reader.readline() if version == "v1" else reader.readexactly(28)))
        writer.write(b"220 mx\r\n")

    async with serving(hear) as place:
        session = Session(Transcript())
        options = Options(proxy_protocol=proxy_protocol(version))
        await session.connect(parse(place), options)
        await session.closed()
    assert opened(session).preamble == heard.result()
    ours, port = opened(session).local.rpartition(":")[2], place.rpartition(":")[2]
    if version == "v1":
        assert heard.result() == f"PROXY TCP4 {HOST} {HOST} {ours} {port}\r\n".encode()
    else:
        assert heard.result().startswith(PROXY_2)
        assert int.from_bytes(heard.result()[-4:-2]) == int(ours)


async def test_options_that_exclude_each_other_change_nothing() -> None:
    session = Session(Transcript())
    options = Options(via=Jump("jump"), proxy=proxy("http://p.test"))
    with pytest.raises(UsageError):
        await session.connect(parse("mx.test"), options)
    assert kinds(session) == []


async def test_what_is_on_this_machine_is_reached_without_the_way_around() -> None:
    async with scripted("S: 220 here") as server:

        async def resolve(_: Target) -> tuple[str, int]:
            return HOST, server.port

        session = Session(Transcript(), resolve=resolve)
        await session.connect(parse("practice.test"), Options(proxy=proxy("socks5://127.0.0.1:1")))
        await session.settled(5)
        session.hang_up()
    assert (opened(session).via, opened(session).host) == ("", "practice.test")


async def test_a_failure_tells_through_what_it_was_tried() -> None:
    with socket.create_server((HOST, 0)) as closed:
        place = "http://{}:{}".format(*closed.getsockname())
    session = Session(Transcript())
    options = Options(proxy=proxy(place), proxy_protocol=proxy_protocol("v1"))
    with pytest.raises(ConnectError, match="connection refused"):
        await session.connect(parse("mx.test:25"), options)
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert failed.via == f"http proxy {place.removeprefix('http://')}"
