"""Through a jump host: the command line, what ssh says, and the real thing on loopback."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from smtpwb.errors import ConnectError
from smtpwb.session.options import Family, Jump, Options, jump
from smtpwb.session.session import Session
from smtpwb.session.target import parse
from smtpwb.session.ways.child import Child
from smtpwb.session.ways.ssh import command, failure
from smtpwb.session.ways.trip import Asks, Place, Question
from smtpwb.transcript import wording
from smtpwb.transcript.events import Attempt, Closed, Opened, OpenFailed, to_json
from smtpwb.transcript.transcript import Transcript
from tests.needs import needs
from tests.session.servers import certified, kinds, last, order, said, scripted
from tests.session.ways.jumping import jump_host

MX = Place("mx.test", 25)


@pytest.mark.parametrize(
    ("place", "options", "asking", "argv"),
    [
        (MX, Options(via=Jump("jump")), True, "ssh -W mx.test:25 -- jump"),
        (MX, Options(via=Jump("jump", "jack", 22)), True, "ssh -W mx.test:25 -p 22 -- jack@jump"),
        (MX, Options(via=Jump("jump")), False, "ssh -W mx.test:25 -o BatchMode=yes -- jump"),
        (Place("2001:db8::1", 25), Options(via=Jump("j")), True, "ssh -W [2001:db8::1]:25 -- j"),
        (Place("bücher.test", 25), Options(via=Jump("j")), True, "ssh -W xn--bcher-kva.test:25 -- j"),
        (
            MX,
            Options(via=Jump("j"), family=Family.IPV6, source="::1"),
            True,
            "ssh -W mx.test:25 -6 -b ::1 -- j",
        ),
    ],
)
def test_command_line(place: Place, options: Options, asking: bool, argv: str) -> None:
    assert options.via is not None
    assert command(place, options.via, options, asking) == argv.split()


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (["x@jump: Permission denied (publickey,password)."], "refused the login (publickey,password)"),
        (["Host key verification failed."], "key was not accepted"),
        (
            ["@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", "Host key verification failed."],
            "key has CHANGED",
        ),
        (
            ["channel 0: open failed: connect failed: Connection refused", "stdio forwarding failed"],
            "the jump host says: connection refused",
        ),
        (["channel 0: open failed: administratively prohibited: x"], "forwards no connections"),
        (
            ["ssh: Could not resolve hostname j: Name or service not known"],
            "the jump host: name or service not known",
        ),
        (["ssh: connect to host j port 22: Connection refused"], "the jump host: connection refused"),
        (["stdio forwarding failed"], "the jump host could not connect"),
        (["something else"], "ssh: something else"),
        ([], "ssh exited with status 255"),
    ],
)
async def test_what_it_says_in_words(says: list[str], why: str) -> None:
    child = await Child.start("ssh", [sys.executable, "-c", ""])
    child.socket.close()
    await child.finish()
    child.words = says
    assert why in str(failure(child, "exited with status 255"))


@pytest.fixture
def answers() -> list[Question]:
    return []


def via(place: str, **options: object) -> Options:
    return Options(via=jump(place), **options)  # type: ignore[arg-type]


async def over(session: Session) -> None:
    session.hang_up()
    await asyncio.wait_for(session.closed(), 10)


@needs("ssh", "sshd")
async def test_a_dialogue_with_starttls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ca: object, trusted: None
) -> None:
    script = "S: 220 mx\nC: STARTTLS\nS: 220 go\n<starttls>\nC: NOOP\nS: 250 inside"
    tls = certified(ca, "127.0.0.1")  # type: ignore[arg-type]
    with jump_host(tmp_path, monkeypatch) as jumping:
        async with scripted(script, tls=tls) as server:
            session = Session(Transcript())
            heard: list[Attempt] = []
            await session.connect(parse(server.target), via(jumping), on_attempt=heard.append)
            child = session._child
            assert child is not None
            await session.settled(5)
            await order(session, b"STARTTLS")
            await order(session, b"NOOP")
            assert said(session, tls=True) == b"250 inside\r\n"
            await over(session)
    opened = session.transcript.events[0]
    assert isinstance(opened, Opened)
    carrier = f"ssh {jumping.rpartition(':')[0]}"
    assert (opened.via, opened.peer) == (carrier, server.target)
    assert heard == [Attempt(f"{server.target} via {carrier}")]
    assert kinds(session)[-1] == "Closed"
    assert child._process.returncode is not None


@needs("ssh", "sshd")
async def test_tls_on_connect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ca: object, trusted: None
) -> None:
    tls = certified(ca, "127.0.0.1")  # type: ignore[arg-type]
    with jump_host(tmp_path, monkeypatch) as jumping:
        async with scripted("S: 220 inside", tls=tls, smtps=True) as server:
            session = Session(Transcript())
            await session.connect(parse(f"smtps://{server.target}"), via(jumping))
            await session.settled(10)
            assert said(session, tls=True) == b"220 inside\r\n"
            await over(session)


@needs("ssh", "sshd")
async def test_when_the_server_closes_ssh_has_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jump_host(tmp_path, monkeypatch) as jumping:
        async with scripted("S: 421 bye\n<close>") as server:
            session = Session(Transcript())
            await session.connect(parse(server.target), via(jumping))
            await asyncio.wait_for(session.closed(), 10)
    closed = last(session)
    assert isinstance(closed, Closed)
    assert (closed.by, closed.how) == ("server", "closed the connection")


@needs("ssh", "sshd")
async def test_where_nothing_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with jump_host(tmp_path, monkeypatch) as jumping:
        async with scripted("") as server:
            pass
        session = Session(Transcript())
        with pytest.raises(ConnectError, match="the jump host says: connection refused"):
            await session.connect(parse(server.target), via(jumping))
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert failed.via.startswith("ssh ")
    told = [line for entry in session.transcript.entries[:-1] for line in wording.lines(entry)]
    assert any("open failed: connect failed" in line for line in told)


@needs("ssh", "sshd")
async def test_questions_are_answered_in_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "Tr0ub4dor-7"
    asked: list[Question] = []

    async def answer(question: Question) -> str:
        asked.append(question)
        return "yes" if question.asks is Asks.CONFIRM else secret

    with jump_host(tmp_path, monkeypatch, known=False, passphrase=secret) as jumping:
        async with scripted("S: 220 mx") as server:
            session = Session(Transcript())
            await session.connect(parse(server.target), via(jumping, timeout=0.01), ask=answer)
            await session.settled(10)
            assert said(session) == b"220 mx\r\n"
            await over(session)
    assert [question.asks for question in asked] == [Asks.CONFIRM, Asks.SECRET]
    assert "authenticity" in asked[0].text
    assert secret not in b"".join(map(to_json, session.transcript.events)).decode()


@needs("ssh", "sshd")
@pytest.mark.parametrize(
    ("known", "passphrase", "why"),
    [(False, "", "key was not accepted"), (True, "Tr0ub4dor-7", "refused the login")],
)
async def test_questions_that_nobody_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool, passphrase: str, why: str
) -> None:
    async def refuse(_: Question) -> None:
        return None

    with jump_host(tmp_path, monkeypatch, known=known, passphrase=passphrase) as jumping:
        async with scripted("S: 220 mx") as server:
            for ask in (None, refuse):
                with pytest.raises(ConnectError, match=why):
                    await Session(Transcript()).connect(parse(server.target), via(jumping), ask=ask)


@needs("ssh", "sshd")
async def test_cancelled_while_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asyncio.Event()

    async def wait(_: Question) -> str:
        asked.set()
        await asyncio.Event().wait()
        return ""

    with jump_host(tmp_path, monkeypatch, known=False) as jumping:
        session = Session(Transcript())
        task = asyncio.create_task(session.connect(parse("127.0.0.1:1"), via(jumping), ask=wait))
        await asyncio.wait_for(asked.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    failed = last(session)
    assert isinstance(failed, OpenFailed)
    assert failed.why == "cancelled"
