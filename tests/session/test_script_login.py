"""Responses are what the mechanisms make, step by step; what cannot be answered is said in words."""

from __future__ import annotations

import asyncio
import base64
import hmac
from collections.abc import Callable

import pytest

from smtpwb.session.script_login import Login
from smtpwb.session.script_reader import parse
from smtpwb.session.script_result import Result, Verdict
from smtpwb.session.script_runner import Runner
from smtpwb.session.session import Session
from smtpwb.session.target import parse as target
from smtpwb.smtp.reads import Reads
from smtpwb.smtp.sasl.scram import Keys, salted
from smtpwb.smtp.sasl.secret import Secret
from smtpwb.transcript.events import to_json
from smtpwb.transcript.transcript import Transcript
from tests.dialogues import play
from tests.session.servers import Server, listening, scripted

WORD = "correct horse"
SECRET = Secret(WORD)
SALT, ROUNDS = b"0123456789abcdef", 4096


def encoded(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


class TestMade:
    def test_plain_behind_auth(self) -> None:
        made = Login(Transcript()).response(b"AUTH PLAIN ", "tim", SECRET)
        assert base64.b64decode(made) == b"\0tim\0correct horse"

    def test_login_gives_what_is_asked_for(self) -> None:
        login = Login(play("S: 220 a", "C: AUTH LOGIN", f"S: 334 {encoded(b'Password:')}"))
        login.sent(b"AUTH LOGIN", Reads.COMMAND)
        assert base64.b64decode(login.response(b"", "tim", SECRET)) == WORD.encode()

    def test_cram_md5_answers_the_newest_challenge(self) -> None:
        first, second = (f"C: AUTH CRAM-MD5\nS: 334 {encoded(word)}" for word in (b"<1@a>", b"<2@a>"))
        login = Login(play("S: 220 a", first, "C: *", "S: 501 no", second))
        login.sent(b"auth cram-md5", Reads.COMMAND)
        digest = hmac.new(WORD.encode(), b"<2@a>", "md5").hexdigest()
        assert base64.b64decode(login.response(b"", "tim", SECRET)) == f"tim {digest}".encode()


class TestCannot:
    @pytest.mark.parametrize("before", [b"AUTH CRAM-MD5 ", b"AUTH GSSAPI "])
    def test_go_behind_auth(self, before: bytes) -> None:
        name = before.split()[1].decode()
        assert (
            Login(Transcript()).cannot(before) == f"no response is made here for {name}: write it in base64"
        )

    def test_be_read(self) -> None:
        login = Login(play("S: 220 a", "C: AUTH SCRAM-SHA-1", "S: 334 ", "C: eA==", "S: 334 eA=="))
        login.sent(b"AUTH SCRAM-SHA-1", Reads.COMMAND)
        login.sent(b"eA==", Reads.ANSWER)
        assert "none of SCRAM's" in login.cannot(b"")

    def test_more_than_the_mechanism_asks(self) -> None:
        login = Login(play("S: 220 a", "C: AUTH PLAIN", "S: 334 ", "C: eA==", "S: 334 "))
        login.sent(b"AUTH PLAIN", Reads.COMMAND)
        login.sent(b"eA==", Reads.ANSWER)
        assert login.cannot(b"")


# A whole exchange, on a session


async def ran(server: Server, script: str) -> tuple[list[Result], Session]:
    read, session = parse(script), Session(Transcript())
    runner = Runner(
        read,
        session,
        lambda: session.connect(target(server.target)),
        secrets={reference: SECRET for _, reference in read.references},
        timeout=5,
    )
    try:
        return [result async for result in runner.results()], session
    finally:
        session.hang_up()
        await session.closed()


def scram(sign: Callable[[bytes], bytes]) -> tuple[Server, Callable[..., object]]:
    """A server with SCRAM-SHA-256 that knows the password; `sign` may spoil its proof."""
    server = Server()

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def ask(words: str) -> bytes:
            writer.write(f"{words}\r\n".encode())
            line = await reader.readline()
            server.heard.append(line)
            return line.strip()

        await ask("220 hi")
        first = base64.b64decode(await ask("334 ")).split(b",", 2)[2]
        nonce = first.split(b"r=")[1] + b"more"
        challenge = b"r=%b,s=%b,i=%d" % (nonce, base64.b64encode(SALT), ROUNDS)
        last = base64.b64decode(await ask(f"334 {encoded(challenge)}"))
        unproven, proof = last.split(b",p=")
        keys = Keys(salted(WORD.encode(), SALT, ROUNDS, "sha256"), "sha256")
        signed = b",".join((first, challenge, unproven))
        assert base64.b64decode(proof) == keys.client_proof(signed)
        await ask(f"334 {encoded(b'v=' + base64.b64encode(sign(keys.server_signature(signed))))}")
        await ask("235 welcome")

    return server, play


MADE = "C: {login:tim:env:A}"
SCRAM = "\n".join(["S: 220", "C: AUTH SCRAM-SHA-256", *["S: 334", MADE] * 3, "S: 235"])


async def test_scram_is_proven_by_both_sides_and_hidden() -> None:
    server, play = scram(lambda proof: proof)
    async with listening(play, server):  # type: ignore[arg-type]
        results, session = await ran(server, SCRAM)
    assert {result.verdict for result in results} == {Verdict.SENT, Verdict.FITS}
    kept = b"".join(to_json(event) for event in session.transcript.events)
    answers = [line.strip() for line in server.heard[1:4] if line.strip()]
    assert len(answers) == 2
    assert [word for word in (*answers, WORD.encode()) if word in kept] == []


async def test_a_wrong_proof_of_the_server_ends_the_run() -> None:
    server, play = scram(lambda proof: proof[::-1])
    async with listening(play, server):  # type: ignore[arg-type]
        results, _ = await ran(server, SCRAM)
    assert (results[-1].line, results[-1].verdict, results[-1].stops) == (8, Verdict.UNSENT, True)
    assert "PROOF IS WRONG" in results[-1].why


async def test_the_password_is_masked_where_the_server_says_it() -> None:
    said = f"S: 220 hi\nC: AUTH CRAM-MD5\nS: 334 PDFAYT4=\nC:\nS: 535 no such password: {WORD}"
    script = f"S: 220\nC: AUTH CRAM-MD5\nS: 334\n{MADE}\nS: 535"
    async with scripted(said) as server:
        results, session = await ran(server, script)
    assert results[-1].verdict is Verdict.FITS
    assert WORD.encode() not in b"".join(to_json(event) for event in session.transcript.events)
